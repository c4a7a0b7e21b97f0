import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { LiveEvent } from '#api/platform/events/events.contract.ts'
import { useSession } from '#web/api-client/session.ts'
import { patchIncidents, refetchCounts, refetchIncidents } from '#web/features/incidents/incidents.live.ts'
import { refetchWhistles } from '#web/features/whistles/whistles.queries.ts'
import { createBatch } from '#web/lib/create-batch.ts'
import { listenLive, startLive } from '#web/live/live-store.ts'

/** However much happens, lists are read again no oftener. */
const refetchEveryMs = 1_000
/** And sums over all incidents, which cost the server more than a list and change nothing that somebody is to do. */
const recountEveryMs = 5_000

/** Keeps what the console shows up to date: what an event says is shown at once, the rest is read again. */
export function useLiveConsole(): void {
  const queryClient = useQueryClient()
  const { status, session } = useSession()
  // Other rights hear other things.
  const rights = JSON.stringify([session?.permissions, session?.department])
  const name = status === 'open' && session && !session.pending && rights.includes('map.read') ? session.id : null
  useEffect(() => {
    if (name === null) return
    const batch = createBatch<LiveEvent | null>(async (events) => {
      const isAll = events.includes(null)
      const known = events.filter((event) => event?.recordKind === 'incident')
      if (isAll) await refetchIncidents(queryClient, null)
      else if (known.length > 0)
        await refetchIncidents(queryClient, new Set(known.map((event) => event?.recordId ?? '')))
      if (isAll || known.length > 0) await queryClient.invalidateQueries({ queryKey: ['alarms'] })
      if (isAll || known.length > 0) await queryClient.invalidateQueries({ queryKey: ['handover-draft'] })
      if (isAll || events.some((event) => event?.recordKind === 'incident' || event?.recordKind === 'whistle'))
        await queryClient.invalidateQueries({ queryKey: ['my-work'] })
      if (isAll || events.some((event) => event?.recordKind === 'handover'))
        await queryClient.invalidateQueries({ queryKey: ['handovers'] })
      if (isAll || events.some((event) => event?.recordKind === 'whistle')) await refetchWhistles(queryClient)
      if (isAll || events.some((event) => event?.recordKind === 'reference'))
        await queryClient.invalidateQueries({ queryKey: ['reference'] })
      if (isAll || events.some((event) => event?.recordKind === 'unit'))
        await queryClient.invalidateQueries({ queryKey: ['units'] })
    }, refetchEveryMs)
    const counts = createBatch<null>(() => refetchCounts(queryClient), recountEveryMs)
    const stopListening = listenLive({
      onEvent(event) {
        if (event.recordKind === 'incident') patchIncidents(queryClient, event)
        if (event.recordKind === 'reference') void queryClient.invalidateQueries({ queryKey: ['reference'] })
        batch.add(event)
        if (event.recordKind === 'incident') counts.add(null)
      },
      onReset() {
        batch.add(null)
        counts.add(null)
      },
    })
    const stop = startLive(`${name} ${rights}`)
    return () => {
      stop()
      stopListening()
      batch.close()
      counts.close()
    }
  }, [queryClient, name, rights])
}
