import { queryOptions } from '@tanstack/react-query'
import { fetchBoundWays, fetchOwnSessions, fetchSignInWays } from '#web/api-client/access-calls.ts'

/** As the server was started with. */
export const signInWaysQuery = () =>
  queryOptions({
    queryKey: ['sign-in-ways'],
    queryFn: async ({ signal }) => (await fetchSignInWays(signal)).ways,
    staleTime: 5 * 60_000,
  })

export const boundWaysQuery = () =>
  queryOptions({ queryKey: ['bound-ways'], queryFn: async ({ signal }) => (await fetchBoundWays(signal)).ways })

export const ownSessionsQuery = () =>
  queryOptions({
    queryKey: ['own-sessions'],
    queryFn: async ({ signal }) => (await fetchOwnSessions(signal)).sessions,
    refetchInterval: 30_000,
  })
