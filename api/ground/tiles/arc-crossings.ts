import { type ArcPieces, pieceBox } from './arc-pieces.ts'
import { type KeptPoints, turn } from './kept-points.ts'

/** Adds to `offenders` each arc of `changed` with a segment that meets another, of its own or of another arc, elsewhere
 *  than in an end of both, and that other arc. */
export function findCrossings(
  kept: KeptPoints,
  pieces: ArcPieces,
  changed: readonly number[],
  offenders: Set<number>,
): void {
  for (const arc of changed)
    for (let piece = pieces.starts[arc] as number; piece < (pieces.starts[arc + 1] as number); piece++)
      pieces.boxes.search(...pieceBox(kept, pieces, piece), (other) => {
        const otherArc = pieces.arcs[other] as number
        if (!(offenders.has(arc) && offenders.has(otherArc)) && areCrossing(kept, pieces, piece, other)) {
          offenders.add(arc)
          offenders.add(otherArc)
        }
        // Nobody reads the list of all that were met.
        return false
      })
}

function areCrossing({ arcs: { xs, ys }, next }: KeptPoints, { firsts, lasts }: ArcPieces, one: number, other: number) {
  const [oneLast, otherFirst, otherLast] = [lasts[one], firsts[other], lasts[other]] as [number, number, number]
  for (let a = firsts[one] as number; a < oneLast; a = next[a] as number) {
    const b = next[a] as number
    for (let c = otherFirst; c < otherLast; c = next[c] as number) {
      const d = next[c] as number
      if (a !== c && areNear(xs, a, b, c, d) && areNear(ys, a, b, c, d) && isMeeting(xs, ys, a, b, c, d)) return true
    }
  }
  return false
}

/** Whether the segments ab and cd reach the same stretch of one axis. */
const areNear = (axis: Int32Array, a: number, b: number, c: number, d: number) =>
  Math.max(axis[a] as number, axis[b] as number) >= Math.min(axis[c] as number, axis[d] as number) &&
  Math.max(axis[c] as number, axis[d] as number) >= Math.min(axis[a] as number, axis[b] as number)

/** Whether segments ab and cd have a point in common that is not an end of both. */
function isMeeting(xs: Int32Array, ys: Int32Array, a: number, b: number, c: number, d: number): boolean {
  if (isSame(xs, ys, a, d) || isSame(xs, ys, b, c)) [c, d] = [d, c]
  if (isSame(xs, ys, a, c)) return isSame(xs, ys, b, d) || isFolded(xs, ys, a, b, d)
  if (isSame(xs, ys, b, d)) return isFolded(xs, ys, b, a, c)
  const abc = turn(xs, ys, a, b, c)
  const abd = turn(xs, ys, a, b, d)
  const cda = turn(xs, ys, c, d, a)
  const cdb = turn(xs, ys, c, d, b)
  if (abc > 0 !== abd > 0 && cda > 0 !== cdb > 0 && abc !== 0 && abd !== 0 && cda !== 0 && cdb !== 0) return true
  return (
    (abc === 0 && isWithinBox(xs, ys, c, a, b)) ||
    (abd === 0 && isWithinBox(xs, ys, d, a, b)) ||
    (cda === 0 && isWithinBox(xs, ys, a, c, d)) ||
    (cdb === 0 && isWithinBox(xs, ys, b, c, d))
  )
}

const isSame = (xs: Int32Array, ys: Int32Array, one: number, other: number) =>
  xs[one] === xs[other] && ys[one] === ys[other]

const isWithinBox = (xs: Int32Array, ys: Int32Array, point: number, from: number, to: number) =>
  areNear(xs, point, point, from, to) && areNear(ys, point, point, from, to)

/** Whether two segments that start at `corner` lie on each other. */
const isFolded = (xs: Int32Array, ys: Int32Array, corner: number, first: number, second: number) =>
  turn(xs, ys, corner, first, second) === 0 &&
  ((xs[first] as number) - (xs[corner] as number)) * ((xs[second] as number) - (xs[corner] as number)) +
    ((ys[first] as number) - (ys[corner] as number)) * ((ys[second] as number) - (ys[corner] as number)) >
    0
