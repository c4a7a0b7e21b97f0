import type { Whistle, WhistleResponse } from '#api/operations/whistles/whistles.contract.ts'
import type { Language } from '#web/lib/define-text.ts'
import { formatSpan } from '#web/lib/format-time.ts'

type Words = {
  waiting: (span: string) => string
  lateToReport: (span: string) => string
  reportedIn: (span: string) => string
  lateToBeDone: (span: string) => string
  done: string
  notDone: string
  notReported: string
}
/** How a department stands: in words, and by the shape and tone of its mark. */
export type Clock = {
  look: 'waiting' | 'late' | 'there' | 'done' | 'ended'
  icon: 'clock' | 'warning' | 'people' | 'check' | 'close'
  text: string
}

/** Pure. What is late is so by the clock of this computer as well, between two answers. */
export function describeClock(
  { state }: Pick<Whistle, 'state'>,
  { reportedAt, reportDueAt, doneAt, doneDueAt }: WhistleResponse,
  { nowMs, language, words }: { nowMs: number; language: Language; words: Words },
): Clock {
  if (doneAt !== null) return { look: 'done', icon: 'check', text: words.done }
  if (state !== 'open')
    return { look: 'ended', icon: 'close', text: reportedAt === null ? words.notReported : words.notDone }
  const leftMs = Date.parse(reportedAt === null ? reportDueAt : doneDueAt) - nowMs
  const span = formatSpan(leftMs, language)
  if (leftMs < 0)
    return {
      look: 'late',
      icon: 'warning',
      text: (reportedAt === null ? words.lateToReport : words.lateToBeDone)(span),
    }
  return reportedAt === null
    ? { look: 'waiting', icon: 'clock', text: words.waiting(span) }
    : { look: 'there', icon: 'people', text: words.reportedIn(span) }
}
