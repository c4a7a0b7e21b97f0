import type { MultiPolygon } from 'geojson'
import { describe, expect, it } from 'vitest'
import { aSquare, polygonOf, ringOf, squareRing } from '../../tests/support/random-coverages.ts'
import { metersBetween, metersToSegment, readSnapRings, rebuildArea, type SnapRing, tidyRing } from './snap-rings.ts'

const [x0, y0] = [103_000_000, 26_000_000]

/** A ring with each vertex where it came from, or (`added`) where it was not before. */
const aRing = (...vertices: [x: number, y: number, from?: [number, number] | 'added'][]): SnapRing => ({
  owner: 0,
  polygon: 0,
  isHole: false,
  x: vertices.map(([x]) => x),
  y: vertices.map(([, y]) => y),
  originX: vertices.map(([x, , from]) => (from && from !== 'added' ? from[0] : x)),
  originY: vertices.map(([, y, from]) => (from && from !== 'added' ? from[1] : y)),
  isAdded: vertices.map(([, , from]) => from === 'added'),
  originCount: vertices.filter(([, , from]) => from !== 'added').length,
})

const tidied = (ring: SnapRing) => {
  const dropped: [number, number][] = []
  tidyRing(ring, (x, y) => dropped.push([x, y]))
  return { left: ring.x.map((x, i) => [x, ring.y[i]]), dropped }
}

/** A ring with a spike on its first side. */
const spiked: [number, number][] = [
  [0, 0],
  [5, 0],
  [5, 5],
  [5, 0],
  [10, 0],
  [10, 10],
]

describe('tidying a ring after its vertices moved', () => {
  it('keeps, of two vertices that fell together, the one that stood there before', () => {
    const corner: [number, number][] = [
      [10, 0],
      [10, 10],
      [0, 10],
    ]
    const { left, dropped } = tidied(aRing([0, 0], [0, 0, [2, 0]], ...corner))
    expect([left, dropped]).toEqual([[[0, 0], ...corner], [[2, 0]]])
    expect(tidied(aRing([0, 0, [2, 0]], [0, 0], ...corner))).toEqual({ left: [[0, 0], ...corner], dropped: [[2, 0]] })
  })

  it('joins the last vertex with the first', () => {
    expect(tidied(aRing([0, 0], [10, 0], [10, 10], [0, 0, [0, 2]]))).toEqual({
      left: [
        [0, 0],
        [10, 0],
        [10, 10],
      ],
      dropped: [[0, 2]],
    })
  })

  it('takes out a spike that moving made, to its root, and says nothing of vertices it had added itself', () => {
    // There and back to (5, 5) by way of (5, 2), which was added on both sides.
    const ring = aRing(
      [0, 0],
      [5, 0, [4, 0]],
      [5, 2, 'added'],
      [5, 5],
      [5, 2, 'added'],
      [5, 0, [6, 0]],
      [10, 0],
      [10, 10],
    )
    expect(tidied(ring)).toEqual({
      left: [
        [0, 0],
        [5, 0],
        [10, 0],
        [10, 10],
      ],
      dropped: [
        [5, 5],
        [6, 0],
      ],
    })
  })

  it.each([1, 2, 3])('takes out a spike of which one vertex alone moved: number %i', (moved) => {
    const ring = aRing(
      ...spiked.map(([x, y], i): [number, number, [number, number]] => [x, y, [x, i === moved ? 1 : y]]),
    )
    expect(tidied(ring).left).toEqual([
      [0, 0],
      [5, 0],
      [10, 0],
      [10, 10],
    ])
  })

  it('takes out a spike at the first vertex, also one whose tip were two vertices', () => {
    const rest: [number, number][] = [
      [10, 0],
      [10, 10],
    ]
    const left = [[0, 0], ...rest]
    expect(tidied(aRing([0, 0], [5, 5], [0, 0, [1, 0]], ...rest)).left).toEqual(left)
    expect(tidied(aRing([0, 0], [5, 5], [5, 5, [6, 5]], [0, 0, [1, 0]], ...rest)).left).toEqual(left)
  })

  it('leaves a spike that was there before: the coverage rule names it', () => {
    expect(tidied(aRing(...spiked))).toEqual({ left: spiked, dropped: [] })
  })

  it('ends with one vertex where all fell together', () => {
    expect(tidied(aRing([1, 1], [1, 1, [2, 1]], [1, 1, [1, 2]])).left).toEqual([[1, 1]])
  })

  it('ends with one vertex where only a spike is left, and leaves two that lie apart', () => {
    expect(tidied(aRing([0, 0], [10, 0], [0, 0, [0, 2]]))).toEqual({
      left: [[0, 0]],
      dropped: [
        [10, 0],
        [0, 2],
      ],
    })
    expect(tidied(aRing([0, 0, [1, 0]], [10, 0], [10, 0, [10, 2]]))).toEqual({
      left: [
        [0, 0],
        [10, 0],
      ],
      dropped: [[10, 2]],
    })
  })
})

