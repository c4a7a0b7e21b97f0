import { describe, expect, it } from 'vitest'
import { chinaDay, periodBounds, readOwnPeriod } from './incident-period.ts'

const now = Date.parse('2026-11-24T17:30:00Z')
const at = (instant: string) => Date.parse(instant)

describe('the time in which incidents were reported', () => {
  it('counts hours back from now, and days from the beginning of a day in China', () => {
    expect(periodBounds('24h', now)?.fromMs).toBe(at('2026-11-23T17:30:00Z'))
    // half past one in the morning of the 25th there
    expect(chinaDay(now)).toBe('2026-11-25')
    expect(periodBounds('7d', now)?.fromMs).toBe(at('2026-11-18T16:00:00Z'))
  })

  it('takes both days of a time of one’s own whole, in whatever order they were chosen', () => {
    const bounds = { fromMs: at('2026-10-31T16:00:00Z'), toMs: at('2026-11-03T16:00:00Z') }
    expect(periodBounds('2026-11-01~2026-11-03', now)).toEqual(bounds)
    expect(periodBounds('2026-11-03~2026-11-01', now)).toEqual(bounds)
    expect(readOwnPeriod('2026-11-01~2026-11-03')).toEqual({ from: '2026-11-01', to: '2026-11-03' })
  })

  it.each([null, '', 'moon', '2026-13-01~2026-11-03'])('lets everything through for %j', (period) => {
    expect(periodBounds(period, now)).toBeNull()
    expect(readOwnPeriod('7d')).toBeNull()
  })
})
