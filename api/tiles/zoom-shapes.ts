import type { Feature, Geometry, GeometryCollection } from 'geojson'
import { type ArcSet, type ArcShape, joinArcs, unitsPerDegree } from './arc-set.ts'
import { mercatorX, mercatorY, type UnitBox } from './mercator.ts'
import { simplifyArcs } from './simplify-arcs.ts'

export type UnitPosition = [x: number, y: number]

/** The tile that cutting starts from: shapes are given in coordinates in which it is the unit square. */
export type RootTile = { z: number; x: number; y: number }

/** A feature as a zoom draws it, and how far it reaches. */
export type ZoomShape = { feature: Feature; west: number; east: number }

type ShapeGeometry = Exclude<Geometry, GeometryCollection>

/** Every layer's shapes of a zoom. An arc is projected once, so whoever shares it gets the very same numbers. */
export function shapesAt(
  sets: readonly ArcSet[],
  zoom: number,
  deepestZoom: number,
  root: RootTile,
): Map<string, ZoomShape[]> {
  const scale = 2 ** root.z
  const project = (longitude: number, latitude: number): UnitPosition => [
    mercatorX(longitude) * scale - root.x,
    mercatorY(latitude) * scale - root.y,
  ]
  const layers = new Map<string, ZoomShape[]>()
  for (const set of sets) {
    const arcs = simplifyArcs(set, zoom, deepestZoom).map((arc) =>
      arc.map(([x, y]) => project(x / unitsPerDegree, y / unitsPerDegree)),
    )
    for (const [name, features] of Object.entries(set.layers)) {
      const shapes = layers.get(name) ?? []
      layers.set(name, shapes)
      for (const { id, attributes, shape, firstZoom = 0 } of features) {
        if (firstZoom > zoom) continue
        const geometry =
          shape.type === 'Point'
            ? ({ type: 'Point', coordinates: project(...shape.lngLat) } satisfies Geometry)
            : joinShape(shape, arcs)
        for (const part of splitLines(geometry)) {
          const [west, , east] = shapeBox(part)
          shapes.push({ feature: { type: 'Feature', id, properties: attributes, geometry: part }, west, east })
        }
      }
    }
  }
  return layers
}

/** A bundle of lines one by one: a line far from a tile then costs a look at its box, the bundle would be walked through
 *  for every tile. The tile puts them together again. */
const splitLines = (geometry: ShapeGeometry): ShapeGeometry[] =>
  geometry.type === 'MultiLineString'
    ? geometry.coordinates.map((coordinates) => ({ type: 'LineString', coordinates }))
    : [geometry]

function joinShape(shape: Exclude<ArcShape, { type: 'Point' }>, arcs: UnitPosition[][]): ShapeGeometry {
  switch (shape.type) {
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

function shapeBox(geometry: ShapeGeometry): UnitBox {
  const box: UnitBox = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ]
  const visit = (coordinates: unknown[]): void => {
    if (typeof coordinates[0] === 'number') growBox(box, coordinates as UnitPosition)
    else for (const inner of coordinates) visit(inner as unknown[])
  }
  visit(geometry.coordinates)
  return box
}

function growBox(box: UnitBox, [x, y]: UnitPosition) {
  if (x < box[0]) box[0] = x
  if (y < box[1]) box[1] = y
  if (x > box[2]) box[2] = x
  if (y > box[3]) box[3] = y
}

/** The box around everything in the sets. */
export function boxOfSets(sets: readonly ArcSet[]): UnitBox {
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
