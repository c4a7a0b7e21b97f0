export const dayMs = 86_400_000
/** China has one time, without summer time. */
export const chinaOffsetMs = 8 * 3_600_000

/** The beginning of the first of so many days in China, the last of which is today. Pure. */
export const startOfDay = (nowMs: number, days: number): string => {
  const today = Math.floor((nowMs + chinaOffsetMs) / dayMs) * dayMs - chinaOffsetMs
  return new Date(today - (days - 1) * dayMs).toISOString()
}
