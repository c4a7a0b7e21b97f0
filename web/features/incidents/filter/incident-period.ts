const dayMs = 86_400_000
const hourMs = 3_600_000
/** China has one time, without summer time. */
const chinaOffsetMs = 8 * hourMs

/** The times one chooses from beside days of one's own; those in days begin with a day in China, as the figures do. */
export const periods = ['24h', '7d', '30d', '90d'] as const

export type PeriodBounds = { fromMs: number; toMs: number }

const startOfDayMs = (nowMs: number) => Math.floor((nowMs + chinaOffsetMs) / dayMs) * dayMs - chinaOffsetMs

/** The day in China of an instant: `2026-11-24`. Pure. */
export const chinaDay = (instantMs: number): string => new Date(instantMs + chinaOffsetMs).toISOString().slice(0, 10)

/** The two days of a time of one's own, null for any other. Pure. */
export function readOwnPeriod(period: string | null): { from: string; to: string } | null {
  const [from, to] = period?.split('~') ?? []
  return from && to ? { from, to } : null
}

/** From when to before when something has to be reported; null where it does not matter or the time is none. Days in China,
 *  both of them whole. Pure. */
export function periodBounds(period: string | null, nowMs: number): PeriodBounds | null {
  const match = /^(\d{1,2})([hd])$/.exec(period ?? '')
  if (match) {
    const count = Number(match[1])
    const fromMs = match[2] === 'h' ? nowMs - count * hourMs : startOfDayMs(nowMs) - (count - 1) * dayMs
    return { fromMs, toMs: Number.POSITIVE_INFINITY }
  }
  const own = readOwnPeriod(period)
  if (!own) return null
  const [fromMs, toMs] = [own.from, own.to].map((day) => Date.parse(`${day}T00:00:00+08:00`)) as [number, number]
  if (Number.isNaN(fromMs) || Number.isNaN(toMs)) return null
  return { fromMs: Math.min(fromMs, toMs), toMs: Math.max(fromMs, toMs) + dayMs }
}
