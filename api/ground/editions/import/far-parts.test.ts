import { describe, expect, it } from 'vitest'
import { aSquare } from '../../../../tests/support/small-county.ts'
import { findFarParts } from './far-parts.ts'

/** Squares of a hundredth of a degree at 103° E 26° N, so many of them to the east and north. */
const grids = (...places: [x: number, y: number][]) =>
  places.map(([x, y], index) => ({ code: String(index), geometry: aSquare(x, y) }))
const farCodes = (...places: [x: number, y: number][]) =>
  findFarParts(grids(...places)).map(({ grids: part }) => part.map(({ code }) => code))

describe('parts of an area that lie far from the rest', () => {
  it('are none where grids touch, and none for an exclave 40 km away', () => {
    expect(findFarParts([])).toEqual([])
    expect(farCodes([0, 0], [1, 0], [2, 1])).toEqual([])
    expect(farCodes([0, 0], [1, 0], [40, 0])).toEqual([])
  })

  it('are those of fewer grids, each part by itself, with about how far they are', () => {
    const parts = findFarParts(grids([1300, 1400], [0, 0], [1, 0], [0, 1], [-1000, 0], [1301, 1400]))
    expect(parts.map(({ grids: part }) => part.map(({ code }) => code))).toEqual([['0', '5'], ['4']])
    expect(parts[0]?.km).toBeCloseTo(Math.hypot(13 * Math.cos((33 * Math.PI) / 180), 14) * 111.2, -2)
    expect(parts[1]?.km).toBeCloseTo(10 * Math.cos((26 * Math.PI) / 180) * 111.2, -2)
    expect(parts[0]?.lngLat).toEqual([116, 40])
  })

  it('are one part where a grid of many degrees joins them', () => {
    const wide = { code: 'wide', geometry: aSquare(2, 0, 1300) }
    expect(findFarParts([...grids([0, 0], [1300, 0]), wide])).toEqual([])
  })
})
