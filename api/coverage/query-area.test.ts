import { describe, expect, it } from 'vitest'
import { mayEdgeMeetBox } from './query-area.ts'

/** Edges through a place, so long to either side, of many slopes and both directions. */
function edgesThrough([x, y]: readonly [number, number], slopes: readonly number[], half = 0.01): Float64Array[] {
  return slopes.flatMap((slope) => {
    const [dx, dy] = [half / Math.max(1, Math.abs(slope)), (half * slope) / Math.max(1, Math.abs(slope))]
    const edge = [x - dx, y - dy, x + dx, y + dy] as const
    return [Float64Array.from(edge), Float64Array.from([edge[2], edge[3], edge[0], edge[1]])]
  })
}

describe('an edge near a box', () => {
  const [west, south, east, north] = [103.01, 26.01, 103.02, 26.02] as const
  const isNear = (edge: Float64Array) => mayEdgeMeetBox(edge, 0, west, south, east, north)
  const falling = [-1 / 3, -1, -3]
  const rising = [1 / 3, 1, 3]
  const corners = [
    { corner: [west, south], slopes: falling, out: [-1, -1] },
    { corner: [east, north], slopes: falling, out: [1, 1] },
    { corner: [west, north], slopes: rising, out: [-1, 1] },
    { corner: [east, south], slopes: rising, out: [1, -1] },
  ] as const

  it('meets it where it passes through or ends on its border', () => {
    for (const edge of edgesThrough([103.015, 26.015], [...falling, ...rising, 0, 1000]))
      expect(isNear(edge)).toBe(true)
    for (const x of [west, east]) expect(isNear(Float64Array.from([x, 26, x, 27]))).toBe(true)
    for (const y of [south, north]) expect(isNear(Float64Array.from([103, y, 104, y]))).toBe(true)
  })

  it('meets it where it touches a corner, and not a hair outside of it', () => {
    for (const { corner, slopes, out } of corners) {
      for (const edge of edgesThrough(corner, slopes)) expect(isNear(edge)).toBe(true)
      const [x, y] = [corner[0] + out[0] * 1e-9, corner[1] + out[1] * 1e-9]
      for (const edge of edgesThrough([x, y], slopes)) expect(isNear(edge)).toBe(false)
    }
  })

  it('does not meet it where it lies beside it', () => {
    for (const beside of [
      [103, 26, 103.009, 27],
      [103.021, 26, 103.03, 27],
      [103, 26, 104, 26.009],
      [103, 26.021, 104, 26.03],
    ])
      expect(isNear(Float64Array.from(beside))).toBe(false)
  })
})
