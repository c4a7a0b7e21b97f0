import { useQuery } from '@tanstack/react-query'
import type { TimelineRow } from '#api/operations/incidents/incidents.contract.ts'
import { fetchTimeline } from '#web/api-client/client.ts'
import type { ShownIncident } from '../incidents.queries.ts'
import { joinLines } from './join-lines.ts'

type Timeline = {
  lines: readonly TimelineRow[]
  /** How many earlier ones are not among them. */
  missing: number
  isLoading: boolean
  error: Error | null
  readAll: () => void
}

/** The history of an incident: its last lines came along, all of it is read when somebody wants to see it (`wantsAll`: at
 *  once). */
export function useTimeline({ id, timeline = [], timelineCount = 0 }: ShownIncident, wantsAll = false): Timeline {
  const { data, isFetching, error, refetch } = useQuery({
    queryKey: ['incident-timeline', id],
    queryFn: ({ signal }) => fetchTimeline(id, signal),
    enabled: wantsAll && timelineCount > timeline.length,
    // What was read of it stays as it is: it only grows.
    staleTime: Number.POSITIVE_INFINITY,
  })
  return {
    ...joinLines(timeline, timelineCount, data?.items),
    isLoading: isFetching,
    error,
    readAll: () => void refetch(),
  }
}
