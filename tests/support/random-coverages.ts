import * as turf from '@turf/turf'
import fc from 'fast-check'
import type { MultiPolygon, Polygon, Position } from 'geojson'
import { buildCoverage, type Coverage, mergeGrids } from '#api/coverage/coverage.ts'
import { type CodedArea, polygonsOf, unitsPerDegree } from '#api/coverage/ring-table.ts'
import { randomFrom } from './random.ts'

// Builders for the tests of api/coverage.

/** A square or any ring from corners in millionths of a degree around 103°, 26°; closed here. */
export const ringOf = (...corners: [x: number, y: number][]): Position[] =>
  [...corners, corners[0] as [number, number]].map(([x, y]) => [
    (103 * unitsPerDegree + x) / unitsPerDegree,
    (26 * unitsPerDegree + y) / unitsPerDegree,
  ])

export const polygonOf = (...rings: Position[][]): Polygon => ({ type: 'Polygon', coordinates: rings })

/** An axis-parallel square ring. */
export const squareRing = (x: number, y: number, size: number): Position[] =>
  ringOf([x, y], [x + size, y], [x + size, y + size], [x, y + size])

export const aSquare = (code: string, x: number, y: number, size = 1000): CodedArea => ({
  code,
  geometry: polygonOf(squareRing(x, y, size)),
})

export type RandomCoverage = {
  /** The single cells and the grids made of them. */
  cells: CodedArea[]
  grids: CodedArea[]
  cellsOf: Map<string, string[]>
  outline: Polygon | MultiPolygon
  coverage: Coverage
}

/** Cells between jittered lattice points with bent borders, joined at random into a few grids: these come with holes,
 *  islands, exclaves and pieces that touch in a corner. All coordinates are even, so that a middle is a whole number. */
export const randomCoverage: fc.Arbitrary<RandomCoverage> = fc
  .record({
    columns: fc.integer({ min: 2, max: 6 }),
    rows: fc.integer({ min: 2, max: 6 }),
    grids: fc.integer({ min: 2, max: 9 }),
    seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  })
  .map(makeCoverage)

export function makeCoverage(size: { columns: number; rows: number; grids: number; seed: number }): RandomCoverage {
  const { columns, rows } = size
  const random = randomFrom(size.seed)
  const step = 2000
  const even = (value: number) => 2 * Math.round(value / 2)
  const jitter = () => (random() - 0.5) * 0.4 * step
  const corners = Array.from({ length: rows + 1 }, (_, row) =>
    Array.from({ length: columns + 1 }, (_, column): [number, number] => [
      even(column * step + jitter()),
      even(row * step + jitter()),
    ]),
  )
  const bends = new Map<string, [number, number][]>()
  const cornerAt = (column: number, row: number) => corners[row]?.[column] as [number, number]
  /** The border between two corners, the same points in both directions. */
  const borderOf = (a: [number, number], b: [number, number]): [number, number][] => {
    const known = bends.get(`${b} ${a}`)
    if (known) return [...known].reverse()
    const bend: [number, number][] = []
    if (random() < 0.6) {
      const offset = (random() - 0.5) * 0.15
      bend.push([even((a[0] + b[0]) / 2 - (b[1] - a[1]) * offset), even((a[1] + b[1]) / 2 + (b[0] - a[0]) * offset)])
    }
    bends.set(`${a} ${b}`, bend)
    return bend
  }
  const cells: CodedArea[] = []
  const cellsOf = new Map<string, string[]>()
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const around = [
        cornerAt(column, row),
        cornerAt(column + 1, row),
        cornerAt(column + 1, row + 1),
        cornerAt(column, row + 1),
      ] as const
      const ring = around.flatMap((corner, i) => [corner, ...borderOf(corner, around[(i + 1) % 4] as [number, number])])
      const code = `cell-${row}-${column}`
      cells.push({ code, geometry: polygonOf(ringOf(...ring)) })
      const grid = `grid-${Math.floor(random() * size.grids)}`
      cellsOf.set(grid, [...(cellsOf.get(grid) ?? []), code])
    }
  }
  const cellCoverage = buildCoverage(cells)
  const grids = [...cellsOf].map(([code, own]) => ({ code, geometry: mergeGrids(cellCoverage, own) }))
  const outline = mergeGrids(cellCoverage, cellCoverage.codes)
  return { cells, grids, cellsOf, outline, coverage: buildCoverage(grids) }
}

/** The area with one ring changed. */
export function withRing(area: CodedArea, polygon: number, ring: number, change: (ring: Position[]) => Position[]) {
  const coordinates = polygonsOf(area.geometry).map((rings, i) =>
    rings.map((positions, j) => {
      if (i !== polygon || j !== ring) return positions
      const open = change(positions.slice(0, -1))
      return [...open, open[0] as Position]
    }),
  )
  return { code: area.code, geometry: { type: 'MultiPolygon' as const, coordinates } }
}

/** The areas as if each had been surveyed by itself: every vertex up to half of `meters` off, in each area otherwise, and
 *  some borders with a vertex that the neighbour does not have. */
export function surveyApart(areas: readonly CodedArea[], meters: number, seed: number): CodedArea[] {
  const random = randomFrom(seed)
  const metersPerDegree = 111_320
  const off = () => ((random() - 0.5) * meters * Math.SQRT1_2) / metersPerDegree
  return areas.map(({ code, geometry }) => ({
    code,
    geometry: {
      type: 'MultiPolygon',
      coordinates: polygonsOf(geometry).map((rings) =>
        rings.map((ring) => {
          const open = ring.slice(0, -1) as [number, number][]
          const surveyed = open.flatMap(([x, y], i): Position[] => {
            const [nextX, nextY] = open[(i + 1) % open.length] as [number, number]
            const share = 0.2 + 0.6 * random()
            const more = [x + share * (nextX - x) + off(), y + share * (nextY - y) + off()]
            return [[x + off(), y + off()], ...(random() < 0.3 ? [more] : [])]
          })
          return [...surveyed, surveyed[0] as Position]
        }),
      ),
    },
  }))
}

export const shuffle = <Item>(items: readonly Item[], seed: number): Item[] => {
  const random = randomFrom(seed)
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item)
}

/** The brute force: an overlay library over all polygons. turf's area takes the mean of the two sines on each edge, so
 *  long edges are cut into eight first (the error falls with the square). */
export function bruteShare(area: Polygon | MultiPolygon, grid: Polygon | MultiPolygon): number {
  const common = turf.intersect(turf.featureCollection([turf.feature(area), turf.feature(grid)]))
  return common ? turf.area(cutEdges(common.geometry)) / turf.area(cutEdges(grid)) : 0
}

function cutEdges(geometry: Polygon | MultiPolygon): MultiPolygon {
  const cut = (ring: Position[]) =>
    ring.flatMap(([x = 0, y = 0], i) => {
      const [nextX = x, nextY = y] = ring[i + 1] ?? []
      return Array.from({ length: 8 }, (_, k) => [x + ((nextX - x) * k) / 8, y + ((nextY - y) * k) / 8])
    })
  const close = (ring: Position[]) => [...ring.slice(0, -8), ring[0] as Position]
  return {
    type: 'MultiPolygon',
    coordinates: polygonsOf(geometry).map((rings) => rings.map((ring) => close(cut(ring)))),
  }
}
