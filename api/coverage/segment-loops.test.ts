import { describe, expect, it } from 'vitest'
import { shuffle } from '../../tests/support/random-coverages.ts'
import { polygonsFromLoops, type SegmentChain, traceLoops } from './segment-loops.ts'

/** Rings of corners as a chain over one vertex list. */
function chainOf(...rings: [x: number, y: number][][]) {
  const vertices: { x: number[]; y: number[] } = { x: [], y: [] }
  const ids = new Map<string, number>()
  const chain: SegmentChain = { from: [], to: [] }
  const idOf = ([x, y]: [number, number]) => {
    const known = ids.get(`${x} ${y}`)
    if (known !== undefined) return known
    ids.set(`${x} ${y}`, vertices.x.length)
    vertices.x.push(x)
    return vertices.y.push(y) - 1
  }
  for (const ring of rings) {
    for (const [i, corner] of ring.entries()) {
      chain.from.push(idOf(corner))
      chain.to.push(idOf(ring[(i + 1) % ring.length] as [number, number]))
    }
  }
  return { chain, vertices }
}

/** The areas of the loops; the same however the rings are turned and in whatever order their segments come. */
function areasOf(...rings: [x: number, y: number][][]): number[] {
  const found = new Set<string>()
  for (const turn of turns) {
    const { chain, vertices } = chainOf(...rings.map((ring) => ring.map(turn)))
    for (let seed = 0; seed < 25; seed++) {
      const order = shuffle([...chain.from.keys()], seed)
      const from = order.map((i) => chain.from[i] as number)
      const to = order.map((i) => chain.to[i] as number)
      const areas = traceLoops({ from, to }, vertices).map(({ area2 }) => area2 / 2)
      found.add(areas.sort((a, b) => a - b).join(' '))
    }
  }
  expect(found.size).toBe(1)
  return [...found].flatMap((areas) => areas.split(' ').map(Number))
}

const turns: ((place: [x: number, y: number]) => [number, number])[] = [
  ([x, y]) => [x, y],
  ([x, y]) => [-y, x],
  ([x, y]) => [-x, -y],
  ([x, y]) => [y, -x],
]

const square: [number, number][] = [
  [0, 0],
  [4, 0],
  [4, 4],
  [0, 4],
]
/** A clockwise ring that touches the square in a corner. */
const cornerHole: [number, number][] = [
  [0, 0],
  [1, 2],
  [2, 1],
]
const polygonsOf = ({ chain, vertices }: ReturnType<typeof chainOf>) =>
  polygonsFromLoops(chain, vertices, traceLoops(chain, vertices))

describe('loops of segments', () => {
  it('that touch in a corner stay apart', () => {
    const other = square.map(([x, y]): [number, number] => [x + 4, y + 4])
    expect(areasOf(square, other)).toEqual([16, 16])
  })

  it('that meet in the same two corners, and leave them to all sides, stay apart', () => {
    const south: [number, number] = [0, -10]
    const north: [number, number] = [0, 10]
    const lens: [number, number][] = [south, [3, 0], north, [-3, 0]]
    const east: [number, number][] = [south, [20, -25], [20, 25], north, [10, 10], [10, -10]]
    const west = east.map(([x, y]): [number, number] => [-x, y]).reverse()
    expect(areasOf(lens, east, west)).toEqual([60, 500, 500])
  })

  it('around a hole that touch in two corners stay apart', () => {
    const low: [number, number][] = [
      [1, 0],
      [3, 0],
      [3, 2],
      [2, 2],
      [2, 1],
      [1, 1],
    ]
    const high: [number, number][] = [
      [0, 1],
      [1, 1],
      [1, 2],
      [2, 2],
      [2, 3],
      [0, 3],
    ]
    expect(areasOf(low, high)).toEqual([3, 3])
  })

  it('of which one lies in the corner of the other stay whole', () => {
    expect(areasOf(square, [...cornerHole].reverse())).toEqual([1.5, 16])
  })

  it('that pass through each other become what is covered once and what is covered twice', () => {
    const low: [number, number][] = [
      [0, 0],
      [2, 0],
      [2, 1],
      [2, 2],
      [1, 2],
      [0, 2],
    ]
    const high: [number, number][] = [
      [1, 1],
      [2, 1],
      [3, 1],
      [3, 3],
      [1, 3],
      [1, 2],
    ]
    expect(areasOf(low, high)).toEqual([1, 7])
  })

  it('around a hole that touches the border stay border and hole', () => {
    expect(areasOf(square, cornerHole)).toEqual([-1.5, 16])
    expect(polygonsOf(chainOf(square, cornerHole))).toMatchObject({ type: 'Polygon', coordinates: [{}, {}] })
  })

  it('around holes that hang on one another stay as many', () => {
    const second: [number, number][] = [
      [1, 2],
      [1, 3],
      [2, 3],
    ]
    const third: [number, number][] = [
      [2, 3],
      [3, 3],
      [3, 2],
    ]
    expect(areasOf(square, cornerHole, second, third)).toEqual([-1.5, -0.5, -0.5, 16])
  })

  it('become rings down to the smallest triangle; a line there and back is none', () => {
    const least: [number, number][] = [
      [1, 1],
      [2, 1],
      [1, 2],
    ]
    expect(polygonsOf(chainOf(least)).coordinates).toHaveLength(1)
    const line: [number, number][] = [
      [2, 2],
      [3, 3],
    ]
    expect(polygonsOf(chainOf(square, line))).toMatchObject({ type: 'Polygon', coordinates: { length: 1 } })
    expect(polygonsOf(chainOf(square, [...least].reverse()))).toMatchObject({ coordinates: { length: 2 } })
  })

  it('put each hole into the smallest ring around it', () => {
    const inset = (by: number): [number, number][] => [
      [by, by],
      [20 - by, by],
      [20 - by, 20 - by],
      [by, 20 - by],
    ]
    const onion = chainOf(inset(0), inset(2).reverse(), inset(4), inset(6).reverse())
    const corners = polygonsOf(onion).coordinates.map((polygon) => polygon.map((ring) => (ring as number[][])[0]?.[0]))
    expect(corners).toEqual([
      [0, 2e-6],
      [4e-6, 6e-6],
    ])
  })

  it('that are not closed are dropped', () => {
    expect(traceLoops({ from: [0, 1], to: [1, 2] }, { x: [0, 1, 2], y: [0, 0, 1] })).toEqual([])
  })
})
