import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { Patrol } from '#api/operations/patrols/patrols.contract.ts'
import { IncidentRow } from '#web/features/incidents/incident-row.tsx'
import { useInstant } from '#web/features/incidents/replay/past-store.ts'
import { patrolQuery } from '#web/features/patrols/patrols.queries.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import type { MapEngine } from '#web/map/map-types.ts'
import { hover } from '#web/shared/hover-store.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useNow } from '#web/shared/use-now.ts'
import { useText } from '#web/shared/use-text.ts'
import { Button, IconButton } from '#web/ui/button.tsx'
import { ButtonRows } from '#web/ui/button-rows.tsx'
import { boundsOf, isOnePlace } from './bounds.ts'
import { consoleText } from './console.text.ts'
import { setConsole, useConsole } from './console-store.ts'
import { findShownIncident } from './find-shown.ts'
import styles from './stack-list.module.css'
import type { Navigation } from './use-navigation.ts'

/** Several things under one click, fanned out into a list beside it; the number equals the cluster's. */
export function StackList({ engine, go }: { engine: MapEngine | null; go: Navigation }) {
  const stack = useConsole((state) => state.stack)
  const text = useText(consoleText)
  const shared = useText(sharedText)
  const presentMs = useNow()
  // how old something was at the instant on the map
  const nowMs = useInstant() ?? presentMs
  const queryClient = useQueryClient()
  const frameRef = useRef<HTMLDivElement>(null)

  useEffect(() => {
    if (stack) frameRef.current?.querySelector<HTMLElement>('li button')?.focus({ preventScroll: true })
  }, [stack])
  // the list belongs to a place on the screen; when the map moves it would point elsewhere
  useEffect(() => engine?.on('cameraSettled', () => setConsole({ stack: null })), [engine])

  if (!stack) return null
  const incidents = stack.kind === 'incident' ? stack.ids.flatMap((id) => findShownIncident(queryClient, id) ?? []) : []
  const patrols =
    stack.kind === 'patrol'
      ? stack.ids.flatMap((id) => {
          const found = queryClient.getQueryData<Patrol>(patrolQuery(id, queryClient).queryKey)
          if (found) return [found]
          return queryClient
            .getQueriesData<{ items: Patrol[] }>({ queryKey: ['patrols'] })
            .flatMap(([, list]) => list?.items.filter((patrol) => patrol.id === id) ?? [])
            .slice(0, 1)
        })
      : []
  const bounds = boundsOf(incidents.map(({ lngLat }) => lngLat))
  const count = formatNumber(stack.ids.length)
  const container = frameRef.current?.parentElement
  const [x, y] = stack.point
  return (
    <div
      ref={frameRef}
      className={styles.frame}
      role="dialog"
      aria-label={stack.kind === 'incident' ? text.stack(count) : text.stackPatrols(count)}
      style={{
        left: `clamp(8px, ${Math.round(x + 16)}px, calc(100% - 336px))`,
        top: `clamp(8px, ${Math.round(y - 24)}px, calc(100% - 376px))`,
      }}
      data-ready={container !== null}
    >
      <header>
        <h2>{stack.kind === 'incident' ? text.stack(count) : text.stackPatrols(count)}</h2>
        {!(bounds && isOnePlace(bounds)) && (
          <Button
            look="quiet"
            icon="plus"
            onClick={() => {
              const { lngLat } = stack
              setConsole({ stack: null })
              if (bounds) go.fit(bounds)
              else engine?.flyTo({ center: lngLat, zoom: Math.min(16, engine.getCamera().zoom + 2) })
            }}
          >
            {text.zoomToStack}
          </Button>
        )}
        <IconButton icon="close" label={shared.close} shortcut="Esc" onClick={() => setConsole({ stack: null })} />
      </header>
      <ButtonRows>
        {incidents.map((incident) => (
          <li key={incident.id}>
            <button
              type="button"
              onClick={() => go.openIncident(incident.id, incident.lngLat, false)}
              onMouseEnter={() => hover({ kind: 'incident', id: incident.id })}
            >
              <IncidentRow incident={incident} nowMs={nowMs} />
            </button>
          </li>
        ))}
        {patrols.map((patrol) => (
          <li key={patrol.id}>
            <button
              type="button"
              className={styles.patrol}
              onClick={() => go.openPatrol(patrol.id, null, false)}
              onMouseEnter={() => hover({ kind: 'patrol', id: patrol.id })}
            >
              <span>{patrol.name}</span>
              <span className={styles.place}>{patrol.villageName}</span>
            </button>
          </li>
        ))}
      </ButtonRows>
    </div>
  )
}
