import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import { formatSpan } from '#web/lib/format-time.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { RecordRow } from '#web/ui/record-list.tsx'
import { SeverityMark } from '#web/ui/severity-mark.tsx'
import { isOpen, isOverdue } from './filter/incident-filter.ts'
import styles from './incidents.module.css'
import { incidentsText } from './incidents.text.ts'

type IncidentRowProps = {
  incident: Incident
  nowMs: number
  /** From where one looks, where that matters. */
  distance?: string
  /** Where something is done to several: in which state each is, in place of who holds it. */
  showsState?: boolean
}

/** One incident on two lines: what and how old, where and who holds it. */
export function IncidentRow({ incident, nowMs, distance, showsState = false }: IncidentRowProps) {
  const text = useText(incidentsText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const isLate = isOverdue(incident, nowMs)
  const holder = isOpen(incident) && !showsState ? text.rung[incident.rung] : text.state[incident.state]
  return (
    <RecordRow
      mark={<SeverityMark severity={incident.severity} label={shared.severity[incident.severity]} />}
      title={incident.title}
      place={`${distance ?? incident.villageName} · ${incident.gridName}`}
      fullPlace={`${incident.townshipName} · ${incident.villageName} · ${incident.gridName}`}
      side={{
        upper: formatSpan(nowMs - Date.parse(incident.reportedAt), language),
        lower: isLate ? <span className={styles.late}>{`${holder} · ${text.overdue}`}</span> : holder,
      }}
    />
  )
}
