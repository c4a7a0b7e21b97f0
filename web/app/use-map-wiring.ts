import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { CurrentEdition } from '#api/ground/editions/editions.contract.ts'
import { levelOfCode } from '#api/platform/http/shared.contract.ts'
import { areaQuery as areaDetailQuery, gridQuery, pointQuery } from '#web/api-client/area-queries.ts'
import { problemCode } from '#web/api-client/problem.ts'
import { usePermission } from '#web/api-client/session.ts'
import { affectedQuery } from '#web/features/emergency/emergency.queries.ts'
import { incidentQuery } from '#web/features/incidents/incidents.queries.ts'
import { overlayIds } from '#web/map/layer-order.ts'
import type { MapEngine, MapPadding } from '#web/map/map-types.ts'
import { useMapEvent } from '#web/map/react/use-map-engine.ts'
import { hover, useHover } from '#web/shared/hover-store.ts'
import { followHistory, readStartCamera, rememberCamera, useView } from '#web/shared/view-store.ts'
import { openStack, setConsole } from './console-store.ts'
import { listOwnAreas } from './own-areas.ts'
import type { Navigation } from './use-navigation.ts'

/** True once the county is drawn, or when it takes so long that the rest should not wait for it. */
export function useIsDrawn(engine: MapEngine | null): boolean {
  const [isDrawn, setIsDrawn] = useState(false)
  useMapEvent(engine, 'ready', () => setIsDrawn(true))
  useEffect(() => {
    const timer = setTimeout(() => setIsDrawn(true), 6000)
    return () => clearTimeout(timer)
  }, [])
  return isDrawn
}

/** Clicks and hovers of the map become selections; selections and switches become marks of the map. */
export function useMapWiring(
  engine: MapEngine | null,
  edition: CurrentEdition | undefined,
  go: Navigation,
  padding: MapPadding,
): void {
  const queryClient = useQueryClient()
  const selected = useView((view) => view.selected)
  const hiddenOverlays = useView((view) => view.hiddenOverlays)
  const hovered = useHover((state) => state.hovered)

  useMapEvent(engine, 'select', (event) => {
    if (event.stack && event.stack.length > 1) return openStack(event)
    setConsole({ stack: null })
    if (event.code === null) return go.selectThing(null)
    if (event.kind === 'grid') {
      setConsole({ clicked: { code: event.code, lngLat: event.lngLat, zoom: engine?.getCamera().zoom ?? 0 } })
      go.selectThing({ kind: 'area', id: event.code })
      go.moveToArea(event.code, 'reveal')
    } else if (event.kind === 'incident') go.openIncident(event.code, event.lngLat, false)
    else if (event.kind === 'patrol') go.openPatrol(event.code, null, false)
  })

  const prefetchTimer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useMapEvent(engine, 'hover', (event) => {
    clearTimeout(prefetchTimer.current)
    if (event.code === null || event.kind === 'none') return hover(null)
    hover({ kind: event.kind, id: event.code })
    // read while the pointer rests, so that a click opens the grid at once
    const { code } = event
    if (event.kind === 'grid')
      prefetchTimer.current = setTimeout(() => void queryClient.prefetchQuery(gridQuery(code)), 60)
  })

  useMapEvent(engine, 'cameraSettled', ({ center, zoom, bearing, pitch }) =>
    rememberCamera({ lng: center[0], lat: center[1], zoom, bearing, pitch }),
  )
  useEffect(
    () =>
      followHistory(({ lng, lat, zoom, bearing, pitch }) => {
        // the address holds the middle of the whole map, not of the part that panels leave free
        engine?.setPadding({ top: 0, right: 0, bottom: 0, left: 0 })
        engine?.flyTo({ center: [lng, lat], zoom, bearing, pitch, instant: true })
        engine?.setPadding(padding)
      }),
    [engine, padding],
  )

  const areaCode = selected?.kind === 'area' ? selected.id : null
  const isGroup = areaCode !== null && levelOfCode(areaCode) === 'group'
  const group = useQuery({ ...areaDetailQuery(areaCode ?? ''), enabled: isGroup })
  const gridCodes = useMemo(
    () => (isGroup ? group.data?.children.map((child) => child.code) : undefined),
    [isGroup, group.data],
  )
  useEffect(() => {
    // a located point outlines its grid itself
    if (selected?.kind !== 'point') engine?.setSelection(areaCode, gridCodes)
  }, [engine, selected, areaCode, gridCodes])
  useEffect(() => {
    if (hovered?.kind === 'grid') engine?.setHover(hovered.id)
    else if (hovered === null) engine?.setHover(null)
  }, [engine, hovered])
  useEffect(() => {
    for (const overlay of overlayIds) engine?.setOverlayVisible(overlay, !hiddenOverlays.includes(overlay))
  }, [engine, hiddenOverlays])

  // the step "back" returns to, and what a reload after the first click shows
  useMapEvent(engine, 'ready', () => {
    if (!engine || readStartCamera()) return
    const { center, zoom, bearing, pitch } = engine.getCamera()
    rememberCamera({ lng: center[0], lat: center[1], zoom, bearing, pitch })
  })

  useFirstMove(engine, edition, go)
}

