import type { ImportCause } from '#api/editions/import/import-cause.ts'
import { describeFault } from '#api/editions/import/import-fault.ts'
import { withCommas } from './report.ts'

/** A line for each cause under their heading: a file with one fault has often a thousand of them. None without a cause.
 *  Pure. */
export function listCauses(heading: string, causes: readonly ImportCause[]): string[] {
  if (causes.length === 0) return []
  const count = causes.reduce((sum, cause) => sum + cause.count, 0)
  const lines = causes.map((cause) => {
    const times = cause.count > 1 ? `${withCommas(cause.count)} × ${cause.kind}，如 / such as: ` : ''
    return `  ${times}${describeFault(cause, 'zh')} / ${describeFault(cause, 'en')}`
  })
  if (count > causes.length) lines.push('  （--report FILE 列出全部 / lists them all）')
  return [`${heading}: ${withCommas(count)}`, ...lines]
}

/** What helps against them, each said once. Pure. */
export const listHints = (causes: readonly ImportCause[]): string[] => [
  ...new Set(causes.flatMap(({ hint }) => (hint ? [`→ ${hint.zh} / ${hint.en}`] : []))),
]
