import { findCrossings } from './arc-crossings.ts'
import { findJumps } from './arc-islands.ts'
import { cutIntoPieces } from './arc-pieces.ts'
import {
  type ArcSet,
  type ArcShape,
  type Arcs,
  arcOf,
  countArcs,
  type LayerFeatures,
  minWeightAt,
  unitsPerDegree,
} from './arc-set.ts'
import {
  collectKept,
  isShortened,
  type KeptPoints,
  keepHeavyPoints,
  keepHeavyPointsOf,
  ringPoints,
  turn,
} from './kept-points.ts'
import { mercatorX, mercatorY } from './mercator.ts'
import { tileExtent } from './tile-grid.ts'

/**
 * The arcs as a zoom draws them: corners below half a pixel gone, ends kept. Where that would let two borders meet or
 * cross, put an enclave on the other side of a border, or take a face's area (also after rounding to the tile's grid),
 * the points of the arcs concerned come back bit by bit until it does not. With every point back the coverage is the one
 * that came in, so this ends. Pure; the deepest zoom gets the set's own arcs.
 */
export function simplifyArcs(set: ArcSet, zoom: number, deepestZoom: number): Arcs {
  const minWeight = minWeightAt(zoom, deepestZoom)
  if (minWeight === 0) return set.arcs
  const kept = keepHeavyPoints(set.arcs, minWeight)
  const faces = set.faceLayer === undefined ? undefined : set.layers[set.faceLayer]
  if (faces && faces.length > 0) bringBackPoints(kept, faces, minWeight, zoom)
  return collectKept(kept)
}

function bringBackPoints(kept: KeptPoints, faces: LayerFeatures, minWeight: number, zoom: number) {
  const thresholds = new Float64Array(countArcs(kept.arcs)).fill(minWeight)
  const pieces = cutIntoPieces(kept)
  let changed = Array.from(thresholds.keys()).filter((arc) => isShortened(kept, arc))
  while (changed.length > 0) {
    const offenders = new Set<number>()
    findCrossings(kept, pieces, changed, offenders)
    findJumps(kept, pieces, changed, offenders)
    findLostFaces(kept, faces, changed, zoom, offenders)
    changed = [...offenders].filter((arc) => isShortened(kept, arc))
    for (const arc of changed) {
      // A quarter of the area is half the length; after four halvings the rest comes back at once.
      const lowered = (thresholds[arc] as number) / 4
      thresholds[arc] = lowered < minWeight / 256 ? 0 : lowered
      keepHeavyPointsOf(kept, arc, thresholds[arc])
    }
  }
}

/** Adds to `offenders` the arcs of each face that has lost its area, or turned over, by one of the arcs `changed`. */
function findLostFaces(
  kept: KeptPoints,
  faces: LayerFeatures,
  changed: readonly number[],
  zoom: number,
  offenders: Set<number>,
) {
  const isChanged = new Uint8Array(countArcs(kept.arcs))
  for (const arc of changed) isChanged[arc] = 1
  for (let index = 0; index < faces.length; index++) {
    const face = partsOf(faces.at(index)?.shape)
    const rings = face.flat().filter((ring) => ring.some((arc) => isChanged[arcOf(arc)] === 1))
    if (rings.length === 0) continue
    if (rings.some((ring) => hasTurned(ring, kept)) || hasNoArea(face, kept, zoom))
      for (const ring of face.flat()) for (const arc of ring) offenders.add(arcOf(arc))
  }
}

function partsOf(shape: ArcShape | undefined): number[][][] {
  if (shape?.type === 'Polygon') return [shape.arcs]
  return shape?.type === 'MultiPolygon' ? shape.arcs : []
}

function hasTurned(ring: readonly number[], kept: KeptPoints): boolean {
  const { xs, ys } = kept.arcs
  const before = signedArea(ringPoints(ring, kept, true), xs, ys)
  const after = signedArea(ringPoints(ring, kept), xs, ys)
  return after === 0 || after > 0 !== before > 0
}

/** Whether nothing is left of a face on the grid of a zoom's tiles. */
function hasNoArea(face: readonly number[][][], kept: KeptPoints, zoom: number): boolean {
  const { xs, ys } = kept.arcs
  const side = tileExtent * 2 ** zoom
  return face.every(([outer = []]) => {
    const points = ringPoints(outer, kept)
    const columns = points.map((point) => Math.round(mercatorX((xs[point] as number) / unitsPerDegree) * side))
    const rows = points.map((point) => Math.round(mercatorY((ys[point] as number) / unitsPerDegree) * side))
    return signedArea([...points.keys()], columns, rows) === 0
  })
}

/** Twice the signed area of a closed ring, reckoned from its first point so that the products stay exact. */
function signedArea(ring: readonly number[], xs: ArrayLike<number>, ys: ArrayLike<number>): number {
  const origin = ring[0] as number
  let sum = 0
  for (let i = 1; i + 1 < ring.length; i++) sum += turn(xs, ys, origin, ring[i] as number, ring[i + 1] as number)
  return sum
}
