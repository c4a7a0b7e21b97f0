import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { MyWork } from '#api/operations/my-work/my-work.contract.ts'
import { fetchMyWork, sendSeen } from '#web/api-client/my-work-calls.ts'
import { listUnread, withSeen } from './seen-work.ts'

/** Events say at once what is new; this is for what they did not say, and for clocks that run out. */
const everyMs = 60_000

/** What waits for who has signed in. */
export const myWorkQuery = () =>
  queryOptions({
    queryKey: ['my-work'],
    queryFn: ({ signal }) => fetchMyWork(signal),
    refetchInterval: everyMs,
  })

type Seen = { incidentId: string; mark: number }

/** Says what was seen, and shows it so before the next answer. Rejects with what the server says against it. */
export async function markSeen(queryClient: QueryClient, items: readonly Seen[]): Promise<void> {
  if (items.length === 0) return
  await sendSeen([...items])
  queryClient.setQueryData<MyWork>(['my-work'], (known) => known && withSeen(known, items))
  await queryClient.invalidateQueries({ queryKey: ['my-work'] })
}

/** All that is listed; what is beyond the lists stays as it is. */
export const markAllSeen = (queryClient: QueryClient, work: MyWork): Promise<void> =>
  markSeen(queryClient, listUnread(work))
