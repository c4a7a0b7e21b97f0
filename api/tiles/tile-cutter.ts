import { GeoJSONVT, type GeoJSONVTFeature, type GeoJSONVTTile } from '@maplibre/geojson-vt'
import { fromGeojsonVt } from '@maplibre/vt-pbf'
import type { Feature, Geometry } from 'geojson'
import { type ArcSet, type ArcShape, joinArcs, unitsPerDegree } from './arc-set.ts'
import { mercatorX, mercatorY, type TileRange, tileRange, type UnitBox } from './mercator.ts'
import { simplifyArcs } from './simplify-arcs.ts'
import { tileBuffer, tileExtent } from './tile-grid.ts'

/** One tile, not compressed. Tiles that nothing reaches are not made. */
export type CutTile = { z: number; x: number; y: number; bytes: Uint8Array }

export type TileCutter = {
  /** The tiles that the layers can reach at a zoom. */
  range(zoom: number): TileRange
  /** The tiles of a zoom in the columns `fromColumn` to `toColumn`, both included. */
  cut(zoom: number, fromColumn: number, toColumn: number): CutTile[]
}

type UnitFeature = { feature: Feature; west: number; east: number }
type Position2 = [x: number, y: number]

/** Cuts layers into vector tiles. Pure but for a memory of the last zoom's simplified shapes, so ask for the columns of
 *  one zoom in a row. `deepestZoom` gets every point. */
export function createTileCutter(sets: readonly ArcSet[], deepestZoom: number): TileCutter {
  const box = boundsOf(sets)
  let prepared: { zoom: number; layers: Map<string, UnitFeature[]> } | undefined
  const margin = tileBuffer / tileExtent
  return {
    range: (zoom) => tileRange(box, zoom, margin),
    cut(zoom, fromColumn, toColumn) {
      if (prepared?.zoom !== zoom) prepared = { zoom, layers: shapesAt(sets, zoom, deepestZoom) }
      const { north, south } = tileRange(box, zoom, margin)
      const west = (fromColumn - margin) / 2 ** zoom
      const east = (toColumn + 1 + margin) / 2 ** zoom
      const indexes = new Map<string, GeoJSONVT>()
      for (const [name, shapes] of prepared.layers) {
        const features = shapes.filter((shape) => shape.west < east && shape.east >= west).map((shape) => shape.feature)
        if (features.length > 0) indexes.set(name, indexFeatures(features, zoom))
      }
      const tiles: CutTile[] = []
      for (let x = fromColumn; x <= toColumn; x++)
        for (let y = north; y <= south; y++) {
          const bytes = encodeTile(indexes, zoom, x, y)
          if (bytes) tiles.push({ z: zoom, x, y, bytes })
        }
      return tiles
    },
  }
}

const indexFeatures = (features: Feature[], zoom: number) =>
  new GeoJSONVT(
    { type: 'FeatureCollection', features },
    {
      coordinates: 'unitSquare',
      wrap: false,
      maxZoom: zoom,
      indexMaxZoom: zoom,
      indexMaxPoints: 0,
      // Simplified already, on shared arcs: its own simplifying, polygon by polygon, would tear borders apart.
      tolerance: 0,
      extent: tileExtent,
      buffer: tileBuffer,
    },
  )

function encodeTile(indexes: Map<string, GeoJSONVT>, z: number, x: number, y: number): Uint8Array | undefined {
  const layers: Record<string, GeoJSONVTTile> = {}
  for (const [name, index] of indexes) {
    const tile = index.getTile(z, x, y)
    if (!tile) continue
    const features = tile.features.filter(tidyFeature)
    if (features.length > 0) layers[name] = { ...tile, features } as GeoJSONVTTile
  }
  if (Object.keys(layers).length === 0) return undefined
  return fromGeojsonVt(layers, { version: 2, extent: tileExtent })
}

/** Takes out points that rounding made equal and rings and lines that nothing is left of. False where the whole feature
 *  is such a leftover. Changes the feature. */
