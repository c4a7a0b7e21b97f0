import type { ArcPieces } from './arc-pieces.ts'
import { type Arcs, countArcs } from './arc-set.ts'
import { type KeptPoints, turn } from './kept-points.ts'

/** The connected pieces of a border net, numbered by size, the largest 0: of each arc its island, of each island a point
 *  of it. */
type Islands = { ofArcs: Uint32Array; points: number[] }

/** They depend on the set alone, not on the zoom. */
const knownIslands = new WeakMap<Arcs, Islands>()

/**
 * Adds to `offenders` each arc of `changed` that has an island between itself and what is left of it. Enclaves inside a
 * face and parts that lie apart touch nothing, so they can change sides of a border without any crossing. The largest
 * island is not watched: it cannot get inside another that has not moved.
 */
export function findJumps(
  kept: KeptPoints,
  pieces: ArcPieces,
  changed: readonly number[],
  offenders: Set<number>,
): void {
  const { arcs } = kept
  const islands = knownIslands.get(arcs) ?? findIslands(arcs)
  knownIslands.set(arcs, islands)
  const isChanged = new Set(changed)
  for (const [island, point] of islands.points.entries()) {
    if (island === 0) continue
    const [x, y] = [arcs.xs[point] as number, arcs.ys[point] as number]
    const near = new Set<number>()
    pieces.boxes.search(x, y, x, y, (piece) => {
      const arc = pieces.arcs[piece] as number
      if (isChanged.has(arc) && islands.ofArcs[arc] !== island) near.add(arc)
      return false
    })
    for (const arc of near) if (isBetween(kept, arc, point)) offenders.add(arc)
  }
}

/** Whether a point lies between an arc and what is left of it: on a ray from it the two are crossed an odd number of
 *  times. */
function isBetween({ arcs: { starts, xs, ys }, next }: KeptPoints, arc: number, point: number): boolean {
  const y = ys[point] as number
  let crossings = 0
  const count = (a: number, b: number) => {
    const isUp = (ys[b] as number) > y
    if ((ys[a] as number) > y === isUp) return
    const side = turn(xs, ys, a, b, point)
    if (isUp ? side > 0 : side < 0) crossings++
  }
  const first = starts[arc] as number
  const last = (starts[arc + 1] as number) - 1
  for (let at = first; at < last; at++) count(at, at + 1)
  for (let at = first; at < last; at = next[at] as number) count(at, next[at] as number)
  return crossings % 2 === 1
}

function findIslands(arcs: Arcs): Islands {
  const { starts, xs, ys } = arcs
  const parents = new Map<string, string>()
  const rootOf = (key: string): string => {
    let root = key
    for (let parent = parents.get(root); parent !== undefined && parent !== root; parent = parents.get(root))
      root = parent
    parents.set(key, root)
    return root
  }
  const keyOf = (point: number) => `${xs[point]} ${ys[point]}`
  for (let arc = 0; arc < countArcs(arcs); arc++)
    parents.set(rootOf(keyOf(starts[arc] as number)), rootOf(keyOf((starts[arc + 1] as number) - 1)))
  const members = new Map<string, number[]>()
  for (let arc = 0; arc < countArcs(arcs); arc++) {
    const root = rootOf(keyOf(starts[arc] as number))
    const own = members.get(root)
    if (own) own.push(arc)
    else members.set(root, [arc])
  }
  const bySize = [...members.values()].sort((one, other) => other.length - one.length)
  const ofArcs = new Uint32Array(countArcs(arcs))
  for (const [island, own] of bySize.entries()) for (const arc of own) ofArcs[arc] = island
  return { ofArcs, points: bySize.map(([arc]) => starts[arc as number] as number) }
}