/** An address without a camera shows what is selected; without a selection, what whoever has signed in answers for. */
function useFirstMove(engine: MapEngine | null, edition: CurrentEdition | undefined, go: Navigation): void {
  const queryClient = useQueryClient()
  const readable = usePermission('incidents.read')
  const hasMoved = useRef(false)
  useEffect(() => {
    if (!engine || !edition || hasMoved.current) return
    hasMoved.current = true
    const { selected: first } = useView.getState()
    if (readStartCamera()) return
    if (!first) {
      const own = listOwnAreas(readable, edition.county.code)
      if (own.length <= mostOwnAreas) go.moveToAreas(own)
    } else if (first.kind === 'area') go.moveToArea(first.id, 'fit')
    else if (first.kind === 'point') go.showPoint(parsePoint(first.id))
    else if (first.kind === 'incident')
      // one that is not found or not theirs leaves the map where it is, and the inspector says why
      queryClient.fetchQuery(incidentQuery(first.id, queryClient)).then(
        ({ lngLat }) => go.showPoint(lngLat),
        () => {},
      )
  }, [engine, edition, go, queryClient, readable])
}

/** Each is asked for its extent. */
const mostOwnAreas = 12

const parsePoint = (id: string) => id.split(',').map(Number) as [number, number]

/** The located point on the map, with its grid outlined. Gives the code of that grid. */
export function useLocatedPoint(engine: MapEngine | null): string | null {
  const selected = useView((view) => view.selected)
  const point = selected?.kind === 'point' ? selected.id : null
  const { data } = useQuery({ ...pointQuery(parsePoint(point ?? '0,0')), enabled: point !== null })
  const gridCode = point !== null && data?.inside ? data.grid.code : null
  useEffect(() => {
    if (!engine || point === null) return
    const feature = {
      type: 'Feature' as const,
      geometry: { type: 'Point' as const, coordinates: parsePoint(point) },
      properties: { handle: true },
    }
    engine.setShapes('located-point', { type: 'FeatureCollection', features: [feature] }, 'query')
    return () => engine.setShapes('located-point', null, 'query')
  }, [engine, point])
  useEffect(() => {
    if (point !== null) engine?.setSelection(gridCode)
  }, [engine, point, gridCode])
  return gridCode
}

/** The area of the emergency question and the grids it touches, on the map. */
export function useAreaOnMap(engine: MapEngine | null, isDrawn: boolean): void {
  const areaQuery = useView((view) => view.areaQuery)
  const { data, error } = useQuery({
    ...affectedQuery(areaQuery ?? { kind: 'circle', center: [0, 0], radiusMeters: 1 }),
    enabled: areaQuery !== null && isDrawn,
  })
  const isRefused = areaQuery !== null && problemCode(error) === 'geometry_refused'
  useEffect(() => {
    if (!engine || !isDrawn) return
    let isCurrent = true
    if (areaQuery === null) {
      engine.setShapes('query-area', null, 'query')
      return
    }
    void import('./show-area.ts').then(({ showArea }) => isCurrent && showArea(engine, areaQuery, isRefused))
    return () => {
      isCurrent = false
    }
  }, [engine, areaQuery, isDrawn, isRefused])
  const grids = areaQuery === null ? undefined : data?.grids
  useEffect(() => engine?.setHighlight(grids ?? []), [engine, grids])
}
