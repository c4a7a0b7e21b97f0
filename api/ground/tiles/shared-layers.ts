import type { ArcSet, ArcShape, LayerFeature, LayerFeatures, WeightedArcs } from './arc-set.ts'

/**
 * An `ArcSet` in memory that all threads see: handing it to one more costs nothing, where a copy of the objects of a large
 * county would be hundreds of megabytes a thread.
 */
export type SharedArcSet = { arcs: WeightedArcs; faceLayer?: string; layers: Record<string, SharedLayer> }

/** Features one after the other. `shapeEnds` and `attributeEnds` say where in `shapes` and `attributes` each of them
 *  ends, and so where the next begins. */
type SharedLayer = {
  /** NaN where a feature has none. */
  ids: Float64Array
  firstZooms: Uint8Array
  types: Uint8Array
  shapeEnds: Uint32Array
  /** Arc indexes; each list of them, and each list of lists, after its length. */
  shapes: Int32Array
  /** Longitude and latitude of points, in degrees; zero for the rest. */
  lngLats: Float64Array
  attributeEnds: Uint32Array
  /** JSON, UTF-8. */
  attributes: Uint8Array
}

const shapeTypes = ['Point', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon'] as const
/** How deep the lists of arcs are nested. */
const depths = { Point: 0, LineString: 1, MultiLineString: 2, Polygon: 2, MultiPolygon: 3 }

type Nested = number | Nested[]

/** Puts a set into shared memory; its arcs are there already. */
export function shareArcSet({ arcs, faceLayer, layers }: ArcSet<LayerFeature[]>): SharedArcSet {
  const shared = Object.entries(layers).map(([name, features]) => [name, shareLayer(features)] as const)
  return { arcs, faceLayer, layers: Object.fromEntries(shared) }
}

/** A shared set as the cutter takes it: each feature is made when it is asked for, its attributes when they are. */
export function readSharedArcSet({ arcs, faceLayer, layers }: SharedArcSet): ArcSet {
  const read = Object.entries(layers).map(([name, layer]) => [name, readLayer(layer)] as const)
  return { arcs, faceLayer, layers: Object.fromEntries(read) }
}

function shareLayer(features: readonly LayerFeature[]): SharedLayer {
  const texts = features.map(({ attributes }) => Buffer.from(JSON.stringify(attributes)))
  const shapes: number[] = []
  const shapeEnds = features.map(({ shape }) => {
    if (shape.type !== 'Point') flatten(shape.arcs, shapes)
    return shapes.length
  })
  let bytes = 0
  const attributeEnds = texts.map(({ length }) => {
    bytes += length
    return bytes
  })
  const attributes = new Uint8Array(new SharedArrayBuffer(bytes))
  for (const [index, text] of texts.entries()) attributes.set(text, (attributeEnds[index] as number) - text.length)
  return {
    ids: share(
      Float64Array,
      features.map(({ id = Number.NaN }) => id),
    ),
    firstZooms: share(
      Uint8Array,
      features.map(({ firstZoom = 0 }) => firstZoom),
    ),
    types: share(
      Uint8Array,
      features.map(({ shape }) => shapeTypes.indexOf(shape.type)),
    ),
    shapeEnds: share(Uint32Array, shapeEnds),
    shapes: share(Int32Array, shapes),
    lngLats: share(
      Float64Array,
      features.flatMap(({ shape }) => (shape.type === 'Point' ? shape.lngLat : [0, 0])),
    ),
    attributeEnds: share(Uint32Array, attributeEnds),
    attributes,
  }
}

function share<Numbers extends Float64Array | Uint8Array | Uint32Array | Int32Array>(
  kind: { new (memory: SharedArrayBuffer): Numbers; BYTES_PER_ELEMENT: number },
  values: readonly number[],
): Numbers {
  const numbers = new kind(new SharedArrayBuffer(values.length * kind.BYTES_PER_ELEMENT))
  numbers.set(values)
  return numbers
}

function flatten(list: Nested[], into: number[]) {
  into.push(list.length)
  for (const inner of list)
    if (typeof inner === 'number') into.push(inner)
    else flatten(inner, into)
}

function readLayer(layer: SharedLayer): LayerFeatures {
  return { length: layer.ids.length, at: (index) => readFeature(layer, index) }
}

function readFeature(layer: SharedLayer, index: number): LayerFeature | undefined {
  const id = layer.ids[index]
  if (id === undefined) return undefined
  return {
    id: Number.isNaN(id) ? undefined : id,
    firstZoom: layer.firstZooms[index] as number,
    shape: readShape(layer, index),
    get attributes() {
      return readAttributes(layer, index)
    },
  }
}

function readShape({ types, shapeEnds, shapes, lngLats }: SharedLayer, index: number): ArcShape {
  const type = shapeTypes[types[index] as number] as ArcShape['type']
  if (type === 'Point') return { type, lngLat: [lngLats[2 * index] as number, lngLats[2 * index + 1] as number] }
  return { type, arcs: unflatten(shapes, { at: startOf(shapeEnds, index) }, depths[type]) } as ArcShape
}

/** Reads what `flatten` wrote from `cursor.at` on, and moves it behind. */
function unflatten(from: Int32Array, cursor: { at: number }, depth: number): Nested[] {
  const length = from[cursor.at++] as number
  const list: Nested[] = new Array(length)
  for (let place = 0; place < length; place++)
    list[place] = depth === 1 ? (from[cursor.at++] as number) : unflatten(from, cursor, depth - 1)
  return list
}

/** Copied out of the shared memory, which no text decoder takes. */
const readAttributes = ({ attributeEnds, attributes }: SharedLayer, index: number): LayerFeature['attributes'] =>
  JSON.parse(Buffer.from(attributes.subarray(startOf(attributeEnds, index), attributeEnds[index])).toString('utf8'))

const startOf = (ends: Uint32Array, index: number) => (index === 0 ? 0 : (ends[index - 1] as number))
