import type { TimelineRow } from '#api/incidents/incidents.contract.ts'
import { formatDateTime, formatRelative } from '#web/lib/format-time.ts'
import { useNow } from '#web/shared/use-now.ts'
import { useLanguage } from '#web/shared/use-text.ts'
import styles from './incidents.module.css'
import type { ShownIncident } from './incidents.queries.ts'
import { useIncidentWords } from './use-incident-words.ts'

/** What happened to an incident, the oldest first: what, by whom, when. */
export function IncidentTimeline({ incident, lines }: { incident: ShownIncident; lines: readonly TimelineRow[] }) {
  const language = useLanguage()
  const nowMs = useNow()
  const { describeLine } = useIncidentWords()
  return (
    <ol className={styles.timeline}>
      {lines.map((line, index) => {
        const { headline, details, actor } = describeLine(incident, line)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added at the end
          <li key={index} data-kind={line.kind}>
            <div>{headline}</div>
            {details.map((detail) => (
              <div key={detail} className={styles.lineDetail}>
                {detail}
              </div>
            ))}
            <div className={styles.muted}>
              {actor !== null && `${actor} · `}
              {formatDateTime(line.at, language)} · {formatRelative(line.at, nowMs, language)}
            </div>
          </li>
        )
      })}
    </ol>
  )
}
