import type { MultiPolygon, Polygon, Position } from 'geojson'
import { type AreaFault, areaFaultSteps } from '#api/coverage/area-validation.ts'
import { geodesicCircle } from '#api/coverage/geodesic-area.ts'
import type { Steps } from '#api/coverage/steps.ts'
import { ApiError, type Sentence } from '#api/platform/http/problem.ts'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { toWgs84 } from '#api/platform/http/to-wgs84.ts'
import { type AffectedBody, circleVertices, maxAreaVertices } from './emergency.contract.ts'

const limits = { maxVertices: maxAreaVertices }

const sentences: Record<AreaFault['reason'], Sentence> = {
  self_crossing: {
    zh: '所画范围的边线自己相交，请在标出的位置改正。',
    en: 'The outline crosses itself; mend it at the place marked.',
  },
  unclosed: {
    zh: '所画范围没有闭合：每一圈的末点应与首点相同。',
    en: 'A ring is not closed: its last position has to equal its first.',
  },
  too_many_vertices: {
    zh: `所画范围的顶点超过 ${maxAreaVertices} 个，请简化后再查。`,
    en: `The area has more than ${maxAreaVertices} vertices; simplify it first.`,
  },
  outside_world: {
    zh: '有坐标超出经纬度范围（经度 ±180，纬度 ±90），请核对坐标次序是否为“经度,纬度”。',
    en: 'A coordinate lies outside the world (longitude ±180, latitude ±90); check that longitude comes first.',
  },
  too_few_points: {
    zh: '有一圈的点太少：至少需要三个不同的点。',
    en: 'A ring has too few points: at least three different ones are needed.',
  },
  zero_area: { zh: '所画范围没有面积，请重新画。', en: 'The outline encloses no area; draw it again.' },
  overlapping_parts: {
    zh: '所画范围的几个部分相互重叠，请在标出的位置分开或合并。',
    en: 'Parts of the area overlap; separate or merge them at the place marked.',
  },
}

function refuse(path: string, fault: AreaFault): never {
  const sentence = sentences[fault.reason]
  throw new ApiError(422, 'geometry_refused', sentence, {
    errors: [{ path, message: sentence, lngLat: fault.lngLat }],
  })
}

const mapPositions = (area: Polygon | MultiPolygon, change: (position: Position) => LngLat): Polygon | MultiPolygon => {
  const ring = (positions: Position[]) => positions.map(change)
  return area.type === 'Polygon'
    ? { type: 'Polygon', coordinates: area.coordinates.map(ring) }
    : { type: 'MultiPolygon', coordinates: area.coordinates.map((polygon) => polygon.map(ring)) }
}

/** The asked-for area in WGS84, checked, in steps. Throws a 422 ApiError (`geometry_refused`) that says where and why, the place in
 *  the caller's own coordinates. */
export function* areaSteps(body: AffectedBody): Steps<Polygon | MultiPolygon> {
  const crs = body.crs ?? 'wgs84'
  if (body.area) {
    const fault = yield* areaFaultSteps(body.area, limits)
    if (fault) refuse('area', fault)
    const area = mapPositions(body.area, (position) => toWgs84(position as LngLat, crs))
    // Moving the vertices one by one can make two edges cross that all but touched.
    const moved = crs === 'gcj02' || crs === 'bd09' ? yield* areaFaultSteps(area, limits) : null
    if (moved) refuse('area', moved)
    return area
  }
  const center = body.center as LngLat
  if (Math.abs(center[0]) > 180 || Math.abs(center[1]) > 90)
    refuse('center', { reason: 'outside_world', lngLat: center })
  const circle = geodesicCircle(toWgs84(center, crs), body.radiusMeters as number, circleVertices)
  // Near a pole or the antimeridian a circle is no longer a polygon in longitude and latitude.
  const fault = yield* areaFaultSteps(circle, limits)
  if (fault) refuse('center', fault)
  return circle
}

/** Throws the same refusal of a body with too many vertices before anything of it is looked at. */
export function refuseManyVertices(body: unknown): void {
  const { type, coordinates } = ((body as { area?: unknown } | null)?.area ?? {}) as Record<string, unknown>
  const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
  const rings = type === 'MultiPolygon' ? listOf(coordinates).flatMap(listOf) : listOf(coordinates)
  const vertices = rings.reduce<number>((sum, ring) => sum + Math.max(1, listOf(ring).length), 0)
  if (vertices <= maxAreaVertices) return
  const [lng, lat] = listOf(listOf(rings[0])[0])
  // JSON may write a number without end, `1e999`, and cannot give it back.
  const isPlace = Number.isFinite(lng) && Number.isFinite(lat)
  refuse('area', { reason: 'too_many_vertices', lngLat: isPlace ? ([lng, lat] as LngLat) : [0, 0] })
}
