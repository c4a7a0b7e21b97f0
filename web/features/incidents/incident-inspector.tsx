import { useQuery, useQueryClient } from '@tanstack/react-query'
import { describeError, problemCode } from '#web/api-client/problem.ts'
import { formatDateTime, formatRelative, formatSpan } from '#web/lib/format-time.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useNow } from '#web/shared/use-now.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button, LinkButton } from '#web/ui/button.tsx'
import { Icon } from '#web/ui/icon.tsx'
import { InspectorHead, PendingInspector, Tag } from '#web/ui/inspector.tsx'
import { Rows, Section } from '#web/ui/section.tsx'
import { SeverityMark } from '#web/ui/severity-mark.tsx'
import { listCoordinateRows, listTimeRows } from '#web/ui/standard-rows.tsx'
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
  const areaLink = (code: string, name: string) => <LinkButton onClick={() => onOpenArea(code)}>{name}</LinkButton>
  return (
    <>
      <InspectorHead
        mark={<SeverityMark severity={incident.severity} label={shared.severity[incident.severity]} size={28} />}
        title={incident.title}
        titleLook="sentence"
        closeLabel={shared.close}
        onClose={onClose}
        tags={
          <>
            <Tag>
              <Icon name={incidentKindIcons[incident.kind]} size={14} />
              {text.kind[incident.kind]}
            </Tag>
            <Tag>{shared.severity[incident.severity]}</Tag>
            <Tag>{text.state[incident.state]}</Tag>
            {isLate && incident.dueAt && (
              <Tag tone="late">
                <Icon name="clock" size={14} />
                {text.overdueBy(formatSpan(nowMs - Date.parse(incident.dueAt), language))}
              </Tag>
            )}
          </>
        }
        actions={
          <Button icon="target" onClick={() => onZoomTo(incident.lngLat)}>
            {shared.zoomTo}
          </Button>
        }
      />
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
          rows={listTimeRows(
            [
              [text.reportedAt, incident.reportedAt],
              [text.dueAt, incident.dueAt],
              [text.closedAt, incident.closedAt],
              [text.changedAt, incident.changedAt],
            ],
            nowMs,
            language,
          )}
        />
      </Section>
      <Section title={text.place}>
        <Rows
          rows={[
            { label: shared.level.township, value: areaLink(incident.gridCode.slice(0, 9), incident.townshipName) },
            { label: shared.level.village, value: areaLink(incident.gridCode.slice(0, 12), incident.villageName) },
            { label: shared.level.grid, value: areaLink(incident.gridCode, incident.gridName) },
            ...listCoordinateRows(incident.lngLat, shared),
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
