import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { HandoverDetail } from '#api/operations/handovers/handovers.contract.ts'
import { fetchHandover, fetchHandoverDraft, fetchHandovers } from '#web/api-client/handover-calls.ts'

/** Events say at once what is new; this is for what they did not say. */
const everyMs = 60_000
const hourMs = 3_600_000
export const handoversAtOnce = 50

/** Since the last handover, the last so many hours, or two instants. */
export type ShiftChoice = { preset: 'last' | '8' | '12' } | { preset: 'own'; from: string; to: string }

/** The ends that are proposed to whoever chooses them: those that are shown, or half a day where none are yet. Pure. */
export function findSpan(
  choice: ShiftChoice,
  shown: { from: string; to: string } | undefined,
  nowMs = Date.now(),
): { from: string; to: string } {
  const { from, to } = choice.preset === 'own' ? choice : (shown ?? halfDay(nowMs))
  return { from, to }
}

const halfDay = (nowMs: number) => ({
  from: new Date(nowMs - 12 * hourMs).toISOString(),
  to: new Date(nowMs).toISOString(),
})

/** Hours are counted when it is asked: a shift that goes on grows. */
function shiftOf(choice: ShiftChoice): { from?: string; to?: string } {
  if (choice.preset === 'last') return {}
  if (choice.preset === 'own') return { from: choice.from, to: choice.to }
  return { from: new Date(Date.now() - Number(choice.preset) * hourMs).toISOString() }
}

/** What would be handed over now. */
export const draftQuery = (area: string, choice: ShiftChoice) =>
  queryOptions({
    queryKey: ['handover-draft', area, choice],
    queryFn: ({ signal }) => fetchHandoverDraft({ area, ...shiftOf(choice) }, signal),
    refetchInterval: everyMs,
  })

export const handoversQuery = (area: string) =>
  queryOptions({
    queryKey: ['handovers', 'list', area],
    queryFn: ({ signal }) => fetchHandovers(area, handoversAtOnce, signal),
    refetchInterval: everyMs,
  })

export const handoverQuery = (id: string) =>
  queryOptions({
    queryKey: ['handovers', 'one', id],
    queryFn: ({ signal }) => fetchHandover(id, signal),
    staleTime: 15_000,
  })

/** What the server has just answered about one is what is shown next. */
export function takeIn(queryClient: QueryClient, handover: HandoverDetail): void {
  queryClient.setQueryData(['handovers', 'one', handover.id], handover)
  void queryClient.invalidateQueries({ queryKey: ['handovers', 'list'] })
  void queryClient.invalidateQueries({ queryKey: ['handover-draft'] })
}
