import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { gridQuery, pointQuery } from '#web/api-client/area-queries.ts'
import { describeError } from '#web/api-client/problem.ts'
import { isWithin, usePermission } from '#web/api-client/session.ts'
import { formatLngLat } from '#web/lib/convert-coordinates.ts'
import { formatDistance } from '#web/lib/format-number.ts'
import { nameArea } from '#web/lib/name-area.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { LinkButton } from '#web/ui/button.tsx'
import styles from '../incident-form.module.css'
import { intakeText } from '../intake.text.ts'
import type { DraftPlace } from './incident-draft.ts'

/** For queries that wait for a place. */
export const nowhere: [number, number] = [0, 0]

/** The grid a place lies in, with its village and township; null while that is unknown, and where it lies in none. */
export function useGridOf(place: DraftPlace | null) {
  const areas = usePermission('incidents.report')
  const located = useQuery({ ...pointQuery(place?.lngLat ?? nowhere), enabled: place !== null })
  const found = place === null ? undefined : located.data
  const grid = found?.inside ? found.grid : null
  return { located, found, grid, isBeyond: grid !== null && !isWithin(areas, grid.code) }
}

/** What comes by itself once the place is set: grid, village, township, and who answers there. */
export function PlaceSummary({ place, hasMap }: { place: DraftPlace | null; hasMap: boolean }) {
  const text = useText(intakeText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const { located, found, grid, isBeyond } = useGridOf(place)
  const { data: detail } = useQuery({ ...gridQuery(grid?.code ?? ''), enabled: grid !== null })
  const say = (sentence: ReactNode, isFault = false) => (
    <p className={isFault ? styles.fault : styles.muted} role={isFault ? 'alert' : 'status'}>
      {sentence}
    </p>
  )
  if (place === null) return say(hasMap ? text.noPlace : text.noPlaceOrMap)
  if (!found && located.error)
    return say(
      <>
        {describeError(located.error, language)}{' '}
        <LinkButton onClick={() => void located.refetch()}>{shared.retry}</LinkButton>
      </>,
      true,
    )
  if (!found) return say(text.locating)
  if (!found.inside) {
    const { grid: nearest, distanceMeters } = found.nearest
    return say(text.outside(nearest.name, formatDistance(distanceMeters)), true)
  }
  const roleName = (role: string) =>
    role === 'group-head' ? text.groupHead : ((shared.role as Record<string, string>)[role] ?? role)
  return (
    <div className={styles.placeSummary} role="status">
      <p>
        <strong>
          {found.township.name} · {found.village.name} · {found.grid.name}
        </strong>
      </p>
      <p className={styles.muted}>
        {found.grid.code} · {place.gridCode === null ? formatLngLat(place.lngLat) : text.wholeGrid}
      </p>
      {place.isRough && <p className={styles.muted}>{text.rough}</p>}
      {detail && (
        <p className={styles.muted}>
          {text.responsible}
          {detail.responsible
            .filter(({ role }) => role !== 'county-operator')
            .map(({ role, name }) => `${nameArea(name, language)} ${roleName(role)}`)
            .join(' → ')}
        </p>
      )}
      {isBeyond && say(text.beyond, true)}
    </div>
  )
}
