import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { describeError, problemCode } from '#web/api-client/problem.ts'
import { usePermission } from '#web/api-client/session.ts'
import { formatSpan } from '#web/lib/format-time.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useNow } from '#web/shared/use-now.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button, LinkButton } from '#web/ui/button.tsx'
import { CopyButton } from '#web/ui/copy-button.tsx'
import { Icon } from '#web/ui/icon.tsx'
import { InspectorHead, PendingInspector, Tag } from '#web/ui/inspector.tsx'
import { Rows, Section } from '#web/ui/section.tsx'
import { SeverityMark } from '#web/ui/severity-mark.tsx'
import { listCoordinateRows } from '#web/ui/standard-rows.tsx'
import { isOverdue } from '../filter/incident-filter.ts'
import styles from '../incidents.module.css'
import { incidentQuery, type ShownIncident } from '../incidents.queries.ts'
import { incidentsText } from '../incidents.text.ts'
import { incidentKindIcons } from '../list/incident-list.tsx'
import { IncidentPhotos } from '../photos/incident-photos.tsx'
import { listWork } from '../work/incident-steps.ts'
import { IncidentWork } from '../work/incident-work.tsx'
import { NoteForm } from '../work/note-form.tsx'
import { useIncidentWords } from '../work/use-incident-words.ts'
import { workText } from '../work/work.text.ts'
import { useDetailRows, useHandlingRows, useTimeRows } from './incident-rows.tsx'
import { IncidentTimeline } from './incident-timeline.tsx'

const IncidentPrint = lazy(() => import('./incident-print.tsx').then((module) => ({ default: module.IncidentPrint })))

type IncidentInspectorProps = {
  id: string
  /** Whether a printed sheet says that the data are made up. */
  isDemo: boolean
  /** Which departments are called to it: of another feature. */
  renderWhistles: (incident: ShownIncident) => ReactNode
  onOpenIncident: (id: string) => void
  onOpenArea: (code: string) => void
  /** Absent without a map. */
  onZoomTo?: (lngLat: [number, number]) => void
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
  isDemo,
  renderWhistles,
  onOpenArea,
  onOpenIncident,
  onZoomTo,
  onClose,
}: IncidentInspectorProps & { incident: ShownIncident }) {
  const text = useText(incidentsText)
  const shared = useText(sharedText)
  const words = useText(workText)
  const language = useLanguage()
  const nowMs = useNow()
  const [isPrinting, setIsPrinting] = useState(false)
  const work = listWork(incident, usePermission('incidents.handle'))
  const { nameType } = useIncidentWords()
  const isLate = isOverdue(incident, nowMs)
  const { mergedInto, description } = incident
  const areaLink = (code: string, name: string) => <LinkButton onClick={() => onOpenArea(code)}>{name}</LinkButton>
  return (
    <>
      <InspectorHead
        mark={<SeverityMark severity={incident.severity} label={shared.severity[incident.severity]} size={28} />}
        title={incident.title}
        titleLook="sentence"
        closeLabel={shared.close}
        onClose={onClose}
        subtitle={
          <>
            {incident.number}
            <CopyButton text={incident.number} label={words.copyNumber} doneLabel={shared.copied} />
          </>
        }
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
          <>
            {onZoomTo && (
              <Button icon="target" onClick={() => onZoomTo(incident.lngLat)}>
                {shared.zoomTo}
              </Button>
            )}
            {incident.timeline && (
              <Button icon="print" onClick={() => setIsPrinting(true)}>
                {words.print}
              </Button>
            )}
          </>
        }
      />
      <Section title={text.course}>
        {incident.timeline && <IncidentWork incident={incident} work={work} />}
        <Rows
          rows={[
            { label: text.typeLabel, value: nameType(incident.kind, incident.type) },
            { label: text.stateLabel, value: text.state[incident.state] },
            { label: text.heldBy, value: text.rung[incident.rung] },
            ...useHandlingRows(incident),
            ...(mergedInto
              ? [
                  {
                    label: words.mergedInto,
                    value: <LinkButton onClick={() => onOpenIncident(mergedInto)}>{words.openMerged}</LinkButton>,
                  },
                ]
              : []),
          ]}
        />
      </Section>
      {incident.timeline && renderWhistles(incident)}
      {description && (
        <Section title={words.description}>
          <p className={styles.paragraph}>{description}</p>
        </Section>
      )}
      <DetailSection incident={incident} />
      {incident.photos && (
        <IncidentPhotos
          incidentId={incident.id}
          photos={incident.photos}
          canAdd={work.canNote}
          canRemove={work.canNote && !work.isHeldAbove}
        />
      )}
      <Section title={text.times}>
        <Rows rows={useTimeRows(incident)} />
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
      {incident.timeline && (
        <Section title={text.timeline}>
          <IncidentTimeline key={incident.id} incident={incident} />
          {work.canNote && <NoteForm id={incident.id} />}
        </Section>
      )}
      {isPrinting && (
        <Suspense>
          <IncidentPrint incident={incident} isDemo={isDemo} onClose={() => setIsPrinting(false)} />
        </Suspense>
      )}
    </>
  )
}

function DetailSection({ incident }: { incident: ShownIncident }) {
  const words = useText(workText)
  const rows = useDetailRows(incident)
  if (rows.length === 0) return null
  return (
    <Section title={words.detailsTitle}>
      <Rows rows={rows} />
    </Section>
  )
}
