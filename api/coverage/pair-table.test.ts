import { describe, expect, it } from 'vitest'
import { PairTable } from './pair-table.ts'

describe('numbers of pairs', () => {
  it('come from 0 on, one for each pair, and are found again; -1 says that a pair is not there', () => {
    const pairs = Array.from({ length: 400 }, (_, i) => [(i % 20) - 10, Math.floor(i / 20) - 10] as const)
    const table = new PairTable(pairs.length)
    expect(table.find(0, 0)).toBe(-1)
    for (const time of [1, 2]) {
      pairs.forEach(([a, b], i) => {
        expect(table.intern(a, b), `the ${time}. time`).toBe(i)
      })
    }
    expect(table.size).toBe(pairs.length)
    pairs.forEach(([a, b], i) => {
      expect(table.find(a, b)).toBe(i)
    })
    expect(table.find(10, 0)).toBe(-1)
    expect(table.find(0, 10)).toBe(-1)
  })
})
