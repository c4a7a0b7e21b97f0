import { describe, expect, it } from 'vitest'
import { advance, latestBegin, listTicks, spanOf, stepByKey } from './replay-clock.ts'

const hour = 3_600_000
const now = Date.parse('2026-11-24T10:03:20Z')
const whole = Date.parse('2026-11-24T10:00:00Z')
const span = { fromMs: 0, toMs: 24 * hour }

describe('the time that is looked back at', () => {
  it('is the last 24 hours when nobody chose another, and stays the same for five minutes', () => {
    expect(spanOf(null, now)).toEqual({ fromMs: whole - 24 * hour, toMs: whole })
    expect(spanOf(null, now + 60_000)).toEqual(spanOf(null, now))
  })

  it('is 24 hours from a chosen one on', () => {
    const since = now - 100 * hour
    expect(spanOf(since, now)).toEqual({ fromMs: since, toMs: since + 24 * hour })
  })

  it('never reaches beyond now, and is never empty', () => {
    expect(spanOf(whole - hour, now)).toEqual({ fromMs: whole - hour, toMs: whole })
    const late = spanOf(now - 30_000, now)
    expect(late.toMs).toBe(now)
    expect(late.toMs).toBeGreaterThan(late.fromMs)
  })
})

describe('the latest beginning', () => {
  it('leaves a quarter of an hour to look back at, at every second of five minutes', () => {
    for (let nowMs = whole; nowMs < whole + 300_000; nowMs += 1000) {
      const { fromMs, toMs } = spanOf(latestBegin(nowMs), nowMs)
      expect(toMs - fromMs).toBe(hour / 4)
      // the end of the last 24 hours is no beginning of the next
      expect(spanOf(null, nowMs).fromMs + 24 * hour).toBeGreaterThan(latestBegin(nowMs))
    }
  })
})

describe('the clock', () => {
  it('goes so many times as fast', () => {
    expect(advance(hour, 100, 1, span)).toBe(hour + 100)
    expect(advance(hour, 100, 600, span)).toBe(hour + 60_000)
  })

  it('stops at the end', () => {
    expect(advance(24 * hour - 10, 100, 600, span)).toBe(24 * hour)
  })

  it('does not make up for a pause of the page', () => {
    expect(advance(0, 3_600_000, 60, span)).toBe(120_000)
    expect(advance(hour, -5, 60, span)).toBe(hour)
  })

  it.each([
    ['ArrowRight', 5.25],
    ['ArrowLeft', 4.75],
    ['PageUp', 6],
    ['PageDown', 4],
    ['Home', 0],
    ['End', 24],
  ])('is moved by %s', (key, hours) => {
    expect(stepByKey(key, 5 * hour, span)).toBe(hours * hour)
  })

  it('is moved by no other key, and not out of its time', () => {
    expect(stepByKey('a', 5 * hour, span)).toBeNull()
    expect(stepByKey('PageDown', hour / 2, span)).toBe(0)
  })
})

describe('the hours below the bars', () => {
  it('are full hours, as many as there is room for', () => {
    const from = new Date(2026, 10, 24, 9, 20).getTime()
    const ticks = listTicks({ fromMs: from, toMs: from + 24 * hour }, 8)
    expect(ticks.map((tick) => new Date(tick).getHours())).toEqual([12, 15, 18, 21, 0, 3, 6])
    expect(listTicks({ fromMs: from, toMs: from + 2 * hour }, 8).map((tick) => new Date(tick).getHours())).toEqual([
      10, 11,
    ])
  })

  it('are none that would stand beyond the ends', () => {
    const from = new Date(2026, 10, 24, 18, 0).getTime()
    const ticks = listTicks({ fromMs: from, toMs: from + 24 * hour }, 8)
    expect(ticks.map((tick) => new Date(tick).getHours())).toEqual([21, 0, 3, 6, 9, 12, 15])
  })
})
