import type { Random } from './random.ts'

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs
/** China has one time zone and no summer time. */
const chinaOffsetMs = 8 * hourMs

export const chinaHour = (instantMs: number): number => Math.floor(((instantMs + chinaOffsetMs) % dayMs) / hourMs)
export const chinaMonth = (instantMs: number): number => new Date(instantMs + chinaOffsetMs).getUTCMonth() + 1
/** The calendar day in China as `YYYY-MM-DD`. */
export const chinaDay = (instantMs: number): string => new Date(instantMs + chinaOffsetMs).toISOString().slice(0, 10)
export const chinaMidnight = (instantMs: number): number =>
  Math.floor((instantMs + chinaOffsetMs) / dayMs) * dayMs - chinaOffsetMs

/** How likely each hour of the day and each month of the year is, against the likeliest (1). */
export type Rhythm = { hours: readonly number[]; months: readonly number[] }

/** Neighbours quarrel when they are at home and offices are open; wages come up before the Spring Festival. */
export const disputeRhythm: Rhythm = {
  hours: [
    0.03, 0.02, 0.01, 0.01, 0.01, 0.03, 0.12, 0.3, 0.7, 1, 1, 0.8, 0.45, 0.4, 0.7, 0.9, 0.85, 0.7, 0.6, 0.7, 0.6, 0.35,
    0.15, 0.06,
  ],
  months: [1, 0.9, 0.7, 0.75, 0.8, 0.8, 0.75, 0.75, 0.8, 0.75, 0.8, 1],
}

/** Hazards are seen by daylight, most of them in the rains from May to October. */
export const hazardRhythm: Rhythm = {
  hours: [
    0.08, 0.06, 0.06, 0.06, 0.08, 0.2, 0.5, 0.8, 1, 1, 0.95, 0.7, 0.5, 0.6, 0.85, 0.9, 0.85, 0.7, 0.45, 0.3, 0.2, 0.15,
    0.12, 0.1,
  ],
  months: [0.25, 0.25, 0.3, 0.35, 0.6, 0.9, 1, 1, 0.8, 0.55, 0.3, 0.25],
}

/** An instant in the `days` before `now`, in the rhythm. */
export function drawInstant(random: Random, rhythm: Rhythm, now: number, days: number): number {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const instant = now - random.between(0, days * dayMs)
    const likeliness = (rhythm.hours[chinaHour(instant)] ?? 1) * (rhythm.months[chinaMonth(instant) - 1] ?? 1)
    if (random.chance(likeliness)) return Math.floor(instant / 1000) * 1000
  }
  return Math.floor((now - random.between(0, days * dayMs)) / 1000) * 1000
}

/** An instant about `meanAgeMs` before `now` (exponential, at most `maxAgeMs`), at a likely hour of the day where the age
 *  leaves a choice: what was reported minutes ago was reported at night, if it is night. */
export function drawRecentInstant(
  random: Random,
  rhythm: Rhythm,
  now: number,
  meanAgeMs: number,
  maxAgeMs: number,
): number {
  let instant = now
  for (let attempt = 0; attempt < 30; attempt += 1) {
    instant = now - Math.min(maxAgeMs * random.between(0.9, 1), 4 * minuteMs + random.exponential(meanAgeMs))
    if (random.chance(rhythm.hours[chinaHour(instant)] ?? 1)) break
  }
  return Math.floor(instant / 1000) * 1000
}
