import Flatbush from 'flatbush'
import { type Arcs, countArcs } from './arc-set.ts'
import type { KeptPoints } from './kept-points.ts'

/** Segments a piece. More of them are fewer boxes to search, and more segments behind each box that is met. */
const segmentsPerPiece = 8

/**
 * Arcs cut into pieces at some of their kept points, with an index of the pieces' boxes. A box holds all points of its
 * piece, so it stays right when some come back. Piece `i` belongs to the arc `arcs[i]` and goes from the point
 * `firsts[i]` to `lasts[i]`, both kept; those of an arc are the pieces from `starts[arc]` up to `starts[arc + 1]`.
 */
export type ArcPieces = { starts: Uint32Array; arcs: number[]; firsts: number[]; lasts: number[]; boxes: Flatbush }

type Box = [west: number, south: number, east: number, north: number]

/** Cuts arcs into pieces; there must be at least one. */
export function cutIntoPieces({ arcs, next }: KeptPoints): ArcPieces {
  const starts = new Uint32Array(arcs.starts.length)
  const owners: number[] = []
  const firsts: number[] = []
  const lasts: number[] = []
  for (let arc = 0; arc < countArcs(arcs); arc++) {
    const end = (arcs.starts[arc + 1] as number) - 1
    for (let point = arcs.starts[arc] as number; point < end; ) {
      owners.push(arc)
      firsts.push(point)
      for (let segment = 0; segment < segmentsPerPiece && point < end; segment++) point = next[point] as number
      lasts.push(point)
    }
    starts[arc + 1] = owners.length
  }
  const boxes = new Flatbush(owners.length, 16, Int32Array)
  for (const [piece, first] of firsts.entries()) boxes.add(...boxOf(arcs, first, lasts[piece] as number))
  boxes.finish()
  return { starts, arcs: owners, firsts, lasts, boxes }
}

/** The box of a piece. */
export const pieceBox = ({ arcs }: KeptPoints, { firsts, lasts }: ArcPieces, piece: number): Box =>
  boxOf(arcs, firsts[piece] as number, lasts[piece] as number)

function boxOf({ xs, ys }: Arcs, first: number, last: number): Box {
  const box: Box = [xs[first] as number, ys[first] as number, xs[first] as number, ys[first] as number]
  for (let point = first + 1; point <= last; point++) {
    const [x, y] = [xs[point] as number, ys[point] as number]
    if (x < box[0]) box[0] = x
    if (y < box[1]) box[1] = y
    if (x > box[2]) box[2] = x
    if (y > box[3]) box[3] = y
  }
  return box
}
