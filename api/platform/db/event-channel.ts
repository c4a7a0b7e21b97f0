import type postgres from 'postgres'

/** The channel on which a transaction that has written events wakes their readers. Its payload is always empty. */
export const eventChannelOf = (schema: string): string => `onegrid_events_${schema}`

/** Told that something may have been written. A hint: it can come for nothing, and fail to come. */
export type WakeListener = () => void

/** Those who are to be woken. */
export function createWakeList() {
  const listeners = new Set<WakeListener>()
  return {
    wake() {
      for (const listener of listeners) listener()
    },
    /** Gives what ends it. */
    add(listener: WakeListener): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    get isEmpty() {
      return listeners.size === 0
    },
  }
}

const askAgainMs = 1_000

/** Listens on a server's channel, on one connection of its own that is made again whenever it is lost, from the first who
 *  wants to know until it is closed. Whoever waits is woken as well once it is there again: nobody knows what was missed. */
export function createChannelListener(
  channel: string,
  connect: (handlers: { onclose: () => void; onnotify: () => void }) => postgres.Sql,
) {
  const list = createWakeList()
  let client: postgres.Sql | undefined
  let timer: NodeJS.Timeout | undefined
  let isClosed = false

  function start(): void {
    timer = undefined
    if (isClosed) return
    let isLost = false
    const lose = () => {
      if (isLost) return
      isLost = true
      if (client === mine) client = undefined
      void mine.end({ timeout: 0 }).catch(() => {})
      if (!isClosed) timer = setTimeout(start, askAgainMs).unref()
    }
    const mine = connect({ onclose: lose, onnotify: list.wake })
    client = mine
    mine.unsafe(`LISTEN "${channel}"`).then(list.wake, lose)
  }

  return {
    add(listener: WakeListener): () => void {
      if (!client && !timer) start()
      return list.add(listener)
    },
    async close() {
      isClosed = true
      clearTimeout(timer)
      await client?.end({ timeout: 0 }).catch(() => {})
    },
  }
}
