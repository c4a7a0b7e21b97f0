import { describeError } from '#web/api-client/problem.ts'
import { formatDateTime, formatRelative } from '#web/lib/format-time.ts'
import { useNow } from '#web/shared/use-now.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import styles from '../incidents.module.css'
import type { ShownIncident } from '../incidents.queries.ts'
import { useIncidentWords } from '../work/use-incident-words.ts'
import { workText } from '../work/work.text.ts'
import { useTimeline } from './use-timeline.ts'

/** What happened to an incident, the oldest first: what, by whom, when. Of a long history the end, and the rest at a click. */
export function IncidentTimeline({ incident }: { incident: ShownIncident }) {
  const text = useText(workText)
  const language = useLanguage()
  const nowMs = useNow()
  const { describeLine } = useIncidentWords()
  const { lines, missing, isLoading, error, readAll } = useTimeline(incident)
  return (
    <>
      {missing > 0 && (
        <div className={styles.earlier}>
          <Button look="quiet" icon="clock" aria-busy={isLoading} disabled={isLoading} onClick={readAll}>
            {text.earlierLines(missing)}
          </Button>
          {error && <p role="alert">{describeError(error, language)}</p>}
        </div>
      )}
      <ol className={styles.timeline}>
        {lines.map((line, index) => {
          const { headline, details, actor } = describeLine(incident, line)
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: its place in a history to which lines are only ever added at the end
            <li key={missing + index} data-kind={line.kind}>
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
    </>
  )
}
