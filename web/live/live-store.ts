import { useSyncExternalStore } from 'react'
import type { LiveEvent } from '#api/platform/events/events.contract.ts'
import { type LiveWay, streamLimits } from './event-stream.ts'
import { followEvents } from './tab-leader.ts'

/** How this page hears of what happens. `delayMs`: how late the last was; `heardAt`: when something last came. */
export type Live = { way: LiveWay; delayMs: number; heardAt: number | null }

export type LiveListener = {
  onEvent(event: LiveEvent): void
  /** Events cannot mend what is shown: everything is to be read anew. */
  onReset(): void
}

/** More behind than this, or silent for so long, and it is not live. */
const lateMs = 5_000
/** Whether the page may be behind. Pure. */
export const isLate = ({ delayMs, heardAt }: Live, nowMs: number): boolean =>
  delayMs > lateMs || (heardAt !== null && nowMs - heardAt > streamLimits.silenceMs + lateMs)

const idle: Live = { way: 'connecting', delayMs: 0, heardAt: null }
let live = idle
const watchers = new Set<() => void>()
const listeners = new Set<LiveListener>()

const setLive = (change: Partial<Live>) => {
  live = { ...live, ...change }
  for (const watcher of watchers) watcher()
}

function subscribe(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

export const getLive = (): Live => live
export const useLive = (): Live => useSyncExternalStore(subscribe, getLive)

/** Tells `listener` of every event while the page is live. Gives what ends it. */
export function listenLive(listener: LiveListener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Begins to listen as `name`, under which the tabs of a browser share one stream. Gives what ends it. */
export function startLive(name: string, headers: Readonly<Record<string, string>> = {}): () => void {
  setLive(idle)
  const following = followEvents(`onegrid.live ${name}`, {
    headers,
    onMessage(message) {
      if (message.kind === 'way') return setLive({ way: message.way })
      const heard = { heardAt: Date.now() }
      if (message.kind === 'reset') {
        setLive(heard)
        for (const { onReset } of listeners) onReset()
        return
      }
      setLive({ ...heard, delayMs: message.delayMs })
      if (message.kind === 'event') for (const { onEvent } of listeners) onEvent(message.event)
    },
  })
  return () => {
    following.close()
    setLive(idle)
  }
}
