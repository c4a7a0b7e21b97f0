import { describe, expect, it } from 'vitest'
import { readHuize } from '../../tests/support/huize.ts'
import { randomFrom } from '../../tests/support/random.ts'
import { aSquare } from '../../tests/support/random-coverages.ts'
import { cellRasterSteps } from './cell-raster.ts'
import { buildCoverage } from './coverage.ts'
import { boxOfPart, type GridParts, gridPartsSteps, isInPart } from './grid-parts.ts'
import type { CodedArea } from './ring-table.ts'
import { finishSteps } from './steps.ts'

const layCells = (...given: Parameters<typeof cellRasterSteps>) => finishSteps(cellRasterSteps(...given))
const partsOf = (grids: readonly CodedArea[]) => finishSteps(gridPartsSteps(buildCoverage(grids)))

/** Every part in turn. */
function bruteLocate(parts: GridParts, x: number, y: number): number {
  for (let part = 0; part < parts.grid.length; part++) {
    const [west, south, east, north] = boxOfPart(parts, part)
    if (x < west || x > east || y < south || y > north) continue
    if (isInPart(parts, part, x, y)) return parts.grid[part] as number
  }
  return -1
}

describe('the cell raster', () => {
  const parts = partsOf(readHuize().grids.slice(0, 600))
  const [west, south, east, north] = [0, 1, 2, 3].map((side) => {
    const places = parts.boxes.filter((_, i) => i % 4 === side)
    return side < 2 ? Math.min(...places) : Math.max(...places)
  }) as [number, number, number, number]
  const raster = layCells(parts, (x, y) => bruteLocate(parts, x, y))

  it('is right wherever it answers, and answers for most of the ground', () => {
    const random = randomFrom(8)
    const points = Array.from({ length: 20_000 }, () => {
      return [west + random() * (east - west), south + random() * (north - south)] as const
    })
    const answered = points.filter(([x, y]) => raster.find(x, y) !== undefined)
    expect(answered.filter(([x, y]) => raster.find(x, y) !== bruteLocate(parts, x, y))).toEqual([])
    expect(answered.length).toBeGreaterThan(10_000)
  })

  it('never answers on a border, nor a hair beside one', () => {
    const answered: [x: number, y: number][] = []
    for (let edge = 0; edge < parts.edges.length; edge += 4 * 7) {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = parts.edges.subarray(edge, edge + 4)
      for (const share of [0, 0.3, 0.5, 0.9]) {
        const [x, y] = [x1 + share * (x2 - x1), y1 + share * (y2 - y1)]
        for (const aside of [0, 1e-10, -1e-10])
          if (raster.find(x + aside, y - aside) !== undefined) answered.push([x + aside, y - aside])
      }
    }
    expect(answered).toEqual([])
  })

  it('says nobody outside of all, and of a place that is none', () => {
    expect(raster.find(0, 0)).toBe(-1)
    expect(raster.find(103.5, 90)).toBe(-1)
    expect(raster.find(Number.NaN, 26)).toBe(-1)
    const empty = partsOf([])
    expect(layCells(empty, () => -1).find(103.5, 26.5)).toBe(-1)
  })

  it('holds for borders that run along its cells', () => {
    const squares = partsOf(
      Array.from({ length: 64 }, (_, i) => aSquare(`${i}`.padStart(2, '0'), (i % 8) * 1000, Math.floor(i / 8) * 1000)),
    )
    const cells = layCells(squares, (x, y) => bruteLocate(squares, x, y))
    const [west = 0, south = 0] = squares.boxes
    const wrong: [x: number, y: number][] = []
    for (let i = 0; i <= 800; i++) {
      for (let j = 0; j <= 80; j++) {
        const [x, y] = [west + i * 1e-5, south + j * 1e-4]
        const found = cells.find(x, y)
        if (found !== undefined && found !== bruteLocate(squares, x, y)) wrong.push([x, y])
      }
    }
    expect(wrong).toEqual([])
    // The middle border lies between two cells: a hair to either side is near it all the same.
    for (const aside of [-1e-10, 0, 1e-10])
      for (let along = 0.0001; along < 0.008; along += 0.0002) {
        expect(cells.find(west + 0.004 + aside, south + along)).toBeUndefined()
        expect(cells.find(west + along, south + 0.004 + aside)).toBeUndefined()
      }
  })
})
