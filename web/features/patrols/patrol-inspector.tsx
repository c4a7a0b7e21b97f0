import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Patrol } from '#api/patrols/patrols.contract.ts'
import { describeError, problemCode } from '#web/api-client/problem.ts'
import { formatDateTime, formatRelative } from '#web/lib/format-time.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useNow } from '#web/shared/use-now.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button, IconButton } from '#web/ui/button.tsx'
import { Notice, Skeleton } from '#web/ui/notice.tsx'
import { Rows, Section } from '#web/ui/section.tsx'
import { countVisited, patrolBounds } from './patrol-order.ts'
import styles from './patrols.module.css'
import { patrolQuery } from './patrols.queries.ts'
import { patrolsText } from './patrols.text.ts'

type PatrolInspectorProps = {
  id: string
  onOpenArea: (code: string) => void
  onZoomTo: (bounds: [number, number, number, number]) => void
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
    <>
      <div className={styles.head}>
        <div className={styles.titleRow}>
          <h2>{text.title}</h2>
          <IconButton icon="close" label={shared.close} shortcut="Esc" onClick={props.onClose} />
        </div>
      </div>
      {error ? (
        <Notice icon="warning" tone="warning" action={{ text: shared.retry, onClick: () => void refetch() }}>
          {problemCode(error) === 'not_found' ? text.gone : describeError(error, language)}
        </Notice>
      ) : (
        <Skeleton rows={6} label={shared.loading} />
      )}
    </>
  )
}

function PatrolBody({ patrol, onOpenArea, onZoomTo, onShowPoint, onClose }: PatrolInspectorProps & { patrol: Patrol }) {
  const text = useText(patrolsText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const nowMs = useNow()
  const bounds = patrolBounds(patrol)
  const time = (label: string, at: string | null) =>
    at === null
      ? []
      : [
          {
            label,
            value: (
              <>
                <span>{formatDateTime(at, language)}</span>
                <span className={styles.muted}>{formatRelative(at, nowMs, language)}</span>
              </>
            ),
          },
        ]
  return (
    <>
      <div className={styles.head}>
        <div className={styles.titleRow}>
          <h2>{patrol.name}</h2>
          <IconButton icon="close" label={shared.close} shortcut="Esc" onClick={onClose} />
        </div>
        <div className={styles.tags}>
          <span className={styles.tag}>{text.state[patrol.state]}</span>
          <span className={styles.tag}>{text.progress(countVisited(patrol), patrol.stops.length)}</span>
        </div>
        {bounds && (
          <div className={styles.actions}>
            <Button icon="target" onClick={() => onZoomTo(bounds)}>
              {shared.zoomTo}
            </Button>
          </div>
        )}
      </div>
      <Section title={text.times}>
        <Rows
          rows={[
            ...time(text.plannedStart, patrol.plannedStartAt),
            ...time(text.started, patrol.startedAt),
            ...time(text.finished, patrol.finishedAt),
            {
              label: text.village,
              value: (
                <button type="button" className={styles.link} onClick={() => onOpenArea(patrol.villageCode)}>
                  {patrol.townshipName} · {patrol.villageName}
                </button>
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
