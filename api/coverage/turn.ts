import { orient2d } from 'robust-predicates'

/** Which way a → b → c turns: > 0 left (counter-clockwise, y up), < 0 right, 0 exactly straight. The sign is exact for
 *  any doubles: a vertex is on a line or it is not, and every caller gets the same answer. Pure. */
export const turnOf = (ax: number, ay: number, bx: number, by: number, cx: number, cy: number): number =>
  -orient2d(ax, ay, bx, by, cx, cy)
