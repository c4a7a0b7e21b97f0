import { queryOptions } from '@tanstack/react-query'
import type { CurrentEdition } from '#api/ground/editions/editions.contract.ts'
import { fetchCurrentEdition } from '#web/api-client/client.ts'
import { problemCode } from '#web/api-client/problem.ts'

/** How often a new edition is looked for; its number is all that usually comes back. */
const editionPollMs = 60_000

/** The edition that is shown, which the map waits for; null where there is none yet. That is an answer: as an error it
 *  would be forgotten with each new question, and the page that says so with all that is typed in it. */
export const editionQuery = () =>
  queryOptions({
    queryKey: ['edition'],
    queryFn: ({ signal }): Promise<CurrentEdition | null> =>
      fetchCurrentEdition(signal).catch((error) => {
        if (problemCode(error) === 'no_edition') return null
        throw error
      }),
    staleTime: 30_000,
    refetchInterval: (query) => (query.state.data ? editionPollMs : 3_000),
  })
