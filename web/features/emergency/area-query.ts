import type { MultiPolygon, Polygon, Position } from 'geojson'
import { geodesicAreaSquareMeters, geodesicCircle } from '#api/coverage/geodesic-area.ts'
import type { AffectedBody } from '#api/operations/emergency/emergency.contract.ts'
import { type CrsWord, convertCoordinates } from '#web/lib/convert-coordinates.ts'
import { type AreaQuery, maxRingInAddress } from '#web/shared/url-state.ts'
import type { QueryArea } from './query-area.tool.ts'

/** The polygon of a query, its ring closed. Pure. Null for a circle. */
export function queryGeometry(query: AreaQuery): Polygon | MultiPolygon | null {
  if (query.kind === 'circle') return null
  if (query.kind === 'geometry') return query.geometry
  const [first] = query.ring
  return { type: 'Polygon', coordinates: [first ? [...query.ring, first] : []] }
}

/** Square metres on the ellipsoid, of a circle too. Pure. */
export function areaSquareMeters(query: AreaQuery): number {
  const isCircle = query.kind === 'circle'
  const geometry = isCircle ? geodesicCircle(query.center, query.radiusMeters) : queryGeometry(query)
  return geometry ? geodesicAreaSquareMeters(geometry) : 0
}

/** What the map's drawing functions take. Pure. Null for several polygons: those are drawn as they are. */
export function toQueryArea(query: AreaQuery): QueryArea | null {
  if (query.kind === 'circle') return { center: query.center, radiusMeters: query.radiusMeters }
  const geometry = queryGeometry(query)
  return geometry?.type === 'Polygon' ? { area: geometry } : null
}

/** What the map's tools drew, as the address keeps it. Pure. */
export function fromQueryArea(area: QueryArea): AreaQuery {
  if ('center' in area) return { kind: 'circle', center: area.center, radiusMeters: area.radiusMeters }
  return fromGeometry(area.area)
}

/** A ring without holes and short enough goes into the address, anything else stays on the page. Pure. */
export function fromGeometry(geometry: Polygon | MultiPolygon): AreaQuery {
  const ring = geometry.type === 'Polygon' && geometry.coordinates.length === 1 ? geometry.coordinates[0] : undefined
  const first = ring?.[0]
  const last = ring?.at(-1)
  const isClosed = first !== undefined && first[0] === last?.[0] && first[1] === last?.[1]
  // an open ring is a mistake the server names with its place; it must not be closed silently here
  if (ring && isClosed && ring.length >= 4 && ring.length <= maxRingInAddress + 1)
    return { kind: 'polygon', ring: ring.slice(0, -1).map(([lng = 0, lat = 0]) => [lng, lat]) }
  return { kind: 'geometry', geometry }
}

/** The request. Coordinates are WGS84 by now. Pure. */
export function toAffectedBody(query: AreaQuery): AffectedBody {
  if (query.kind === 'circle') return { center: query.center, radiusMeters: query.radiusMeters }
  return { area: queryGeometry(query) as Polygon | MultiPolygon }
}

const isPosition = (value: unknown): value is Position =>
  Array.isArray(value) && value.length >= 2 && value.every((part) => typeof part === 'number')
const isRing = (value: unknown): value is Position[] =>
  Array.isArray(value) && value.length > 0 && value.every(isPosition)
const isPolygon = (value: unknown): value is Position[][] =>
  Array.isArray(value) && value.length > 0 && value.every(isRing)

/** Finds the polygons in pasted GeoJSON: a geometry, a Feature, a FeatureCollection or a GeometryCollection. Several
 *  become one MultiPolygon. Pure; never throws. */
export function readPastedArea(text: string): Polygon | MultiPolygon | 'not_json' | 'no_polygon' {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 'not_json'
  }
  const polygons: Position[][][] = []
  const collect = (node: unknown, depth: number): void => {
    if (typeof node !== 'object' || node === null || depth > 4) return
    const { type, coordinates, geometry, features, geometries } = node as Record<string, unknown>
    if (type === 'Polygon' && isPolygon(coordinates)) polygons.push(coordinates)
    else if (type === 'MultiPolygon' && Array.isArray(coordinates)) polygons.push(...coordinates.filter(isPolygon))
    else if (type === 'Feature') collect(geometry, depth + 1)
    else if (Array.isArray(features)) for (const feature of features) collect(feature, depth + 1)
    else if (Array.isArray(geometries)) for (const each of geometries) collect(each, depth + 1)
  }
  collect(value, 0)
  const [only] = polygons
  if (only === undefined)
    return typeof value === 'object' && value !== null && 'type' in value ? 'no_polygon' : 'not_json'
  return polygons.length === 1
    ? { type: 'Polygon', coordinates: only }
    : { type: 'MultiPolygon', coordinates: polygons }
}

/** Every position converted to WGS84. Pure. */
export function convertArea(geometry: Polygon | MultiPolygon, from: CrsWord): Polygon | MultiPolygon {
  if (from === 'wgs84' || from === 'cgcs2000') return geometry
  const convertRing = (ring: Position[]) =>
    ring.map(([lng = 0, lat = 0]): Position => convertCoordinates([lng, lat], from, 'wgs84'))
  return geometry.type === 'Polygon'
    ? { type: 'Polygon', coordinates: geometry.coordinates.map(convertRing) }
    : { type: 'MultiPolygon', coordinates: geometry.coordinates.map((polygon) => polygon.map(convertRing)) }
}

/** Whether there is such a longitude and latitude; the map throws at any other. Pure. */
export const isOnEarth = ([lng = Number.NaN, lat = Number.NaN]: readonly number[]): boolean =>
  Math.abs(lng) <= 180 && Math.abs(lat) <= 90

/** Pasted GeoJSON as a question in WGS84, or what is wrong with it. What is not on earth, as when latitude and longitude
 *  have changed places, must not reach the map or the address. Pure; never throws. */
export function readPastedQuery(text: string, crs: CrsWord): AreaQuery | 'not_json' | 'no_polygon' | 'not_on_earth' {
  const pasted = readPastedArea(text)
  if (typeof pasted === 'string') return pasted
  const area = convertArea(pasted, crs)
  const rings = area.type === 'MultiPolygon' ? area.coordinates.flat() : area.coordinates
  return rings.flat().every(isOnEarth) ? fromGeometry(area) : 'not_on_earth'
}

/** West, south, east, north of an area. Pure. */
export function areaBounds(query: AreaQuery): [number, number, number, number] {
  if (query.kind === 'circle') {
    const [lng, lat] = query.center
    const latitudeSpan = query.radiusMeters / 110_574
    const longitudeSpan = query.radiusMeters / (111_320 * Math.max(0.01, Math.cos((lat * Math.PI) / 180)))
    return [lng - longitudeSpan, lat - latitudeSpan, lng + longitudeSpan, lat + latitudeSpan]
  }
  const bounds: [number, number, number, number] = [180, 90, -180, -90]
  const geometry = queryGeometry(query)
  const rings = geometry?.type === 'MultiPolygon' ? geometry.coordinates.flat() : (geometry?.coordinates ?? [])
  for (const [lng = 0, lat = 0] of rings.flat()) {
    bounds[0] = Math.min(bounds[0], lng)
    bounds[1] = Math.min(bounds[1], lat)
    bounds[2] = Math.max(bounds[2], lng)
    bounds[3] = Math.max(bounds[3], lat)
  }
  return bounds
}
