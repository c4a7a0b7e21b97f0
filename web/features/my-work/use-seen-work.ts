import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import { markSeen, myWorkQuery } from './my-work.queries.ts'
import { listUnread } from './seen-work.ts'

const subscribe = (listener: () => void) => {
  document.addEventListener('visibilitychange', listener)
  return () => document.removeEventListener('visibilitychange', listener)
}

/** What lies open is seen, as far as it is shown: not in a tab that nobody looks at. `isEnabled`: somebody has such work. */
export function useSeenWork(openId: string | null, isEnabled: boolean): void {
  const queryClient = useQueryClient()
  const { data } = useQuery({ ...myWorkQuery(), enabled: isEnabled })
  const isVisible = useSyncExternalStore(subscribe, () => document.visibilityState === 'visible')
  /** What was said already: what the server did not take is not said over and over. */
  const said = useRef(new Map<string, number>())
  useEffect(() => {
    if (!isEnabled || !isVisible || openId === null || !data) return
    const item = listUnread(data).find(({ incidentId }) => incidentId === openId)
    if (!item || (said.current.get(openId) ?? -1) >= item.mark) return
    said.current.set(openId, item.mark)
    markSeen(queryClient, [item]).catch(() => said.current.delete(openId))
  }, [data, openId, isEnabled, isVisible, queryClient])
}
