import { queryOptions } from '@tanstack/react-query'
import { fetchCurrentEdition } from '#web/api-client/client.ts'

/** How often a new edition is looked for; its number is all that usually comes back. */
const editionPollMs = 60_000

/** The edition that is shown, which the map waits for. */
export const editionQuery = () =>
  queryOptions({
    queryKey: ['edition'],
    queryFn: ({ signal }) => fetchCurrentEdition(signal),
    staleTime: 30_000,
    refetchInterval: (query) => (query.state.data ? editionPollMs : 3_000),
  })
