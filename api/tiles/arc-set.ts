import type { Feature, FeatureCollection, Geometry, Position } from 'geojson'
import { topology } from 'topojson-server'
import { presimplify } from 'topojson-simplify'
import type { GeometryCollection, GeometryObject, Topology } from 'topojson-specification'
import type { LngLat } from '#api/http/shared.contract.ts'

/** Coordinates are whole numbers of this fraction of a degree, so two borders are the same or they are not. */
export const unitsPerDegree = 1e6
/** The side of a vector tile in CSS pixels. */
const tilePixels = 512
/** Half a pixel squared: a corner whose triangle is smaller than this may go. */
const minTriangleSquarePixels = 0.25

/** `[x, y, weight]`: x and y in 1e-6 degree; weight is the smallest area, in square pixels of zoom 0, at which the point
 *  may be left out. The ends of an arc have the weight Infinity. */
export type WeightedPosition = [x: number, y: number, weight: number]

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

/** Layers that share one set of arcs. All shapes of a zoom are put together from the same simplified arcs, so a border
 *  stays one border whatever is left of it. */
export type ArcSet = {
  arcs: WeightedPosition[][]
  /** Polygons (parts, rings, arcs) that may neither overlap nor vanish when arcs are simplified. */
  faces: number[][][][]
  layers: Record<string, LayerFeature[]>
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

const toUnits = (coordinates: unknown): unknown =>
  typeof coordinates === 'number' ? Math.round(coordinates * unitsPerDegree) : (coordinates as unknown[]).map(toUnits)

const inUnits = (geometry: Geometry): Geometry =>
  ({ type: geometry.type, coordinates: toUnits((geometry as { coordinates: unknown }).coordinates) }) as Geometry

/** Finds the arcs that polygons and lines share and weighs their points. `geometries` in degrees; the object of the
 *  answer at the same place belongs to each. Pure. */
export function buildArcs(geometries: Geometry[]): {
  arcs: WeightedPosition[][]
  topology: Topology
  objects: GeometryObject[]
} {
  const features: Feature[] = geometries.map((geometry) => ({
    type: 'Feature',
    properties: null,
    geometry: inUnits(geometry),
  }))
  const collection: FeatureCollection = { type: 'FeatureCollection', features }
  const shared = topology({ shapes: collection }) as Topology<{ shapes: GeometryCollection }>
  const weighted = presimplify(shared, triangleSquarePixels)
  return {
    arcs: weighted.arcs as WeightedPosition[][],
    topology: shared,
    objects: shared.objects.shapes.geometries,
  }
}

/** The positions of a ring or line put together from arcs. Pure. */
export function joinArcs<Point>(indexes: readonly number[], arcs: readonly Point[][]): Point[] {
  const joined: Point[] = []
  for (const index of indexes) {
    const arc = arcs[index < 0 ? ~index : index] as Point[]
    // The first point of an arc is the last of the one before it.
    if (joined.length > 0) joined.pop()
    if (index < 0) for (let i = arc.length - 1; i >= 0; i--) joined.push(arc[i] as Point)
    else for (const point of arc) joined.push(point)
  }
  return joined
}
