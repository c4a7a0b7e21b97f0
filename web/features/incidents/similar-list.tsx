import { useQuery } from '@tanstack/react-query'
import type { Incident, IncidentKind } from '#api/operations/incidents/incidents.contract.ts'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { describeError } from '#web/api-client/problem.ts'
import { formatDistance } from '#web/lib/format-number.ts'
import { hover } from '#web/shared/hover-store.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useNow } from '#web/shared/use-now.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button, LinkButton } from '#web/ui/button.tsx'
import { ButtonRows } from '#web/ui/button-rows.tsx'
import styles from './incident-form.module.css'
import { IncidentRow } from './incident-row.tsx'
import { similarQuery } from './incidents.queries.ts'
import { intakeText } from './intake.text.ts'

type SimilarListProps = {
  kind: IncidentKind
  lngLat: LngLat
  /** One that is not among its own duplicates. */
  exceptId?: string
  chooseText: string
  onLook?: (incident: Incident) => void
  onChoose: (incident: Incident) => void
}

/** Open incidents of the same kind around a place, the nearest first: to look at, and to choose. */
export function SimilarList({ kind, lngLat, exceptId, chooseText, onLook, onChoose }: SimilarListProps) {
  const text = useText(intakeText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const nowMs = useNow()
  const { data, error, refetch } = useQuery(similarQuery(kind, lngLat))
  if (!data && error)
    return (
      <p className={styles.muted} role="alert">
        {text.similarFailed}
        {describeError(error, language)} <LinkButton onClick={() => void refetch()}>{shared.retry}</LinkButton>
      </p>
    )
  if (!data) return <p className={styles.muted}>{shared.loading}</p>
  const items = data.items.filter(({ id }) => id !== exceptId)
  return (
    <>
      <p className={styles.muted}>
        {items.length === 0 ? text.noSimilar : text.similarHint}
        {data.partial && ` ${shared.partial}`}
      </p>
      {items.length > 0 && (
        <ButtonRows label={text.similar} className={styles.similar}>
          {items.map((incident) => (
            <li key={incident.id}>
              <button
                type="button"
                onClick={() => (onLook ?? onChoose)(incident)}
                onMouseEnter={() => hover({ kind: 'incident', id: incident.id })}
                onMouseLeave={() => hover(null)}
              >
                <IncidentRow incident={incident} nowMs={nowMs} distance={formatDistance(incident.distanceMeters)} />
              </button>
              <Button look="quiet" onClick={() => onChoose(incident)}>
                {chooseText}
              </Button>
            </li>
          ))}
        </ButtonRows>
      )}
    </>
  )
}
