import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { describeError, problemCode } from '#web/api-client/problem.ts'
import { convertCoordinates, formatLngLat } from '#web/lib/convert-coordinates.ts'
import { formatDateTime, formatRelative, formatSpan } from '#web/lib/format-time.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useNow } from '#web/shared/use-now.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button, IconButton } from '#web/ui/button.tsx'
import { CopyButton } from '#web/ui/copy-button.tsx'
import { Icon } from '#web/ui/icon.tsx'
import { Notice, Skeleton } from '#web/ui/notice.tsx'
import { Rows, Section } from '#web/ui/section.tsx'
import { SeverityMark } from '#web/ui/severity-mark.tsx'
import { isOverdue } from './incident-filter.ts'
import { incidentKindIcons } from './incident-list.tsx'
import styles from './incidents.module.css'
import { incidentQuery, type ShownIncident } from './incidents.queries.ts'
import { incidentsText } from './incidents.text.ts'

type IncidentInspectorProps = {
  id: string
  onOpenArea: (code: string) => void
  onZoomTo: (lngLat: [number, number]) => void
  onClose: () => void
}

/** One incident: what, how severe, who holds it, where, when. */
export function IncidentInspector(props: IncidentInspectorProps) {
  const queryClient = useQueryClient()
  const { data, error, refetch } = useQuery(incidentQuery(props.id, queryClient))
  const text = useText(incidentsText)
  const shared = useText(sharedText)
  const language = useLanguage()
  if (data) return <IncidentBody {...props} incident={data} />
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

function IncidentBody({
  incident,
  onOpenArea,
  onZoomTo,
  onClose,
}: IncidentInspectorProps & { incident: ShownIncident }) {
  const text = useText(incidentsText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const nowMs = useNow()
  const isLate = isOverdue(incident, nowMs)
  const wgs84 = formatLngLat(incident.lngLat)
  const gcj02 = formatLngLat(convertCoordinates(incident.lngLat, 'wgs84', 'gcj02'))
  const areaLink = (code: string, name: string): ReactNode => (
    <button type="button" className={styles.link} onClick={() => onOpenArea(code)}>
      {name}
    </button>
  )
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
          <SeverityMark severity={incident.severity} label={shared.severity[incident.severity]} size={28} />
          <h2>{incident.title}</h2>
          <IconButton icon="close" label={shared.close} shortcut="Esc" onClick={onClose} />
        </div>
        <div className={styles.tags}>
          <span className={styles.tag}>
            <Icon name={incidentKindIcons[incident.kind]} size={14} />
            {text.kind[incident.kind]}
          </span>
          <span className={styles.tag}>{shared.severity[incident.severity]}</span>
          <span className={styles.tag}>{text.state[incident.state]}</span>
          {isLate && incident.dueAt && (
            <span className={styles.tag} data-tone="late">
              <Icon name="clock" size={14} />
              {text.overdueBy(formatSpan(nowMs - Date.parse(incident.dueAt), language))}
            </span>
          )}
        </div>
        <div className={styles.actions}>
          <Button icon="target" onClick={() => onZoomTo(incident.lngLat)}>
            {shared.zoomTo}
          </Button>
        </div>
      </div>
      <Section title={text.course}>
        <Rows
          rows={[
            { label: text.typeLabel, value: incident.type },
            { label: text.stateLabel, value: text.state[incident.state] },
            { label: text.heldBy, value: text.rung[incident.rung] },
          ]}
        />
      </Section>
      <Section title={text.times}>
        <Rows
          rows={[
            ...time(text.reportedAt, incident.reportedAt),
            ...time(text.dueAt, incident.dueAt),
            ...time(text.closedAt, incident.closedAt),
            ...time(text.changedAt, incident.changedAt),
          ]}
        />
      </Section>
      <Section title={text.place}>
        <Rows
          rows={[
            { label: shared.level.township, value: areaLink(incident.gridCode.slice(0, 9), incident.townshipName) },
            { label: shared.level.village, value: areaLink(incident.gridCode.slice(0, 12), incident.villageName) },
            { label: shared.level.grid, value: areaLink(incident.gridCode, incident.gridName) },
            {
              label: text.wgs84,
              value: (
                <>
                  {wgs84}
                  <CopyButton text={wgs84} label={`${shared.copy} WGS84`} doneLabel={shared.copied} />
                </>
              ),
            },
            {
              label: text.gcj02,
              value: (
                <>
                  {gcj02}
                  <CopyButton text={gcj02} label={`${shared.copy} GCJ-02`} doneLabel={shared.copied} />
                </>
              ),
            },
          ]}
        />
      </Section>
      {incident.timeline && incident.timeline.length > 0 && (
        <Section title={text.timeline}>
          <ol className={styles.timeline}>
            {incident.timeline.map((entry) => (
              <li key={`${entry.at}${entry.state}${entry.rung}`}>
                <div>
                  {text.state[entry.state]} · {text.rung[entry.rung]}
                </div>
                {entry.note && <div>{entry.note}</div>}
                <div className={styles.muted}>
                  {formatDateTime(entry.at, language)} · {formatRelative(entry.at, nowMs, language)}
                </div>
              </li>
            ))}
          </ol>
        </Section>
      )}
    </>
  )
}
