import type { Translated } from '#web/lib/define-text.ts'
import type { auditText } from './audit.text.ts'
import type { Change } from './list-changes.ts'

type Words = Pick<Translated<typeof auditText>, 'tried' | 'tries' | 'details'>

/** What stands beside a line: what a stranger tried with in words, everything else as it is recorded. Pure. */
export function nameDetail(
  { field, after }: Change,
  { tried, tries, details }: Words,
): { label: string; value: string } {
  const word = field === 'by' && after !== null ? (tries as Record<string, string>)[after] : undefined
  if (word !== undefined) return { label: tried, value: word }
  return { label: field || details, value: after ?? '—' }
}
