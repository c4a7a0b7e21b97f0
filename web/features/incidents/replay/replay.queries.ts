import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { fetchReplay } from '#web/api-client/incident-calls.ts'
import { nameQuestion, readPast } from './past.ts'
import type { ReplaySpan } from './replay-clock.ts'

/** What is over does not change any more; who may see it does. Not among what events read again: they are of now. */
export const replayQuery = ({ fromMs, toMs }: ReplaySpan, area: string | null, text: string) =>
  queryOptions({
    queryKey: ['incident-replay', fromMs, toMs, area, text.trim()],
    queryFn: async ({ signal }) =>
      readPast(
        await fetchReplay(
          new URLSearchParams({
            from: new Date(fromMs).toISOString(),
            to: new Date(toMs).toISOString(),
            ...(area !== null && { area }),
            ...(text.trim() !== '' && { q: text.trim() }),
          }).toString(),
          signal,
        ),
        nameQuestion(fromMs, area, text),
      ),
    staleTime: 10 * 60_000,
    placeholderData: keepPreviousData,
  })
