import { describe, expect, it } from 'vitest'
import { findInserted } from './find-inserted.ts'

describe('rows that came above', () => {
  it.each([
    [['a', 'b', 'c'], ['x', 'y', 'a', 'b', 'c'], 'a', 2],
    [['a', 'b', 'c'], ['a', 'x', 'b', 'c'], 'b', 1],
    [['a', 'b', 'c'], ['a', 'b', 'c', 'x'], 'b', 0],
    [['a', 'b', 'c'], ['a', 'b', 'c'], 'c', 0],
  ])('%j to %j, at %s: %i', (before, after, anchor, count) => {
    expect(findInserted(before, after, anchor)).toBe(count)
  })

  it.each([
    ['is ordered anew', ['a', 'b', 'c'], ['c', 'b', 'a'], 'a'],
    ['has lost some', ['a', 'b', 'c'], ['x', 'y', 'b', 'c'], 'b'],
    ['has lost the row', ['a', 'b', 'c'], ['x', 'b', 'c'], 'a'],
  ])('none in a list that %s', (_, before, after, anchor) => {
    expect(findInserted(before, after, anchor)).toBe(0)
  })
})
