import type { Feature, FeatureCollection, GeometryCollection as GeoCollection, Geometry, Position } from 'geojson'
import { topology } from 'topojson-server'
import { presimplify } from 'topojson-simplify'
import type { GeometryCollection, GeometryObject, Topology } from 'topojson-specification'
import type { LngLat } from '#api/platform/http/shared.contract.ts'

/** Coordinates are whole numbers of this fraction of a degree, so two borders are the same or they are not. */
export const unitsPerDegree = 1e6
/** The side of a vector tile in CSS pixels. */
const tilePixels = 512
/** Half a pixel squared: a corner whose triangle is smaller than this may go. */
const minTriangleSquarePixels = 0.25

/** Arcs one after the other in memory that threads can share: a county has millions of points, and as objects each of
 *  them takes nine times its bytes in every thread. Arc `i` is the points from `starts[i]` up to `starts[i + 1]`; x and y
 *  are in 1e-6 degree. */
export type Arcs = { starts: Uint32Array; xs: Int32Array; ys: Int32Array }

/** `weights[i]` is the smallest area, in square pixels of zoom 0, at which point `i` may be left out. The ends of an arc
 *  have the weight Infinity. */
export type WeightedArcs = Arcs & { weights: Float64Array }

/** A shape on the arcs of its set, as in TopoJSON: an arc index below zero means arc `~index` backwards. */
export type ArcShape =
  | { type: 'Point'; lngLat: LngLat }
  | { type: 'LineString'; arcs: number[] }
  | { type: 'MultiLineString'; arcs: number[][] }
  | { type: 'Polygon'; arcs: number[][] }
  | { type: 'MultiPolygon'; arcs: number[][][] }

export type LayerFeature = {
  /** The feature id in the tiles. */
  id?: number
  attributes: Record<string, string | number | boolean>
  shape: ArcShape
  /** The lowest zoom whose tiles hold it; every zoom when absent. */
  firstZoom?: number
}

/** A list, or what reads like one out of shared memory (shared-layers.ts). */
export type LayerFeatures = { readonly length: number; at(index: number): LayerFeature | undefined }

/** Layers that share one set of arcs. All shapes of a zoom are put together from the same simplified arcs, so a border
 *  stays one border whatever is left of it. */
export type ArcSet<Features extends LayerFeatures = LayerFeatures> = {
  arcs: WeightedArcs
  /** The layer whose polygons may neither overlap nor vanish when arcs are simplified; without it none is watched. */
  faceLayer?: string
  layers: Record<string, Features>
}

/** The weight below which a point is left out at a zoom. None is at the deepest zoom, which the map magnifies. */
export const minWeightAt = (zoom: number, deepestZoom: number) =>
  zoom >= deepestZoom ? 0 : minTriangleSquarePixels / 4 ** zoom

/** The area of a triangle of 1e-6 degree positions in square pixels of zoom 0. Mercator stretches both axes by the
 *  secant of the latitude against metres, that is latitude by the secant against degrees. */
function triangleSquarePixels([[ax, ay], [bx, by], [cx, cy]]: [Position, Position, Position]) {
  const squareUnits = Math.abs(
    ((ax as number) - (cx as number)) * ((by as number) - (ay as number)) -
      ((ax as number) - (bx as number)) * ((cy as number) - (ay as number)),
  )
  const latitude = ((by as number) / unitsPerDegree / 180) * Math.PI
  return ((squareUnits / 2) * (tilePixels / 360 / unitsPerDegree) ** 2) / Math.cos(latitude)
}

declare const unit: unique symbol
/** A geometry in whole 1e-6 degree. */
export type InUnits<Shape extends Geometry> = Shape & { readonly [unit]: true }

/** A geometry of degrees in whole 1e-6 degree. Pure. */
export const toUnits = <Shape extends Exclude<Geometry, GeoCollection>>({ type, coordinates }: Shape) =>
  ({ type, coordinates: roundToUnits(coordinates) }) as unknown as InUnits<Shape>

const roundToUnits = (coordinates: unknown): unknown =>
  typeof coordinates === 'number'
    ? Math.round(coordinates * unitsPerDegree)
    : (coordinates as unknown[]).map(roundToUnits)

/** Finds the arcs that polygons and lines share and weighs their points. The object of the answer at the same place
 *  belongs to each geometry; `topology` holds the arcs as topojson-client wants them. Pure. */
export function buildArcs(geometries: InUnits<Geometry>[]): {
  arcs: WeightedArcs
  topology: Topology
  objects: GeometryObject[]
} {
  const features = geometries.map((geometry): Feature => ({ type: 'Feature', properties: null, geometry }))
  const collection: FeatureCollection = { type: 'FeatureCollection', features }
  const shared = topology({ shapes: collection }) as Topology<{ shapes: GeometryCollection }>
  return { arcs: weighArcs(shared), topology: shared, objects: shared.objects.shapes.geometries }
}

/** Arc by arc: weighed points are objects, and no more of them are wanted at once than one arc has. */
function weighArcs({ arcs }: Topology): WeightedArcs {
  const weighted = allocateArcs(
    arcs.length,
    arcs.reduce((sum, { length }) => sum + length, 0),
  )
  let at = 0
  for (const [index, arc] of arcs.entries()) {
    const [points] = presimplify({ type: 'Topology', objects: {}, arcs: [arc] }, triangleSquarePixels).arcs
    for (const [x, y, weight] of points as [number, number, number][]) {
      weighted.xs[at] = x
      weighted.ys[at] = y
      weighted.weights[at] = weight
      at++
    }
    weighted.starts[index + 1] = at
  }
  return weighted
}

/** Room for arcs in memory that threads share, all of it zero. */
function allocateArcs(arcs: number, points: number): WeightedArcs {
  return {
    starts: new Uint32Array(new SharedArrayBuffer((arcs + 1) * Uint32Array.BYTES_PER_ELEMENT)),
    xs: new Int32Array(new SharedArrayBuffer(points * Int32Array.BYTES_PER_ELEMENT)),
    ys: new Int32Array(new SharedArrayBuffer(points * Int32Array.BYTES_PER_ELEMENT)),
    weights: new Float64Array(new SharedArrayBuffer(points * Float64Array.BYTES_PER_ELEMENT)),
  }
}

export const countArcs = ({ starts }: Arcs): number => starts.length - 1

/** The arc that an index of a shape means, whichever way it goes. */
export const arcOf = (index: number): number => (index < 0 ? ~index : index)

/** The positions of a ring or line put together from arcs, each as `toPosition` makes it of x and y, in the arcs' own
 *  units. */
export function joinArcs<Point>(
  indexes: readonly number[],
  { starts, xs, ys }: { [Part in keyof Arcs]: ArrayLike<number> },
  toPosition: (x: number, y: number) => Point,
): Point[] {
  const joined: Point[] = []
  const add = (point: number) => joined.push(toPosition(xs[point] as number, ys[point] as number))
  for (let place = 0; place < indexes.length; place++) {
    const index = indexes[place] as number
    const start = starts[arcOf(index)] as number
    const end = starts[arcOf(index) + 1] as number
    // The first point of an arc is the last of the one before it.
    const skipped = place === 0 ? 0 : 1
    if (index < 0) for (let point = end - 1 - skipped; point >= start; point--) add(point)
    else for (let point = start + skipped; point < end; point++) add(point)
  }
  return joined
}
