import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Patrol } from '#api/operations/patrols/patrols.contract.ts'
import { describeError, problemCode } from '#web/api-client/problem.ts'
import { formatDateTime, formatRelative } from '#web/lib/format-time.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useNow } from '#web/shared/use-now.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button, LinkButton } from '#web/ui/button.tsx'
import { InspectorHead, PendingInspector, Tag } from '#web/ui/inspector.tsx'
import { Rows, Section } from '#web/ui/section.tsx'
import { listTimeRows } from '#web/ui/standard-rows.tsx'
import { countVisited, patrolBounds } from './patrol-order.ts'
import styles from './patrols.module.css'
import { patrolQuery } from './patrols.queries.ts'
import { patrolsText } from './patrols.text.ts'

type PatrolInspectorProps = {
  id: string
  onOpenArea: (code: string) => void
  /** Absent without a map. */
  onZoomTo?: (bounds: [number, number, number, number]) => void
  onShowPoint: (lngLat: [number, number]) => void
  onClose: () => void
}

/** One patrol: when, how far it got, its stops in order. Plans and visits of places; nobody's track. */
export function PatrolInspector(props: PatrolInspectorProps) {
  const queryClient = useQueryClient()
  const { data, error, refetch } = useQuery(patrolQuery(props.id, queryClient))
  const text = useText(patrolsText)
  const shared = useText(sharedText)
  const language = useLanguage()
  if (data) return <PatrolBody {...props} patrol={data} />
  return (
    <PendingInspector
      title={text.title}
      titleLook="sentence"
      closeLabel={shared.close}
      onClose={props.onClose}
      failure={error && (problemCode(error) === 'not_found' ? text.gone : describeError(error, language))}
      onRetry={() => void refetch()}
      words={shared}
    />
  )
}

function PatrolBody({ patrol, onOpenArea, onZoomTo, onShowPoint, onClose }: PatrolInspectorProps & { patrol: Patrol }) {
  const text = useText(patrolsText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const nowMs = useNow()
  const bounds = patrolBounds(patrol)
  return (
    <>
      <InspectorHead
        title={patrol.name}
        titleLook="sentence"
        closeLabel={shared.close}
        onClose={onClose}
        tags={
          <>
            <Tag>{text.state[patrol.state]}</Tag>
            <Tag>{text.progress(countVisited(patrol), patrol.stops.length)}</Tag>
          </>
        }
        actions={
          bounds &&
          onZoomTo && (
            <Button icon="target" onClick={() => onZoomTo(bounds)}>
              {shared.zoomTo}
            </Button>
          )
        }
      />
      <Section title={text.times}>
        <Rows
          rows={[
            ...listTimeRows(
              [
                [text.plannedStart, patrol.plannedStartAt],
                [text.started, patrol.startedAt],
                [text.finished, patrol.finishedAt],
              ],
              nowMs,
              language,
            ),
            {
              label: text.village,
              value: (
                <LinkButton onClick={() => onOpenArea(patrol.villageCode)}>
                  {patrol.townshipName} · {patrol.villageName}
                </LinkButton>
              ),
            },
          ]}
        />
      </Section>
      <Section title={text.stops} aside={text.progress(countVisited(patrol), patrol.stops.length)}>
        <ol className={styles.stops}>
          {patrol.stops.map((stop) => (
            <li key={stop.position}>
              <button type="button" onClick={() => onShowPoint(stop.lngLat)}>
                <span className={styles.number} data-visited={stop.visitedAt !== null}>
                  {stop.position}
                </span>
                <span className={styles.stopName}>{stop.gridName}</span>
                <span className={styles.stopSide}>
                  <span>{text.purpose[stop.purpose]}</span>
                  <span title={stop.visitedAt ? formatDateTime(stop.visitedAt, language) : undefined}>
                    {stop.visitedAt ? formatRelative(stop.visitedAt, nowMs, language) : text.notVisited}
                  </span>
                </span>
              </button>
            </li>
          ))}
        </ol>
      </Section>
    </>
  )
}
