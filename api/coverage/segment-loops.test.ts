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

const areasOf = ({ chain, vertices }: ReturnType<typeof chainOf>) =>
  traceLoops(chain, vertices)
    .map(({ area2 }) => area2 / 2)
    .sort((a, b) => a - b)

describe('loops of segments', () => {
  it('that touch in a corner stay apart', () => {
    const squares = chainOf(
      [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ],
      [
        [1, 1],
        [2, 1],
        [2, 2],
        [1, 2],
      ],
    )
    expect(areasOf(squares)).toEqual([1, 1])
  })

  it.each([
    ['one way', (x: number, y: number): [number, number] => [x, y]],
    ['the other way', (x: number, y: number): [number, number] => [-y, x]],
  ])('around a hole that touch in two corners stay apart, in whatever order their segments come (%s)', (_, turn) => {
    const angle = (...corners: [number, number][]) => corners.map(([x, y]) => turn(x, y))
    const { chain, vertices } = chainOf(
      angle([0, 1], [1, 1], [1, 2], [2, 2], [2, 3], [0, 3]),
      angle([1, 0], [3, 0], [3, 2], [2, 2], [2, 1], [1, 1]),
    )
    for (let seed = 0; seed < 50; seed++) {
      const order = shuffle([...chain.from.keys()], seed)
      const from = order.map((i) => chain.from[i] as number)
      const to = order.map((i) => chain.to[i] as number)
      expect(areasOf({ chain: { from, to }, vertices }), `seed ${seed}`).toEqual([3, 3])
    }
  })

  it('that pass through each other become what is covered once and what is covered twice', () => {
    const overlapping = chainOf(
      [
        [0, 0],
        [2, 0],
        [2, 1],
        [2, 2],
        [1, 2],
        [0, 2],
      ],
      [
        [1, 1],
        [2, 1],
        [3, 1],
        [3, 3],
        [1, 3],
        [1, 2],
      ],
    )
    expect(areasOf(overlapping)).toEqual([1, 7])
  })

  it('around a hole that touches the border stay border and hole', () => {
    const pinched = chainOf(
      [
        [0, 0],
        [4, 0],
        [4, 4],
        [0, 4],
      ],
      [
        [0, 0],
        [1, 2],
        [2, 1],
      ],
    )
    expect(areasOf(pinched)).toEqual([-1.5, 16])
    const geometry = polygonsFromLoops(pinched.chain, pinched.vertices, traceLoops(pinched.chain, pinched.vertices))
    expect(geometry.type).toBe('Polygon')
    expect(geometry.coordinates).toHaveLength(2)
  })

  it('put each hole into the smallest ring around it', () => {
    const square = (inset: number): [number, number][] => [
      [inset, inset],
      [20 - inset, inset],
      [20 - inset, 20 - inset],
      [inset, 20 - inset],
    ]
    const onion = chainOf(square(0), square(2).reverse(), square(4), square(6).reverse())
    const geometry = polygonsFromLoops(onion.chain, onion.vertices, traceLoops(onion.chain, onion.vertices))
    const corners = geometry.coordinates.map((polygon) => polygon.map((ring) => (ring as number[][])[0]?.[0]))
    expect(corners).toEqual([
      [0, 2e-6],
      [4e-6, 6e-6],
    ])
  })

  it('that are not closed are dropped', () => {
    expect(traceLoops({ from: [0, 1], to: [1, 2] }, { x: [0, 1, 2], y: [0, 0, 1] })).toEqual([])
  })
})
