import type { MultiPolygon, Polygon, Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { checkCoverage } from '#api/coverage/coverage-rule.ts'
import {
  type ArcSet,
  type ArcShape,
  type Arcs,
  joinArcs,
  type LayerFeature,
  unitsPerDegree,
  type WeightedArcs,
} from './arc-set.ts'
import { buildEditionLayers } from './edition-layers.ts'
import { simplifyArcs } from './simplify-arcs.ts'
import { tileZooms } from './tiles.contract.ts'
import { aBox, aGrid, readHuize } from './tiles.fixture.ts'

const zooms = Array.from({ length: tileZooms.max - tileZooms.min + 1 }, (_, index) => tileZooms.min + index)

const polygon = (...rings: Position[][]): Polygon => ({ type: 'Polygon', coordinates: rings })

const buildSet = (...geometries: Polygon[]) =>
  buildEditionLayers({
    grids: geometries.map((geometry, index) => aGrid(`53032600100100${index + 1}`, geometry)),
    areas: [],
  })

/** The grids of a set as a zoom draws them. */
function gridsAt(set: ArcSet<LayerFeature[]>, arcs: Arcs) {
  const ring = (indexes: number[]) => joinArcs(indexes, arcs, (x, y) => [x / unitsPerDegree, y / unitsPerDegree])
  return (set.layers.grid ?? []).map(({ attributes, shape }) => ({
    code: String(attributes.code),
    geometry: unshare(shape, ring),
  }))
}

function unshare(shape: ArcShape, ring: (indexes: number[]) => Position[]): Polygon | MultiPolygon {
  if (shape.type === 'Polygon') return { type: 'Polygon', coordinates: shape.arcs.map(ring) }
  if (shape.type === 'MultiPolygon')
    return { type: 'MultiPolygon', coordinates: shape.arcs.map((part) => part.map(ring)) }
  throw new Error(`a grid cannot be a ${shape.type}`)
}

const pointCount = ({ xs }: Arcs) => xs.length

type WeightedPosition = [x: number, y: number, weight: number]

const packArcs = (arcs: WeightedPosition[][]): WeightedArcs => ({
  starts: Uint32Array.from([0, ...arcs.keys()], (arc, place) =>
    place === 0 ? 0 : arcs.slice(0, arc + 1).flat().length,
  ),
  xs: Int32Array.from(arcs.flat(), ([x]) => x),
  ys: Int32Array.from(arcs.flat(), ([, y]) => y),
  weights: Float64Array.from(arcs.flat(), ([, , weight]) => weight),
})

/** A ring of many short steps around a box, each `wobble` degrees in or out. */
const aRoughRing = ([west, south]: Position, [east, north]: Position, steps: number, wobble: number): Position[] => {
  const corners: Position[] = [
    [west as number, south as number],
    [east as number, south as number],
    [east as number, north as number],
    [west as number, north as number],
  ]
  const points = corners.flatMap((corner, side) => {
    const next = corners[(side + 1) % 4] as Position
    return Array.from({ length: steps }, (_, step): Position => {
      const share = step / steps
      const off = step % 2 === 1 ? wobble : 0
      const along = [0, 1].map(
        (axis) => (corner[axis] as number) + ((next[axis] as number) - (corner[axis] as number)) * share,
      )
      return [
        Number(((along[0] as number) + (side % 2 === 1 ? off : 0)).toFixed(6)),
        Number(((along[1] as number) + (side % 2 === 0 ? off : 0)).toFixed(6)),
      ]
    })
  })
  return [...points, points[0] as Position]
}

describe('simplifying shared arcs', () => {
  it('takes out corners below half a pixel and keeps all of them on the deepest zoom', () => {
    const set = buildSet(polygon(aRoughRing([103, 26], [103.2, 26.2], 40, 0.0005)))
    const counts = zooms.map((zoom) => pointCount(simplifyArcs(set, zoom, tileZooms.max)))
    expect(counts[0]).toBeLessThan(pointCount(set.arcs) / 10)
    expect(counts.at(-1)).toBe(pointCount(set.arcs))
    expect(counts).toEqual(counts.toSorted((one, other) => one - other))
  })

  it('gives two neighbours the same border on every zoom', () => {
    const rough = aRoughRing([103, 26], [103.2, 26.2], 40, 0.0005)
    const inner = polygon(rough)
    const outer = polygon(aBox([102.5, 25.5], [103.7, 26.7]).coordinates[0] as Position[], rough.toReversed())
    const set = buildSet(inner, outer)
    for (const zoom of zooms) expect(checkCoverage(gridsAt(set, simplifyArcs(set, zoom, tileZooms.max)))).toEqual([])
  })

  it('leaves a grid smaller than a pixel a triangle', () => {
    const tiny = polygon(aRoughRing([103.1, 26.1], [103.101, 26.101], 12, 0.00002))
    const around = polygon(
      aBox([103, 26], [103.2, 26.2]).coordinates[0] as Position[],
      (tiny.coordinates[0] as Position[]).toReversed(),
    )
    const set = buildSet(tiny, around)
    const grids = gridsAt(set, simplifyArcs(set, tileZooms.min, tileZooms.max))
    expect((grids[0] as { geometry: Polygon }).geometry.coordinates[0]?.length).toBeGreaterThanOrEqual(4)
    expect(checkCoverage(grids)).toEqual([])
  })

  it('keeps an enclave on its side of a border that would be drawn straight across it', () => {
    // A bay of the border reaches 0.003 degrees north; the enclave lies inside the bay and touches nothing.
    const bay: Position[] = [
      [103, 26],
      [103.05, 26],
      [103.05, 26.003],
      [103.053, 26.003],
      [103.053, 26],
      [103.2, 26],
    ]
    const enclave = aBox([103.051, 26.001], [103.052, 26.002])
    const south = polygon(
      [...bay, [103.2, 25.9], [103, 25.9], [103, 26]],
      enclave.coordinates[0]?.toReversed() as Position[],
    )
    const north = polygon([...bay.toReversed(), [103, 26.1], [103.2, 26.1], [103.2, 26]])
    const set = buildSet(south, north, enclave)
    // By its size the enclave would go first and bring the bay back; as if it were too large to go, the bay goes alone.
    const { xs, ys, weights } = set.arcs
    const isEnclave = (point: number) =>
      103_051_000 <= (xs[point] as number) &&
      (xs[point] as number) <= 103_052_000 &&
      26_001_000 <= (ys[point] as number) &&
      (ys[point] as number) <= 26_002_000
    const weighted = {
      ...set,
      arcs: { ...set.arcs, weights: weights.map((weight, point) => (isEnclave(point) ? Infinity : weight)) },
    }
    for (const zoom of zooms)
      for (const anySet of [set, weighted])
        expect(checkCoverage(gridsAt(anySet, simplifyArcs(anySet, zoom, tileZooms.max))), `zoom ${zoom}`).toEqual([])
    // The bay is below half a pixel at zoom 7: without the enclave it goes.
    const without = buildSet(polygon(south.coordinates[0] as Position[]), north)
    expect(pointCount(simplifyArcs(without, 7, tileZooms.max))).toBeLessThan(pointCount(without.arcs))
  })

  it('does not let two arcs that end in the same corners fall onto one line', () => {
    // A lens between two grids: both its sides are bent by less than half a pixel of zoom 7.
    const left: Position[] = [
      [103.1, 26],
      [103.0997, 26.01],
      [103.1, 26.02],
    ]
    const right: Position[] = [
      [103.1, 26],
      [103.1003, 26.01],
      [103.1, 26.02],
    ]
    const lens = polygon([...right, ...left.toReversed().slice(1)])
    const west = polygon([[103, 25.9], [103.1, 25.9], ...left, [103.1, 26.1], [103, 26.1], [103, 25.9]])
    const east = polygon([
      [103.2, 25.9],
      [103.2, 26.1],
      [103.1, 26.1],
      ...right.toReversed(),
      [103.1, 25.9],
      [103.2, 25.9],
    ])
    const set = buildSet(lens, west, east)
    for (const zoom of zooms)
      expect(checkCoverage(gridsAt(set, simplifyArcs(set, zoom, tileZooms.max))), `zoom ${zoom}`).toEqual([])
  })

  it('does not draw a border straight across the tip of a wedge that reaches into its notch', () => {
    const notched: Position[] = [
      [103, 26],
      [103.0995, 26],
      [103.1, 26.003],
      [103.1005, 26],
      [103.2, 26],
    ]
    const wedge: Position[] = [
      [103, 25.95],
      [103.095, 25.95],
      [103.1, 26.002],
      [103.105, 25.95],
      [103.2, 25.95],
    ]
    const north = polygon([...notched, [103.2, 26.1], [103, 26.1], [103, 26]])
    const middle = polygon([...wedge, ...notched.toReversed(), [103, 25.95]])
    const south = polygon([...wedge.toReversed(), [103, 25.9], [103.2, 25.9], [103.2, 25.95]])
    const set = buildSet(north, middle, south)
    for (const zoom of zooms)
      expect(checkCoverage(gridsAt(set, simplifyArcs(set, zoom, tileZooms.max))), `zoom ${zoom}`).toEqual([])
    // Alone, the notch would go.
    expect(pointCount(simplifyArcs(buildSet(north), 7, tileZooms.max))).toBe(pointCount(buildSet(north).arcs) - 3)
  })

  describe('brings a bend back where without it the border', () => {
    type Line = [from: Position, to: Position]
    /** A bend between two places that goes at zoom 6, another line, and a grid far away. */
    const keepsBend = ([from, to]: Line, line: Line, isUpright: boolean) => {
      const at = ([x, y]: Position, weight: number): WeightedPosition => {
        const [across, up] = [(x as number) * unitsPerDegree, (y as number) * unitsPerDegree]
        return isUpright ? [up, across, weight] : [across, up, weight]
      }
      const bend = [at(from, Infinity), at([0.5, -0.9], 0), at(to, Infinity)]
      const other = line.map((place) => at(place, Infinity))
      const face = [at([8, 8], Infinity), at([9, 8], Infinity), at([9, 9], Infinity), at([8, 8], Infinity)]
      const far: LayerFeature = { attributes: {}, shape: { type: 'Polygon', arcs: [[2]] } }
      const set: ArcSet = { arcs: packArcs([bend, other, face]), faceLayer: 'grid', layers: { grid: [far] } }
      return simplifyArcs(set, 6, tileZooms.max).starts[1] === 3
    }
    const level: Line = [
      [0, 0],
      [1, 0],
    ]
    type Case = [said: string, bend: Line, line: Line]
    // biome-ignore format: a case a line
    const touching: Case[] = [
      ['would meet the beginning of another', level, [[0.5, 0], [0.5, 0.4]]],
      ['would meet the end of another', level, [[0.5, 0.4], [0.5, 0]]],
      ['begins on another', level, [[0, -0.4], [0, 0.4]]],
      ['ends on another', level, [[1, -0.4], [1, 0.4]]],
      ['would cross another', level, [[0.4, -0.1], [0.6, 0.1]]],
      ['would lie on another', level, [[0.3, 0], [0.6, 0]]],
      ['would lie on another from the same corner', level, [[0, 0], [0.6, 0]]],
      ['would lie on another to the same corner', level, [[0.4, 0], [1, 0]]],
      ['would lie on the whole of another', level, [[1, 0], [0, 0]]],
    ]
    // Each reaches into the box of the bend, so a look at the boxes does not tell them apart.
    // biome-ignore format: a case a line
    const apart: Case[] = [
      ['begins in its line, beyond its end', level, [[1.5, 0], [0.9, 0.4]]],
      ['begins in its line, before its beginning', level, [[-0.5, 0], [0.1, 0.4]]],
      ['ends in its line, beyond its end', level, [[0.9, 0.4], [1.5, 0]]],
      ['ends in its line, before its beginning', level, [[0.1, 0.4], [-0.5, 0]]],
      ['points at its beginning from below', [[0, 0], [1, -0.3]], [[0, -0.4], [0, -0.1]]],
      ['points at its beginning from above', [[0, 0], [1, 0.3]], [[0, 0.4], [0, 0.1]]],
      ['points at its end from below', [[0, -0.3], [1, 0]], [[1, -0.4], [1, -0.1]]],
      ['points at its end from above', [[0, 0.3], [1, 0]], [[1, 0.4], [1, 0.1]]],
      ['goes on where it begins', level, [[0, 0], [-0.5, 0]]],
      ['goes on where it ends', level, [[1.5, 0], [1, 0]]],
      ['starts in the same corner', level, [[0, 0], [0.5, 0.2]]],
    ]
    describe.each([
      ['level', false],
      ['upright', true],
    ])('%s', (_, isUpright) => {
      it.each(touching)('%s', (_, bend, line) => expect(keepsBend(bend, line, isUpright)).toBe(true))
      it.each(apart)('but not where the other %s', (_, bend, line) =>
        expect(keepsBend(bend, line, isUpright)).toBe(false),
      )
    })
  })

  it('holds the coverage rule on every zoom of the real county, and no grid loses its area', () => {
    const set = buildEditionLayers(readHuize())
    for (const zoom of zooms) {
      const arcs = simplifyArcs(set, zoom, tileZooms.max)
      const grids = gridsAt(set, arcs)
      expect(grids).toHaveLength(4847)
      // A ring without area is `invalid_ring`.
      expect(checkCoverage(grids), `zoom ${zoom}`).toEqual([])
    }
  }, 120_000)
})
