import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { gridQuery, pointQuery } from '#web/api-client/area-queries.ts'
import { describeError } from '#web/api-client/problem.ts'
import { isWithin, usePermission } from '#web/api-client/session.ts'
import { formatLngLat } from '#web/lib/convert-coordinates.ts'
import { formatDistance, formatNumber } from '#web/lib/format-number.ts'
import { nameArea } from '#web/lib/name-area.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { LinkButton } from '#web/ui/button.tsx'
import { Icon } from '#web/ui/icon.tsx'
import styles from '../incident-form.module.css'
import { intakeText } from '../intake.text.ts'
import type { DraftPlace } from './incident-draft.ts'
import { useIntake } from './intake-store.ts'

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

type PlaceSummaryProps = {
  place: DraftPlace | null
  /** Brings the map near enough to tell there what is meant; absent without one. */
  onZoomIn?: (lngLat: [number, number]) => void
}

/** What comes by itself once the place is set: grid, village, township, and who answers there. */
export function PlaceSummary({ place, onZoomIn }: PlaceSummaryProps) {
  const text = useText(intakeText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const within = useIntake((state) => state.within)
  const { located, found, grid, isBeyond } = useGridOf(place)
  const { data: detail } = useQuery({ ...gridQuery(grid?.code ?? ''), enabled: grid !== null })
  const say = (sentence: ReactNode, isFault = false) => (
    <p className={isFault ? styles.fault : styles.muted} role={isFault ? 'alert' : 'status'}>
      {sentence}
    </p>
  )
  if (place === null && within)
    return (
      <div className={styles.placeSummary} role="status">
        <Warning>{(onZoomIn ? text.within : text.withinNoMap)(within.name)}</Warning>
      </div>
    )
  if (place === null) return say(onZoomIn ? text.noPlace : text.noPlaceOrMap)
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
      {/* first of all: on a phone the rest lies below the edge */}
      <Rough place={place} onZoomIn={onZoomIn} />
      <p className={styles.muted}>
        {found.grid.code} · {place.gridCode === null ? formatLngLat(place.lngLat) : text.wholeGrid}
      </p>
      {place.withinMeters !== undefined && (
        <p className={styles.muted}>{text.positionWithin(formatNumber(place.withinMeters))}</p>
      )}
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

/** That it may be somewhere else, why, and what makes it exact. */
function Rough({ place: { rough, lngLat }, onZoomIn }: PlaceSummaryProps & { place: DraftPlace }) {
  const text = useText(intakeText)
  if (!rough) return null
  const remedy = onZoomIn ? (rough === 'far' ? text.tapAgain : text.tapIt) : text.typeIt
  return (
    <Warning>
      {text.rough(text.roughPlace[rough], remedy)}{' '}
      {onZoomIn && <LinkButton onClick={() => onZoomIn(lngLat)}>{text.zoomIn}</LinkButton>}
    </Warning>
  )
}

const Warning = ({ children }: { children: ReactNode }) => (
  <p className={styles.rough}>
    <Icon name="warning" size={16} />
    <span>{children}</span>
  </p>
)
