import { describe, expect, it } from 'vitest'
import { readInstant, writeInstant } from './instant-text.ts'

const minMs = new Date(2000, 0, 1).getTime()
const maxMs = new Date(2026, 10, 24, 8, 0).getTime()

describe('the text of a field for date and time', () => {
  it('is the local time to the minute, and is read as it was written', () => {
    expect(writeInstant(maxMs)).toBe('2026-11-24T08:00')
    expect(readInstant(writeInstant(maxMs), minMs, maxMs)).toBe(maxMs)
    expect(writeInstant(maxMs + 59_999)).toBe('2026-11-24T08:00')
  })

  it.each(['', '2026-11-24T', '2026-13-01T00:00'])('%o is no instant', (text) => {
    expect(readInstant(text, minMs, maxMs)).toBeNull()
  })

  it('is not taken while the year is typed, nor beyond the ends', () => {
    const years = ['0002', '0020', '0202', '2026'].map((year) => readInstant(`${year}-11-24T07:59`, minMs, maxMs))
    expect(years).toEqual([null, null, null, maxMs - 60_000])
    expect(readInstant('2000-01-01T00:00', minMs, maxMs)).toBe(minMs)
    expect(readInstant('1999-12-31T23:59', minMs, maxMs)).toBeNull()
    expect(readInstant('2026-11-24T08:01', minMs, maxMs)).toBeNull()
  })
})
