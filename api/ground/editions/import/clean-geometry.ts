import type { Geometry, MultiPolygon, Polygon, Position } from 'geojson'
import { signedArea } from '#api/coverage/signed-area.ts'
import type { Sentence } from '#api/platform/http/problem.ts'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { showWord } from './import-fault.ts'

export type GeometryFault = { kind: 'no_geometry' | 'invalid_ring' | 'out_of_range'; reason: Sentence; lngLat?: LngLat }

/** To the millionth of a degree, as everything is stored. Pure. */
export const roundDegrees = (degrees: number) => Math.round(degrees * 1e6) / 1e6

/** A polygon as we store it: longitude and latitude only, rounded to 1e-6 degree, no repeated vertex, outer rings
 *  counter-clockwise and holes clockwise (RFC 7946), rings and parts in an order of their own. Says what is wrong where it is no polygon at all; crossings and
 *  overlaps are left to the coverage rule. Positions go through `convert` first. Pure but for it. */
export function cleanGeometry(
  geometry: Geometry | null,
  convert: (lngLat: LngLat) => LngLat = (lngLat) => lngLat,
): { geometry: Polygon | MultiPolygon } | GeometryFault {
  if (geometry === null || typeof geometry !== 'object')
    return { kind: 'no_geometry', reason: { zh: '没有图形。', en: 'There is no geometry.' } }
  if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon')
    return {
      kind: 'no_geometry',
      reason: {
        zh: `图形是 ${showWord(geometry.type)}，应为 Polygon 或 MultiPolygon。`,
        en: `The geometry is a ${showWord(geometry.type)}, not a Polygon or MultiPolygon.`,
      },
    }
  const parts: unknown = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  if (!Array.isArray(parts) || parts.length === 0)
    return { kind: 'no_geometry', reason: { zh: '图形是空的。', en: 'The geometry is empty.' } }
  const polygons: Position[][][] = []
  for (const part of parts as unknown[]) {
    if (!Array.isArray(part) || part.length === 0)
      return { kind: 'no_geometry', reason: { zh: '图形是空的。', en: 'The geometry is empty.' } }
    const rings: Position[][] = []
    for (const [index, raw] of (part as unknown[]).entries()) {
      const ring = cleanRing(raw, index === 0, convert)
      if ('reason' in ring) return ring
      rings.push(ring.ring)
    }
    const [outer, ...holes] = rings
    polygons.push([outer as Position[], ...holes.sort(compareRings)])
  }
  polygons.sort(([a], [b]) => compareRings(a as Position[], b as Position[]))
  const only = polygons.length === 1 ? polygons[0] : undefined
  return { geometry: only ? { type: 'Polygon', coordinates: only } : { type: 'MultiPolygon', coordinates: polygons } }
}

function cleanRing(
  raw: unknown,
  isOuter: boolean,
  convert: (lngLat: LngLat) => LngLat,
): { ring: Position[] } | GeometryFault {
  if (!Array.isArray(raw))
    return { kind: 'invalid_ring', reason: { zh: '环不是坐标数组。', en: 'A ring is not an array of positions.' } }
  const ring: Position[] = []
  for (const position of raw as unknown[]) {
    const [lng, lat] = Array.isArray(position) ? position : []
    if (typeof lng !== 'number' || typeof lat !== 'number' || !Number.isFinite(lng) || !Number.isFinite(lat))
      return { kind: 'out_of_range', reason: { zh: '坐标不是数字。', en: 'A coordinate is not a number.' } }
    if (Math.abs(lng) > 180 || Math.abs(lat) > 90)
      return {
        kind: 'out_of_range',
        reason: {
          zh: `坐标 (${lng}, ${lat}) 不是经纬度，请先转换到 EPSG:4326。`,
          en: `(${lng}, ${lat}) is not a longitude and latitude; convert the file to EPSG:4326 first.`,
        },
      }
    const last = ring.at(-1)
    const [convertedLng, convertedLat] = convert([lng, lat])
    const [x, y] = [roundDegrees(convertedLng), roundDegrees(convertedLat)]
    if (last?.[0] !== x || last[1] !== y) ring.push([x, y])
  }
  const first = ring[0] as LngLat | undefined
  const last = ring.at(-1)
  if (!first || !last || first[0] !== last[0] || first[1] !== last[1])
    return {
      kind: 'invalid_ring',
      reason: { zh: '环没有闭合，首尾坐标应相同。', en: 'A ring is not closed.' },
      lngLat: first,
    }
  if (ring.length < 4)
    return {
      kind: 'invalid_ring',
      reason: { zh: '环的顶点不足三个。', en: 'A ring has fewer than three corners.' },
      lngLat: first,
    }
  const turn = signedArea(ring)
  if (turn === 0)
    return { kind: 'invalid_ring', reason: { zh: '环的面积为零。', en: 'A ring has no area.' }, lngLat: first }
  if (turn > 0 !== isOuter) ring.reverse()
  return { ring: startAtSmallest(ring) }
}

/** A union of grids as `cleanGeometry` would give it, so that one and the same area is always the same text. Pure. */
export function tidyUnion(union: Polygon | MultiPolygon): Polygon | MultiPolygon {
  const cleaned = cleanGeometry(union)
  if ('reason' in cleaned) throw new Error(`a union that is no polygon: ${cleaned.reason.en}`)
  return cleaned.geometry
}

/** The same ring from its westernmost, then southernmost vertex. Another program may start a ring elsewhere; the area
 *  has not changed by that, and must not look changed to the next import. */
function startAtSmallest(ring: Position[]): Position[] {
  let smallest = 0
  for (let index = 1; index + 1 < ring.length; index++)
    if (comparePositions(ring[index] as LngLat, ring[smallest] as LngLat) < 0) smallest = index
  if (smallest === 0) return ring
  return [...ring.slice(smallest, -1), ...ring.slice(0, smallest + 1)]
}

const comparePositions = (a: LngLat, b: LngLat) => a[0] - b[0] || a[1] - b[1]

const compareRings = (a: Position[], b: Position[]) => comparePositions(a[0] as LngLat, b[0] as LngLat)
