import { describe, expect, it } from 'vitest'
import { findTimeFault } from './find-time-fault.ts'

const now = Date.parse('2026-11-27T02:00:00Z')

describe('the time at which something was found', () => {
  it.each(['2026-11-27T02:04:00Z', '2026-11-27T02:00:00Z', '2016-11-27T02:00:00Z'])('may be %s', (instant) => {
    expect(findTimeFault(instant, now)).toBeNull()
  })

  it.each([
    ['2026-11-27T02:06:00Z', '将来'],
    ['2016-11-27T01:59:59Z', '10 年以前'],
    ['1900-01-01T00:00:00Z', '10 年以前'],
    ['0001-01-01T00:00:00Z', '10 年以前'],
  ])('cannot be %s', (instant, word) => {
    expect(findTimeFault(instant, now)?.zh).toContain(word)
  })
})
