import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { isAreaGone } from '#web/api-client/problem.ts'
import { useNow } from '#web/shared/use-now.ts'
import { useView } from '#web/shared/view-store.ts'
import { countIncidents, filterIncidents, sortIncidents } from '../filter/incident-filter.ts'
import { periodBounds } from '../filter/incident-period.ts'
import { incidentsQuery } from '../incidents.queries.ts'

/** The incidents the filters let through: what the list shows and the map draws are this same array. `isEnabled`: not
 *  before the county is drawn. */
export function useIncidentList(isEnabled: boolean) {
  const state = useView((view) => view.incidentState)
  const scope = useView((view) => view.scope)
  const kinds = useView((view) => view.incidentKinds)
  const severities = useView((view) => view.severities)
  const isOverdueOnly = useView((view) => view.isOverdueOnly)
  const types = useView((view) => view.incidentTypes)
  const rungs = useView((view) => view.incidentRungs)
  const chosenPeriod = useView((view) => view.incidentPeriod)
  const chosenEnd = useView((view) => view.incidentEnded)
  const typed = useView((view) => view.incidentText)
  const isActedOnly = useView((view) => view.isActedOnly)
  const assignee = useView((view) => view.incidentAssignee)
  const asked = { state, area: scope, text: typed, isActedOnly, assignee }
  const query = useQuery({ ...incidentsQuery(asked), enabled: isEnabled })
  const order = useView((view) => view.incidentOrder)
  const nowMs = useNow()
  // an area that a new edition has dropped has no incidents any more, not those it had
  const items = isAreaGone(query.error) ? undefined : query.data?.items
  // overdue moves with the clock, but a new array a minute is enough for the map
  const nowMinute = Math.floor(nowMs / 60_000) * 60_000
  const period = useMemo(() => periodBounds(chosenPeriod, nowMinute), [chosenPeriod, nowMinute])
  const ended = useMemo(() => periodBounds(chosenEnd, nowMinute), [chosenEnd, nowMinute])
  const filter = useMemo(
    () => ({ kinds, severities, types, rungs, period, ended, isOverdueOnly }),
    [kinds, severities, types, rungs, period, ended, isOverdueOnly],
  )
  const shown = useMemo(
    () => sortIncidents(filterIncidents(items ?? [], filter, nowMinute), order),
    [items, filter, nowMinute, order],
  )
  const counts = useMemo(() => countIncidents(items ?? [], filter, nowMinute), [items, filter, nowMinute])
  return { query, isThere: items !== undefined, shown, counts, total: items?.length ?? 0, order, nowMs }
}
