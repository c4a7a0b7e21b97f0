import type { Feature, Geometry, GeometryCollection } from 'geojson'
import {
  type ArcSet,
  type ArcShape,
  type Arcs,
  arcOf,
  countArcs,
  joinArcs,
  type LayerFeature,
  type LayerFeatures,
  unitsPerDegree,
} from './arc-set.ts'
import { mercatorX, mercatorY, type UnitBox } from './mercator.ts'
import { simplifyArcs } from './simplify-arcs.ts'

export type UnitPosition = [x: number, y: number]

/** The tile that cutting starts from: shapes are given in coordinates in which it is the unit square. */
export type RootTile = { z: number; x: number; y: number }

/** A layer as a zoom draws it: gives the features that reach into the strip from `west` to `east`. They are put together
 *  when asked for: all of a large county at once are more than a thread should hold. */
export type ZoomLayer = (west: number, east: number) => Feature[]

/** Degrees to a position on the root tile. */
type Projection = (longitude: number, latitude: number) => UnitPosition

/** Every layer of a zoom, by name; no two sets may have one of the same name. A position has the very same numbers in
 *  whatever it is part of. */
export function layersAt(
  sets: readonly ArcSet[],
  zoom: number,
  deepestZoom: number,
  root: RootTile,
): Map<string, ZoomLayer> {
  const scale = 2 ** root.z
  const project: Projection = (longitude, latitude) => [
    mercatorX(longitude) * scale - root.x,
    mercatorY(latitude) * scale - root.y,
  ]
  return new Map(
    sets.flatMap((set) => {
      const arcs = simplifyArcs(set, zoom, deepestZoom)
      const reach = reachOfArcs(arcs)
      return Object.entries(set.layers).map(
        ([name, features]) => [name, createZoomLayer(features, zoom, { arcs, reach, project })] as const,
      )
    }),
  )
}

/** How far each arc goes, in 1e-6 degree. */
type Reach = { wests: Int32Array; easts: Int32Array }

function reachOfArcs(arcs: Arcs): Reach {
  const { starts, xs } = arcs
  const wests = new Int32Array(countArcs(arcs))
  const easts = new Int32Array(countArcs(arcs))
  for (const arc of wests.keys()) {
    const own = xs.subarray(starts[arc], starts[arc + 1])
    wests[arc] = own.reduce((least, x) => Math.min(least, x))
    easts[arc] = own.reduce((most, x) => Math.max(most, x))
  }
  return { wests, easts }
}

type Drawing = { arcs: Arcs; reach: Reach; project: Projection }

/** A bundle of lines is taken one by one: a line far from a strip then costs a look at how far it reaches, the bundle
 *  would be walked through for every tile. The tile puts them together again. */
function createZoomLayer(features: LayerFeatures, zoom: number, { arcs, reach, project }: Drawing): ZoomLayer {
  const owners: number[] = []
  const lines: number[] = []
  const wests: number[] = []
  const easts: number[] = []
  for (let index = 0; index < features.length; index++) {
    const { shape, firstZoom = 0 } = features.at(index) as LayerFeature
    if (firstZoom > zoom) continue
    const parts = shape.type === 'MultiLineString' ? shape.arcs : [shape]
    for (const [line, part] of parts.entries()) {
      const [west, east] = reachOf(part, reach)
      owners.push(index)
      lines.push(line)
      wests.push(project(west, 0)[0])
      easts.push(project(east, 0)[0])
    }
  }
  return (west, east) => {
    const found: Feature[] = []
    let former = -1
    let feature: LayerFeature | undefined
    let properties: LayerFeature['attributes'] = {}
    for (const [entry, owner] of owners.entries()) {
      if ((wests[entry] as number) > east || (easts[entry] as number) < west) continue
      if (owner !== former) {
        feature = features.at(owner) as LayerFeature
        properties = feature.attributes
        former = owner
      }
      const { id, shape } = feature as LayerFeature
      const geometry = drawShape(shape, lines[entry] as number, arcs, project)
      found.push({ type: 'Feature', id, properties, geometry })
    }
    return found
  }
}

/** The longitudes from where to where a shape, or one line of it, goes. */
function reachOf(shape: ArcShape | number[], { wests, easts }: Reach): [west: number, east: number] {
  if (!Array.isArray(shape) && shape.type === 'Point') return [shape.lngLat[0], shape.lngLat[0]]
  const own = (Array.isArray(shape) ? shape : (shape.arcs.flat(2) as number[])).map(arcOf)
  return [
    own.reduce((west, arc) => Math.min(west, wests[arc] as number), Number.POSITIVE_INFINITY) / unitsPerDegree,
    own.reduce((east, arc) => Math.max(east, easts[arc] as number), Number.NEGATIVE_INFINITY) / unitsPerDegree,
  ]
}

/** The geometry of a shape; of a bundle of lines, the one named. */
function drawShape(
  shape: ArcShape,
  line: number,
  arcs: Arcs,
  project: Projection,
): Exclude<Geometry, GeometryCollection> {
  const join = (indexes: number[]) => joinArcs(indexes, arcs, (x, y) => project(x / unitsPerDegree, y / unitsPerDegree))
  switch (shape.type) {
    case 'Point':
      return { type: 'Point', coordinates: project(...shape.lngLat) }
    case 'LineString':
      return { type: 'LineString', coordinates: join(shape.arcs) }
    case 'MultiLineString':
      return { type: 'LineString', coordinates: join(shape.arcs[line] as number[]) }
    case 'Polygon':
      return { type: 'Polygon', coordinates: shape.arcs.map(join) }
    case 'MultiPolygon':
      return { type: 'MultiPolygon', coordinates: shape.arcs.map((part) => part.map(join)) }
  }
}

/** The box around everything in the sets. */
export function boxOfSets(sets: readonly ArcSet[]): UnitBox {
  const box: UnitBox = [1, 1, 0, 0]
  const grow = (longitude: number, latitude: number) => {
    const [x, y] = [mercatorX(longitude), mercatorY(latitude)]
    box[0] = Math.min(box[0], x)
    box[1] = Math.min(box[1], y)
    box[2] = Math.max(box[2], x)
    box[3] = Math.max(box[3], y)
  }
  for (const { arcs, layers } of sets) {
    if (arcs.xs.length > 0) {
      const [west, south, east, north] = [least(arcs.xs), least(arcs.ys), most(arcs.xs), most(arcs.ys)]
      grow(west / unitsPerDegree, south / unitsPerDegree)
      grow(east / unitsPerDegree, north / unitsPerDegree)
    }
    for (const features of Object.values(layers))
      for (let index = 0; index < features.length; index++) {
        const { shape } = features.at(index) as LayerFeature
        if (shape.type === 'Point') grow(...shape.lngLat)
      }
  }
  return box
}

const least = (values: Int32Array) => values.reduce((one, other) => Math.min(one, other))
const most = (values: Int32Array) => values.reduce((one, other) => Math.max(one, other))