function tidyFeature(feature: GeoJSONVTFeature): boolean {
  if (feature.type === 1) return feature.geometry.length > 0
  const lines = feature.geometry.map(withoutRepeats)
  if (feature.type === 2) {
    feature.geometry = lines.filter((line) => line.length > 1)
    return feature.geometry.length > 0
  }
  const rings = lines.filter((ring) => ring.length > 3)
  const area = rings.reduce((sum, ring) => sum + ringArea(ring), 0)
  if (area !== 0) {
    feature.geometry = rings
    return true
  }
  // Clipping leaves strips without area along the buffer's edge of polygons that pass by outside, and a tile inside an
  // enclave gets a ring and a hole of the same shape. But a face too small for this zoom's grid stays, to be found.
  feature.geometry = lines
  return lines.some((line) => line.some(isInside))
}

const isInside = ([x, y]: Position2) =>
  x > -tileBuffer && y > -tileBuffer && x < tileExtent + tileBuffer && y < tileExtent + tileBuffer

const withoutRepeats = (line: Position2[]) =>
  line.filter((point, index) => {
    const former = line[index - 1]
    return !former || former[0] !== point[0] || former[1] !== point[1]
  })

function ringArea(ring: Position2[]) {
  let sum = 0
  for (let i = 0; i + 1 < ring.length; i++) {
    const [ax, ay] = ring[i] as Position2
    const [bx, by] = ring[i + 1] as Position2
    sum += ax * by - bx * ay
  }
  return sum
}

/** Every layer's shapes of a zoom in the unit square. An arc is projected once, so whoever shares it gets the very same
 *  numbers. */
function shapesAt(sets: readonly ArcSet[], zoom: number, deepestZoom: number): Map<string, UnitFeature[]> {
  const layers = new Map<string, UnitFeature[]>()
  for (const set of sets) {
    const arcs = simplifyArcs(set, zoom, deepestZoom).map((arc) =>
      arc.map(([x, y]): Position2 => [mercatorX(x / unitsPerDegree), mercatorY(y / unitsPerDegree)]),
    )
    for (const [name, features] of Object.entries(set.layers)) {
      const shapes = layers.get(name) ?? []
      layers.set(name, shapes)
      for (const { id, attributes, shape, firstZoom = 0 } of features) {
        if (firstZoom > zoom) continue
        const geometry = unitGeometry(shape, arcs)
        const feature: Feature = { type: 'Feature', id, properties: attributes, geometry }
        const [west, , east] = shapeBox(geometry)
        shapes.push({ feature, west, east })
      }
    }
  }
  return layers
}

function unitGeometry(shape: ArcShape, arcs: Position2[][]): Geometry {
  switch (shape.type) {
    case 'Point':
      return { type: 'Point', coordinates: [mercatorX(shape.lngLat[0]), mercatorY(shape.lngLat[1])] }
    case 'LineString':
      return { type: 'LineString', coordinates: joinArcs(shape.arcs, arcs) }
    case 'MultiLineString':
      return { type: 'MultiLineString', coordinates: shape.arcs.map((line) => joinArcs(line, arcs)) }
    case 'Polygon':
      return { type: 'Polygon', coordinates: shape.arcs.map((ring) => joinArcs(ring, arcs)) }
    case 'MultiPolygon':
      return {
        type: 'MultiPolygon',
        coordinates: shape.arcs.map((part) => part.map((ring) => joinArcs(ring, arcs))),
      }
  }
}

function shapeBox(geometry: Geometry): UnitBox {
  const box: UnitBox = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ]
  const visit = (coordinates: unknown[]): void => {
    if (typeof coordinates[0] === 'number') growBox(box, coordinates as Position2)
    else for (const inner of coordinates) visit(inner as unknown[])
  }
  visit((geometry as { coordinates: unknown[] }).coordinates)
  return box
}

function growBox(box: UnitBox, [x, y]: Position2) {
  if (x < box[0]) box[0] = x
  if (y < box[1]) box[1] = y
  if (x > box[2]) box[2] = x
  if (y > box[3]) box[3] = y
}

function boundsOf(sets: readonly ArcSet[]): UnitBox {
  const box: UnitBox = [1, 1, 0, 0]
  for (const set of sets) {
    for (const arc of set.arcs)
      for (const [x, y] of arc) growBox(box, [mercatorX(x / unitsPerDegree), mercatorY(y / unitsPerDegree)])
    for (const features of Object.values(set.layers))
      for (const { shape } of features)
        if (shape.type === 'Point') growBox(box, [mercatorX(shape.lngLat[0]), mercatorY(shape.lngLat[1])])
  }
  return box
}
