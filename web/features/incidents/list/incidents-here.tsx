import { useQuery } from '@tanstack/react-query'
import { describeError, isAreaGone } from '#web/api-client/problem.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { hover } from '#web/shared/hover-store.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useNow } from '#web/shared/use-now.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button, LinkButton } from '#web/ui/button.tsx'
import { ButtonRows } from '#web/ui/button-rows.tsx'
import { Section } from '#web/ui/section.tsx'
import { IncidentRow } from '../incident-row.tsx'
import styles from '../incidents.module.css'
import { incidentsHereQuery } from '../incidents.queries.ts'
import { incidentsText } from '../incidents.text.ts'

const shownRows = 5

type IncidentsHereProps = {
  area: string
  onSelect: (id: string) => void
  onShowAll: (() => void) | null
  /** Opens the list of the whole county, where the area is gone. */
  onShowCounty: () => void
}

/** The open incidents of one area, the newest first, and the way to the whole list. */
export function IncidentsHere({ area, onSelect, onShowAll, onShowCounty }: IncidentsHereProps) {
  const text = useText(incidentsText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const nowMs = useNow()
  const { data: answer, error, refetch } = useQuery(incidentsHereQuery(area))
  const data = isAreaGone(error) ? undefined : answer
  // nothing of it may be seen, which is not that there is nothing
  const isBeyond = data?.total === 0 && data.partial
  return (
    <Section title={text.here} aside={data && !isBeyond && text.count(formatNumber(data.total))}>
      {!data && !error && <p className={styles.muted}>{shared.loading}</p>}
      {error && !data && (
        <p className={styles.muted}>
          {describeError(error, language)}{' '}
          {isAreaGone(error) ? (
            <LinkButton onClick={onShowCounty}>{shared.wholeCounty}</LinkButton>
          ) : (
            <LinkButton onClick={() => void refetch()}>{shared.retry}</LinkButton>
          )}
        </p>
      )}
      {data?.total === 0 && <p className={styles.muted}>{isBeyond ? text.notYours : text.noneHere}</p>}
      {data && data.total > 0 && data.partial && <p className={styles.muted}>{shared.partial}</p>}
      {data && data.total > 0 && (
        <ButtonRows className={styles.here}>
          {data.items.slice(0, shownRows).map((incident) => (
            <li key={incident.id}>
              <button
                type="button"
                onClick={() => onSelect(incident.id)}
                onMouseEnter={() => hover({ kind: 'incident', id: incident.id })}
                onMouseLeave={() => hover(null)}
              >
                <IncidentRow incident={incident} nowMs={nowMs} />
              </button>
            </li>
          ))}
        </ButtonRows>
      )}
      {data && data.total > shownRows && onShowAll && (
        <Button look="quiet" onClick={onShowAll}>
          {text.showAll(formatNumber(data.total))}
        </Button>
      )}
    </Section>
  )
}
