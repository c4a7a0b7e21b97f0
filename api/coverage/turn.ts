import { orient2d } from 'robust-predicates'

/** Above this part of its terms the determinant's sign cannot be rounding (Shewchuk 1997: 3.4e-16). */
const sureShare = 4e-16

/** Which way a → b → c turns: > 0 left (counter-clockwise, y up), < 0 right, 0 exactly straight. The sign is exact for
 *  any doubles: a vertex is on a line or it is not, and every caller gets the same answer. Pure. */
export function turnOf(ax: number, ay: number, bx: number, by: number, cx: number, cy: number): number {
  const left = (ax - cx) * (by - cy)
  const right = (ay - cy) * (bx - cx)
  const turn = left - right
  // The library starts with the same test; here it is small enough to be inlined into the loops.
  if (Math.abs(turn) > sureShare * (Math.abs(left) + Math.abs(right))) return turn
  return -orient2d(ax, ay, bx, by, cx, cy)
}
