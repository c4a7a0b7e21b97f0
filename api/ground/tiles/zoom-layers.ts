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

/** Every layer of the sets as a zoom draws it, by name; no two sets may have one of the same name. */
export type ZoomLayers = (zoom: number, root: RootTile) => Map<string, ZoomLayer>

/** The points of arcs on the root tile. */
type DrawnArcs = Pick<Arcs, 'starts'> & { xs: Float64Array; ys: Float64Array }

/** The layers of the sets, ready to be drawn zoom by zoom; `deepestZoom` gets every point. A position has the very same
 *  numbers in whatever it is part of. */
export function prepareLayers(sets: readonly ArcSet[], deepestZoom: number): ZoomLayers {
  const prepared = sets.map((set) => {
    const reach = reachOfArcs(set.arcs)
    const layers = Object.entries(set.layers).map(
      ([name, features]) => ({ name, features, lines: listLines(features, reach) }) as const,
    )
    return { set, layers }
  })
  return (zoom, root) =>
    new Map(
      prepared.flatMap(({ set, layers }) => {
        const arcs = drawArcs(simplifyArcs(set, zoom, deepestZoom), root)
        return layers.map(
          ({ name, features, lines }) => [name, drawLayer(features, lines, { arcs, zoom, root })] as const,
        )
      }),
    )
}

function drawArcs({ starts, xs, ys }: Arcs, root: RootTile): DrawnArcs {
  const drawn = { starts, xs: new Float64Array(xs.length), ys: new Float64Array(ys.length) }
  for (let point = 0; point < xs.length; point++) {
    const position = drawPoint((xs[point] as number) / unitsPerDegree, (ys[point] as number) / unitsPerDegree, root)
    drawn.xs[point] = position[0]
    drawn.ys[point] = position[1]
  }
  return drawn
}

/** A Mercator coordinate on the root tile, whose column or row is `offset`. */
const onRoot = (coordinate: number, offset: number, { z }: RootTile) => coordinate * 2 ** z - offset

/** How far each arc goes, in 1e-6 degree. */
type Reach = { wests: Int32Array; easts: Int32Array }

function reachOfArcs(arcs: Arcs): Reach {
  const { starts, xs } = arcs
  const wests = new Int32Array(countArcs(arcs))
  const easts = new Int32Array(countArcs(arcs))
  for (const arc of wests.keys()) {
    const own = xs.subarray(starts[arc], starts[arc + 1])
    wests[arc] = least(own)
    easts[arc] = most(own)
  }
  return { wests, easts }
}

/** The features of a layer line by line, a value each: of which feature and which of its lines it is, from which zoom on
 *  it is drawn, and from where to where it goes before anything of it is left out, in Mercator. A bundle of lines is taken
 *  one by one: a line far from a strip then costs a look at how far it reaches, the bundle would be walked through for
 *  every tile. The tile puts them together again. */
type Lines = { owners: number[]; places: number[]; firstZooms: number[]; wests: number[]; easts: number[] }

function listLines(features: LayerFeatures, reach: Reach): Lines {
  const lines: Lines = { owners: [], places: [], firstZooms: [], wests: [], easts: [] }
  for (let owner = 0; owner < features.length; owner++) {
    const { shape, firstZoom = 0 } = features.at(owner) as LayerFeature
    const parts = shape.type === 'MultiLineString' ? shape.arcs : [shape]
    for (const [place, part] of parts.entries()) {
      const [west, east] = reachOf(part, reach)
      lines.owners.push(owner)
      lines.places.push(place)
      lines.firstZooms.push(firstZoom)
      lines.wests.push(mercatorX(west))
      lines.easts.push(mercatorX(east))
    }
  }
  return lines
}

type Drawing = { arcs: DrawnArcs; zoom: number; root: RootTile }

function drawLayer(features: LayerFeatures, lines: Lines, { arcs, zoom, root }: Drawing): ZoomLayer {
  const { owners, places, firstZooms, wests, easts } = lines
  return (west, east) => {
    const found: Feature[] = []
    let former = -1
    let feature: LayerFeature | undefined
    let properties: LayerFeature['attributes'] = {}
    for (let line = 0; line < owners.length; line++) {
      if ((firstZooms[line] as number) > zoom) continue
      if (onRoot(wests[line] as number, root.x, root) > east || onRoot(easts[line] as number, root.x, root) < west)
        continue
      const owner = owners[line] as number
      if (owner !== former) {
        feature = features.at(owner) as LayerFeature
        properties = feature.attributes
        former = owner
      }
      const { id, shape } = feature as LayerFeature
      found.push({ type: 'Feature', id, properties, geometry: drawShape(shape, places[line] as number, arcs, root) })
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
  arcs: DrawnArcs,
  root: RootTile,
): Exclude<Geometry, GeometryCollection> {
  const join = (indexes: number[]) => joinArcs(indexes, arcs, (x, y): UnitPosition => [x, y])
  switch (shape.type) {
    case 'Point':
      return { type: 'Point', coordinates: drawPoint(...shape.lngLat, root) }
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

const drawPoint = (longitude: number, latitude: number, root: RootTile): UnitPosition => [
  onRoot(mercatorX(longitude), root.x, root),
  onRoot(mercatorY(latitude), root.y, root),
]

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
