import { queryOptions } from '@tanstack/react-query'
import { fetchHotSpots, fetchRates } from '#web/api-client/incident-calls.ts'

/** Events have it read again; this is for what none tells of, and for the clock: overdue and "in 30 days" move with it. */
const refreshMs = 5 * 60_000

const shared = { staleTime: 15_000, refetchInterval: refreshMs }

export const ratesQuery = (query: string) =>
  queryOptions({
    queryKey: ['incident-rates', 'rates', query],
    queryFn: ({ signal }) => fetchRates(query, signal),
    ...shared,
  })

export const hotSpotsQuery = (query: string) =>
  queryOptions({
    queryKey: ['incident-rates', 'hot-spots', query],
    queryFn: ({ signal }) => fetchHotSpots(query, signal),
    ...shared,
  })
