import { type Arcs, arcOf, countArcs, type WeightedArcs } from './arc-set.ts'

/**
 * What is left of arcs: `next[point]` is the point kept after a kept one, on its arc; the last point of an arc has none.
 * Points keep their numbers, so bringing some back touches nothing but their own arc.
 */
export type KeptPoints = { arcs: WeightedArcs; next: Uint32Array }

/** Of each arc the points that weigh as much as `threshold`. */
export function keepHeavyPoints(arcs: WeightedArcs, threshold: number): KeptPoints {
  const kept: KeptPoints = { arcs, next: new Uint32Array(arcs.xs.length) }
  for (let arc = 0; arc < countArcs(arcs); arc++) keepHeavyPointsOf(kept, arc, threshold)
  return kept
}

/** Keeps of one arc the points that weigh as much as `threshold`. */
export function keepHeavyPointsOf(
  { arcs: { starts, weights }, next }: KeptPoints,
  arc: number,
  threshold: number,
): void {
  let last = starts[arc] as number
  for (let point = last + 1; point < (starts[arc + 1] as number); point++)
    if ((weights[point] as number) >= threshold) {
      next[last] = point
      last = point
    }
}

/** Whether a point of an arc is gone. */
export function isShortened({ arcs: { starts }, next }: KeptPoints, arc: number): boolean {
  for (let point = starts[arc] as number; point + 1 < (starts[arc + 1] as number); point++)
    if (next[point] !== point + 1) return true
  return false
}

/** The arcs of nothing but the kept points. */
export function collectKept({ arcs, next }: KeptPoints): Arcs {
  const starts = new Uint32Array(arcs.starts.length)
  const points = new Uint32Array(arcs.xs.length)
  let count = 0
  for (let arc = 0; arc < countArcs(arcs); arc++) {
    const last = (arcs.starts[arc + 1] as number) - 1
    for (let point = arcs.starts[arc] as number; point < last; point = next[point] as number) points[count++] = point
    points[count++] = last
    starts[arc + 1] = count
  }
  const xs = new Int32Array(count)
  const ys = new Int32Array(count)
  for (let at = 0; at < count; at++) {
    xs[at] = arcs.xs[points[at] as number] as number
    ys[at] = arcs.ys[points[at] as number] as number
  }
  return { starts, xs, ys }
}

/** The points of a ring put together from arcs: those kept, or all of them. */
export function ringPoints(ring: readonly number[], { arcs: { starts }, next }: KeptPoints, all = false): number[] {
  const points: number[] = []
  for (const index of ring) {
    const arc = arcOf(index)
    const last = (starts[arc + 1] as number) - 1
    // The first point of an arc is the last of the one before it.
    points.pop()
    const from = points.length
    for (let point = starts[arc] as number; point < last; point = all ? point + 1 : (next[point] as number))
      points.push(point)
    points.push(last)
    if (index < 0) reverseFrom(points, from)
  }
  return points
}

function reverseFrom(points: number[], from: number) {
  for (let low = from, high = points.length - 1; low < high; low++, high--) {
    const point = points[low] as number
    points[low] = points[high] as number
    points[high] = point
  }
}

/** Twice the signed area of the triangle of three points. Exact: differences inside a county are below 2^24 units,
 *  products below 2^48. */
export const turn = (xs: ArrayLike<number>, ys: ArrayLike<number>, a: number, b: number, c: number): number =>
  ((xs[b] as number) - (xs[a] as number)) * ((ys[c] as number) - (ys[a] as number)) -
  ((ys[b] as number) - (ys[a] as number)) * ((xs[c] as number) - (xs[a] as number))
