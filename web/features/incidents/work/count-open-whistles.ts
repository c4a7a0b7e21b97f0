import type { TimelineRow } from '#api/operations/incidents/incidents.contract.ts'

/** How many calls to departments are going on, by the lines of the history that are loaded. Pure. */
export function countOpenWhistles(lines: readonly Pick<TimelineRow, 'kind' | 'data'>[]): number {
  const did = lines.filter(({ kind }) => kind === 'whistle').map(({ data }) => data.did)
  const count = (...words: string[]) => did.filter((word) => words.includes(String(word))).length
  return Math.max(0, count('called') - count('closed', 'cancelled'))
}