describe('an area from its snapped rings', () => {
  const holed = { code: 'A', geometry: polygonOf(squareRing(0, 0, 1000), squareRing(200, 200, 10)) }
  const collapse = (ring: SnapRing | undefined) => {
    if (!ring) throw new Error('there is such a ring')
    ring.x.length = 2
    ring.y.length = 2
  }

  it('is the very same where nothing changed', () => {
    expect(rebuildArea(holed, readSnapRings([holed]))).toBe(holed)
  })

  it('loses a hole that closed', () => {
    const rings = readSnapRings([holed])
    collapse(rings[1])
    expect(rebuildArea(holed, rings)).toEqual(aSquare('A', 0, 0))
  })

  it('loses a part that closed, with what was in it, and stays as it was where it is the only one', () => {
    const geometry: MultiPolygon = {
      type: 'MultiPolygon',
      coordinates: [holed.geometry.coordinates, [squareRing(5000, 0, 1000)]],
    }
    const rings = readSnapRings([{ code: 'A', geometry }])
    collapse(rings[0])
    expect(rebuildArea({ code: 'A', geometry }, rings)).toEqual(aSquare('A', 5000, 0))
    collapse(rings[2])
    expect(rebuildArea({ code: 'A', geometry }, rings).geometry).toBe(geometry)
  })

  it('keeps its parts apart, and drops one whose vertices came to lie on one line', () => {
    const geometry: MultiPolygon = {
      type: 'MultiPolygon',
      coordinates: [[squareRing(0, 0, 1000)], [squareRing(5000, 0, 1000)]],
    }
    const rings = readSnapRings([{ code: 'A', geometry }])
    const [first, second] = rings as [SnapRing, SnapRing]
    first.x[0] = x0 - 7
    expect(rebuildArea({ code: 'A', geometry }, rings).geometry).toMatchObject({
      type: 'MultiPolygon',
      coordinates: [[ringOf([-7, 0], [1000, 0], [1000, 1000], [0, 1000])], geometry.coordinates[1]],
    })
    second.y.fill(y0)
    expect(rebuildArea({ code: 'A', geometry }, rings).geometry.type).toBe('Polygon')
    for (const [i, x] of [5000, 6000, 6500, 5500].entries()) {
      second.x[i] = x0 + x
      second.y[i] = y0 + 2 * x
    }
    expect(rebuildArea({ code: 'A', geometry }, rings).geometry.type).toBe('Polygon')
  })
})

describe('short distances', () => {
  it('are 0.111 m a unit to the north and less to the east, by the latitude', () => {
    expect(metersBetween(x0, y0, x0, y0 + 1000)).toBeCloseTo(111.195, 2)
    expect(metersBetween(x0, y0, x0 + 1000, y0)).toBeCloseTo(111.195 * Math.cos((26 * Math.PI) / 180), 2)
  })

  it('to a segment end at its ends, and a segment without length is a point', () => {
    const [from, to]: [number, number][] = [
      [x0, y0],
      [x0 + 100, y0],
    ]
    if (!from || !to) throw new Error('two points')
    expect(metersToSegment([x0 + 50, y0 + 10], from, to)).toEqual({ meters: expect.closeTo(1.112, 2), share: 0.5 })
    expect(metersToSegment([x0 - 30, y0], from, to)).toEqual({ meters: expect.closeTo(3.0, 1), share: 0 })
    expect(metersToSegment([x0 + 130, y0], from, to)).toEqual({ meters: expect.closeTo(3.0, 1), share: 1 })
    expect(metersToSegment([x0, y0 + 10], from, from)).toEqual({ meters: expect.closeTo(1.112, 2), share: 0 })
  })
})
