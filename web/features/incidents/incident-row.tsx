import type { Incident } from '#api/incidents/incidents.contract.ts'
import { formatSpan } from '#web/lib/format-time.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { SeverityMark } from '#web/ui/severity-mark.tsx'
import { isOpen, isOverdue } from './incident-filter.ts'
import styles from './incidents.module.css'
import { incidentsText } from './incidents.text.ts'

/** One incident on two lines: what and how old, where and who holds it. */
export function IncidentRow({ incident, nowMs }: { incident: Incident; nowMs: number }) {
  const text = useText(incidentsText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const isLate = isOverdue(incident, nowMs)
  const holder = isOpen(incident) ? text.rung[incident.rung] : text.state[incident.state]
  return (
    <div className={styles.row}>
      <SeverityMark severity={incident.severity} label={shared.severity[incident.severity]} />
      <div className={styles.rowMain}>
        <span className={styles.rowTitle} title={incident.title}>
          {incident.title}
        </span>
        <span
          className={styles.rowPlace}
          title={`${incident.townshipName} · ${incident.villageName} · ${incident.gridName}`}
        >
          {incident.villageName} · {incident.gridName}
        </span>
      </div>
      <div className={styles.rowSide}>
        <span>{formatSpan(nowMs - Date.parse(incident.reportedAt), language)}</span>
        <span className={isLate ? styles.late : undefined}>{isLate ? `${holder} · ${text.overdue}` : holder}</span>
      </div>
    </div>
  )
}
