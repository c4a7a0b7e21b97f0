import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { gridQuery } from '#web/api-client/area-queries.ts'
import { formatMetric } from '#web/features/grids/metric-format.ts'
import { valueOfGrid } from '#web/features/grids/metric-values.ts'
import { metricsText } from '#web/features/grids/metrics.text.ts'
import type { useChoropleth } from '#web/features/grids/use-choropleth.ts'
import type { IncidentColors } from '#web/features/grids/use-incident-coloring.ts'
import { incidentsText } from '#web/features/incidents/incidents.text.ts'
import { patrolQuery } from '#web/features/patrols/patrols.queries.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import type { MapEngine, MapHoverEvent, MapPadding } from '#web/map/map-types.ts'
import { useMapEvent } from '#web/map/react/use-map-engine.ts'
import { useText } from '#web/shared/use-text.ts'
import { consoleText } from './console.text.ts'
import { findShownIncident } from './find-shown.ts'
import styles from './hover-label.module.css'

type HoverLabelProps = {
  engine: MapEngine | null
  coloring: ReturnType<typeof useChoropleth>
  /** Where the grids are coloured by incidents. */
  incidentColors: IncidentColors | null
  /** What panels cover of the map. */
  padding: MapPadding
}

/** Name and one number beside the pointer. It follows the pointer without React. */
export function HoverLabel({ engine, coloring, incidentColors, padding }: HoverLabelProps) {
  const [target, setTarget] = useState<MapHoverEvent | null>(null)
  const labelRef = useRef<HTMLDivElement>(null)
  useMapEvent(engine, 'hover', (event) => setTarget(event.code === null ? null : event))
  useMapEvent(engine, 'pointer', (pointer) => {
    const label = labelRef.current
    if (!label) return
    if (!pointer) {
      label.style.visibility = 'hidden'
      return
    }
    const [x, y] = pointer.point
    // on the side where there is room
    const { clientWidth = 0, clientHeight = 0 } = label.parentElement ?? {}
    const isLeft = clientWidth - padding.right - x < 280
    const isAbove = clientHeight - padding.bottom - y < 120
    label.style.visibility = 'visible'
    label.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px) translate(${isLeft ? 'calc(-100% - 14px)' : '14px'}, ${isAbove ? 'calc(-100% - 14px)' : '14px'})`
  })
  return (
    <div ref={labelRef} className={styles.label} aria-hidden="true" data-empty={target === null}>
      {target?.kind === 'grid' && target.code && (
        <GridLabel code={target.code} coloring={coloring} incidentColors={incidentColors} />
      )}
      {target?.kind === 'incident' && target.code && <IncidentLabel id={target.code} stack={target.stack} />}
      {target?.kind === 'patrol' && target.code && <PatrolLabel id={target.code} stack={target.stack} />}
    </div>
  )
}

type GridLabelProps = Pick<HoverLabelProps, 'coloring' | 'incidentColors'> & { code: string }

function GridLabel({ code, coloring, incidentColors }: GridLabelProps) {
  const text = useText(metricsText)
  // the map's own hover has already asked for it
  const { data } = useQuery({ ...gridQuery(code), enabled: false })
  const { metric, values } = coloring
  const value = metric && values ? valueOfGrid(values, Number(code)) : null
  const village = data?.parents.find((parent) => parent.level === 'village')
  return (
    <>
      <strong>{data?.name ?? '…'}</strong>
      {village && <span className={styles.place}>{village.name}</span>}
      {incidentColors && (
        <span>
          {incidentColors.title} {incidentColors.describe(code) ?? text.noData}
        </span>
      )}
      {metric && (
        <span>
          {text.metric[metric]} {value === null ? text.noData : `${formatMetric(metric, value)} ${text.unit[metric]}`}
        </span>
      )}
    </>
  )
}

function IncidentLabel({ id, stack }: { id: string; stack: string[] | undefined }) {
  const text = useText(incidentsText)
  const queryClient = useQueryClient()
  if (stack && stack.length > 1) return <strong>{text.stack(formatNumber(stack.length))}</strong>
  const incident = findShownIncident(queryClient, id)
  if (!incident) return null
  return (
    <>
      <strong>{incident.title}</strong>
      <span className={styles.place}>
        {incident.villageName} · {incident.gridName}
      </span>
    </>
  )
}

function PatrolLabel({ id, stack }: { id: string; stack: string[] | undefined }) {
  const text = useText(consoleText)
  const queryClient = useQueryClient()
  const { data } = useQuery({ ...patrolQuery(id, queryClient), enabled: false })
  if (stack && stack.length > 1) return <strong>{text.stackPatrols(formatNumber(stack.length))}</strong>
  return <strong>{data?.name ?? '…'}</strong>
}
