import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { isAreaGone } from '#web/api-client/problem.ts'
import { refetchIncidents } from '#web/features/incidents/incidents.live.ts'
import { incidentsQuery } from '#web/features/incidents/incidents.queries.ts'
import type { IncidentOverlay } from '#web/features/incidents/map/incident-overlay.ts'
import { createBatch } from '#web/lib/create-batch.ts'
import { listenLive } from '#web/live/live-store.ts'
import type { MapEngine } from '#web/map/map-types.ts'
import { useLanguage } from '#web/shared/use-text.ts'
import { useIsDrawn } from './use-map-wiring.ts'
import type { MarksRead } from './wall-age.ts'

/** However much happens, a wall reads its incidents again no oftener. */
const refetchEveryMs = 2_000
const calmEveryMs = 5 * 60_000
/** Nobody sits at a wall who would ask again. */
const failedEveryMs = 15_000

/** The open incidents of the wall's area on its map, where the server shows them: kind and severity, no title and no
 *  grid. `count`: of all of them, also those that have no place to show. */
export function useWallIncidents(engine: MapEngine | null, area: string): MarksRead & { count: number | undefined } {
  const queryClient = useQueryClient()
  const language = useLanguage()
  const isDrawn = useIsDrawn(engine)
  const query = useQuery({
    ...incidentsQuery({ state: 'open', area, text: '', isActedOnly: false, assignee: null }),
    enabled: isDrawn,
    refetchInterval: ({ state }) => (state.error ? failedEveryMs : calmEveryMs),
  })
  // an answer of its own: a later edition has dropped the area
  const isGone = isAreaGone(query.error)
  const items = isGone ? undefined : query.data?.items
  const [overlay, setOverlay] = useState<IncidentOverlay | null>(null)
  useEffect(() => {
    if (!engine || !isDrawn) return
    let made: IncidentOverlay | null = null
    let isCurrent = true
    void import('#web/features/incidents/map/incident-overlay.ts').then(({ createIncidentOverlay }) => {
      if (!isCurrent) return
      made = createIncidentOverlay(engine, { theme: 'night', language })
      setOverlay(made)
    })
    return () => {
      isCurrent = false
      made?.dispose()
      setOverlay(null)
    }
  }, [engine, isDrawn, language])
  // a dispute of a village whose seat is not known has no place that a wall may show
  useEffect(() => overlay?.setIncidents((items ?? []).filter(({ lngLat }) => lngLat !== null)), [overlay, items])
  useEffect(() => {
    const batch = createBatch<null>(() => refetchIncidents(queryClient, null), refetchEveryMs)
    const stop = listenLive({
      onEvent: (event) => event.recordKind === 'incident' && batch.add(null),
      onReset: () => batch.add(null),
    })
    return () => {
      stop()
      batch.close()
    }
  }, [queryClient])
  return { count: items?.length, hasFailed: query.error !== null && !isGone, readAt: query.dataUpdatedAt }
}
