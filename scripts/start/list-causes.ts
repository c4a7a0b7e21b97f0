import type { ImportCause } from '#api/ground/editions/import/import-cause.ts'
import { describeFault, type ImportFault } from '#api/ground/editions/import/import-fault.ts'
import { withCommas } from './report.ts'

const shownLines = 50
const listsAll = '（--report FILE 列出全部 / lists them all）'

/** A line for each cause under their heading: a file with one fault has often a thousand of them. None without a cause.
 *  Pure. */
export function listCauses(heading: string, causes: readonly ImportCause[]): string[] {
  if (causes.length === 0) return []
  const count = causes.reduce((sum, cause) => sum + cause.count, 0)
  const lines = causes.map((cause) => {
    const times = cause.count > 1 ? `${withCommas(cause.count)} × ${cause.kind}，如 / such as: ` : ''
    return `  ${times}${describeFault(cause, 'zh')} / ${describeFault(cause, 'en')}`
  })
  if (count > causes.length) lines.push(`  ${listsAll}`)
  return [`${heading}: ${withCommas(count)}`, ...lines]
}

/** Lines under their heading with their number, fifty at most. None without a line. Pure. */
export function listLines(heading: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return []
  const more = lines.length - shownLines
  return [
    `${heading}: ${withCommas(lines.length)}`,
    ...lines.slice(0, shownLines).map((line) => `  ${line}`),
    ...(more > 0 ? [`  … +${withCommas(more)}${listsAll}`] : []),
  ]
}

/** Each by itself: the reasons of warnings of a kind have each its own figures. Pure. */
export const listWarnings = (warnings: readonly ImportFault[]): string[] =>
  listLines(
    '请留意 / please note',
    warnings.map((warning) => `${describeFault(warning, 'zh')} / ${describeFault(warning, 'en')}`),
  )

/** What helps against them, each said once. Pure. */
export const listHints = (causes: readonly ImportCause[]): string[] => [
  ...new Set(causes.flatMap(({ hint }) => (hint ? [`→ ${hint.zh} / ${hint.en}`] : []))),
]
