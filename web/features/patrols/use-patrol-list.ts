import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { isAreaGone } from '#web/api-client/problem.ts'
import { useView } from '#web/shared/view-store.ts'
import { sortPatrols } from './patrol-order.ts'
import { patrolsQuery } from './patrols.queries.ts'

/** The patrols the filters let through: the list and the map show this same array. `isEnabled`: not before the county
 *  is drawn. */
export function usePatrolList(isEnabled: boolean) {
  const states = useView((view) => view.patrolStates)
  const scope = useView((view) => view.scope)
  const query = useQuery({ ...patrolsQuery(states, scope), enabled: isEnabled })
  // an area that a new edition has dropped has no patrols any more, not those it had
  const items = isAreaGone(query.error) ? undefined : query.data?.items
  const shown = useMemo(() => sortPatrols(items ?? []), [items])
  return { query, isThere: items !== undefined, shown }
}
