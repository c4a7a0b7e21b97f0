import type { Feature, FeatureCollection, Polygon } from 'geojson'
import { geodesicCircle, geodesicDistanceMeters } from '#api/coverage/geodesic-area.ts'
import { formatDistance } from '#web/lib/format-number.ts'
import { createCornerDrawing, roundLngLat } from '#web/map/draw-corners.ts'
import type { LngLat, MapEngine, MapPointer, MapTool } from '#web/map/map-types.ts'

/** What was drawn, as `POST /api/emergency/affected` takes it. */
export type QueryArea = { area: Polygon } | { center: LngLat; radiusMeters: number }

export type QueryAreaHandlers = {
  /** The finished area. The caller shows it with `showQueryArea` and takes the tool off. */
  done(area: QueryArea): void
  /** Escape: what was drawn so far is dropped. */
  cancelled(): void
}

/** The API's limit. */
const maxRadiusMeters = 200_000
const draftOwner = 'query-draft'
const areaOwner = 'query-area'

const collect = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features })
const pointFeature = (lngLat: LngLat, properties: Record<string, unknown>): Feature => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: lngLat },
  properties,
})

const toRing = (corners: readonly LngLat[]): LngLat[] => [...corners, corners[0] as LngLat]

/** What the map shows of an area. Pure. */
export function queryAreaFeatures(area: QueryArea): FeatureCollection {
  if ('area' in area) return collect([{ type: 'Feature', geometry: area.area, properties: {} }])
  const circle = geodesicCircle(area.center, area.radiusMeters)
  const north = circle.coordinates[0]?.[0] as LngLat
  return collect([
    { type: 'Feature', geometry: circle, properties: {} },
    pointFeature(area.center, { handle: true }),
    pointFeature(north, { text: formatDistance(area.radiusMeters) }),
  ])
}

/** Shows the area that was asked about, or takes it off. */
export function showQueryArea(engine: MapEngine, area: QueryArea | null): void {
  engine.setShapes(areaOwner, area === null ? null : queryAreaFeatures(area), 'query')
}

/** Corners by clicks; a double click, Enter or a click on the first corner ends it, Backspace takes one back,
 *  Escape gives up. */
export function createPolygonTool(handlers: QueryAreaHandlers): MapTool {
  let engine: MapEngine | null = null
  const showDraft = (corners: readonly LngLat[], pointer: LngLat | null): void => {
    const path = pointer === null ? [...corners] : [...corners, pointer]
    const features = corners.map((corner) => pointFeature(corner, { handle: true }))
    if (path.length > 2) {
      features.unshift({ type: 'Feature', geometry: { type: 'Polygon', coordinates: [toRing(path)] }, properties: {} })
    } else if (path.length > 1) {
      features.unshift({ type: 'Feature', geometry: { type: 'LineString', coordinates: path }, properties: {} })
    }
    engine?.setShapes(draftOwner, collect(features), 'query')
  }
  const drawing = createCornerDrawing(
    { minCorners: 3, isClosed: true },
    {
      change: showDraft,
      done: (corners) => handlers.done({ area: { type: 'Polygon', coordinates: [toRing(corners)] } }),
      cancelled: handlers.cancelled,
    },
  )
  return {
    id: 'query-polygon',
    ...drawing,
    enter(entered) {
      engine = entered
    },
    exit(left) {
      drawing.cancel()
      left.setShapes(draftOwner, null, 'query')
      engine = null
    },
  }
}

/** As precise as the pointer: whole tens of metres up to a few kilometres. */
function radiusTo(center: LngLat, { lngLat, metersPerPixel }: MapPointer): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, metersPerPixel))))
  const meters = Math.round(geodesicDistanceMeters(center, lngLat) / step) * step
  return Math.min(maxRadiusMeters, Math.max(step, meters))
}

/** Press at the centre and drag to the edge, or click the centre and then the edge. */
export function createCircleTool(handlers: QueryAreaHandlers): MapTool {
  let engine: MapEngine | null = null
  let center: LngLat | null = null
  let radiusMeters = 0
  let downAt: [number, number] | null = null
  /** A drag shorter than this was a click on the centre. */
  const clickPixels = 6

  function show(): void {
    if (center === null) engine?.setShapes(draftOwner, null, 'query')
    else if (radiusMeters > 0) engine?.setShapes(draftOwner, queryAreaFeatures({ center, radiusMeters }), 'query')
    else engine?.setShapes(draftOwner, collect([pointFeature(center, { handle: true })]), 'query')
  }
  function forget(): void {
    center = null
    radiusMeters = 0
    downAt = null
    show()
  }
  function finish(): boolean {
    if (center === null || radiusMeters <= 0) return false
    const area = { center, radiusMeters }
    forget()
    handlers.done(area)
    return true
  }
  return {
    id: 'query-circle',
    enter(entered) {
      engine = entered
    },
    exit(left) {
      forget()
      left.setShapes(draftOwner, null, 'query')
      engine = null
    },
    pointerDown(pointer) {
      // the map must not move away under the circle
      pointer.preventDefault()
      downAt = pointer.point
      if (center === null) center = roundLngLat(pointer.lngLat)
      show()
    },
    pointerMove(pointer) {
      if (center === null) return
      if (downAt !== null) pointer.preventDefault()
      radiusMeters = radiusTo(center, pointer)
      show()
    },
    pointerUp(pointer) {
      const from = downAt
      downAt = null
      if (center === null || from === null) return
      const isClick = Math.hypot(from[0] - pointer.point[0], from[1] - pointer.point[1]) <= clickPixels
      const isOnCentre = geodesicDistanceMeters(center, pointer.lngLat) < clickPixels * pointer.metersPerPixel
      if (isClick && isOnCentre) {
        radiusMeters = 0
        show()
        return
      }
      // a finger does not move between two taps
      radiusMeters = radiusTo(center, pointer)
      finish()
    },
    keyDown(key) {
      if (key === 'Enter') return finish()
      if (key !== 'Escape') return false
      forget()
      handlers.cancelled()
      return true
    },
    cancel: forget,
  }
}
