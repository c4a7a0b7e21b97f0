import type { Sentence } from '#api/platform/http/problem.ts'

/** Clocks differ a little. */
const clockToleranceMs = 300_000
/** What a county still settles is younger; 1900 and 1970 are what an empty cell or a damaged one of a spreadsheet is read as. */
const oldestYears = 10

/** Why something cannot have been found or received at an instant; null where it can. Pure. */
export function findTimeFault(instant: string, nowMs: number): Sentence | null {
  const at = Date.parse(instant)
  if (at > nowMs + clockToleranceMs) return { zh: '时间在将来。', en: 'It is a time to come.' }
  const oldest = new Date(nowMs)
  oldest.setUTCFullYear(oldest.getUTCFullYear() - oldestYears)
  return at < oldest.getTime()
    ? {
        zh: `时间在 ${oldestYears} 年以前，请核对年份。`,
        en: `It is more than ${oldestYears} years ago; check the year.`,
      }
    : null
}
