import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query'
import type { Patrol } from '#api/operations/patrols/patrols.contract.ts'
import { fetchAllPatrols, fetchPatrol } from '#web/api-client/client.ts'
import { unlessAreaGone } from '#web/api-client/problem.ts'

/** What a desk looks at without asking for more. */
export const currentPatrolStates = ['under_way', 'overdue', 'ready', 'scheduled'] as const

/** All patrols in the given states of an area; no states means the current ones. */
export const patrolsQuery = (states: readonly string[], area: string | null) => {
  const asked = [...(states.length > 0 ? states : currentPatrolStates)].sort().join(',')
  return queryOptions({
    queryKey: ['patrols', asked, area],
    queryFn: ({ signal }) => fetchAllPatrols({ state: asked, area: area ?? undefined }, signal),
    staleTime: 30_000,
    refetchInterval: unlessAreaGone(60_000),
    placeholderData: keepPreviousData,
  })
}

/** One patrol, at once where a list already has it. */
export const patrolQuery = (id: string, queryClient: QueryClient) =>
  queryOptions({
    queryKey: ['patrol', id],
    queryFn: ({ signal }) => fetchPatrol(id, signal),
    staleTime: 30_000,
    placeholderData: (): Patrol | undefined => {
      for (const [, list] of queryClient.getQueriesData<{ items: Patrol[] }>({ queryKey: ['patrols'] })) {
        const found = list?.items.find((patrol) => patrol.id === id)
        if (found) return found
      }
      return undefined
    },
  })
