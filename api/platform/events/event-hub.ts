import { AsyncResource } from 'node:async_hooks'
import type { Logger } from 'pino'
import type { Database } from '#api/platform/db/client.ts'
import { type EventReach, type LoggedEvent, toLoggedEvent } from './event-reach.ts'
import { type EventStream, makePiece, type Outgoing, openEventStream, wordOf } from './event-stream.ts'
import { EventWindow } from './event-window.ts'
import { type EventsPage, farthestBehind } from './events.contract.ts'
import { findStart, listAfter, readBounds } from './events.repo.ts'

/** A wake-up may get lost; nothing is later than this for it. */
const lookMs = 2_000
const batchSize = 500

/** What is left out is as the product has it. */
export type EventLimits = { windowSize?: number; heartbeatMs?: number; stuckMs?: number; lookMs?: number }

export type EventHub = {
  /** The log after `since`, or only where it ends. */
  page(reach: EventReach, query: { since?: number | undefined; limit: number }): Promise<EventsPage>
  /** Sends the log after `since`, and what comes, until either side closes. `writeHead` is called when it is clear that there
   *  will be an answer. */
  open(options: {
    outgoing: Outgoing
    reach: EventReach
    since: number | undefined
    whoIsIt: () => Promise<EventReach | undefined>
    writeHead: () => void
    onClose: () => void
  }): Promise<void>
  /** Ends all streams at once. */
  close(): Promise<void>
}

/** Reads the log once for all who listen to this process. It looks while somebody listens, and when somebody asks. */
export function createEventHub(options: {
  database: Database
  log: Logger
  limits?: EventLimits | undefined
}): EventHub {
  const { database, log, limits = {} } = options
  const size = limits.windowSize ?? farthestBehind
  const streams = new Set<EventStream>()
  let window: EventWindow | undefined
  let isFailing = false
  let isClosed = false

  const getWindow = () => {
    if (!window) throw new Error('the log was not read yet')
    return window
  }

  /** The end of the log, as far back as events are still worth telling. */
  async function openWindow(): Promise<EventWindow> {
    const { floor, head, start } = await database.read(async (handle) => ({
      ...(await readBounds(handle)),
      start: await findStart(handle, size),
    }))
    const from = Math.min(head, Math.max(floor, start))
    const opened = new EventWindow({ size, floor: from, head: from })
    await readInto(opened, (events) => opened.append(events))
    return opened
  }

  async function readInto({ head }: EventWindow, take: (events: readonly LoggedEvent[]) => void): Promise<void> {
    for (let last = head; !isClosed; ) {
      const rows = await database.read((handle) => listAfter(handle, last, batchSize))
      if (rows.length > 0) take(rows.map(toLoggedEvent))
      last = rows.at(-1)?.seq ?? last
      if (rows.length < batchSize) return
    }
  }

  async function readNew(): Promise<void> {
    const current = window
    const rows = current && (await database.read((handle) => listAfter(handle, current.head, batchSize)))
    if (current && rows && rows.length > 0 && rows.length < batchSize) return tell(current, rows.map(toLoggedEvent))
    // Nothing, or a great deal: a backup may have been put back, or nobody has looked for long, and what is in memory leads
    // nowhere then.
    const { head } = await database.read(readBounds)
    if (current && head === current.head) return
    if (current && head > current.head && head - current.head <= size)
      return readInto(current, (events) => tell(current, events))
    const opened = await openWindow()
    window = opened
    if (current && opened.head < current.head) for (const stream of streams) stream.reset(opened.head)
    for (const stream of streams) stream.catchUp(opened)
  }

  function tell(current: EventWindow, events: readonly LoggedEvent[]): void {
    const from = current.head
    current.append(events)
    const pieces = new Map<string, { from: number; to: number; piece: Buffer }>()
    for (const stream of streams) {
      const { reach } = stream
      let fresh = pieces.get(reach.key)
      if (!fresh) {
        fresh = { from, ...makePiece(current, from, reach) }
        pieces.set(reach.key, fresh)
      }
      stream.push(current, fresh)
    }
  }

  // One at a time; who asks while one runs gets the next, which begins after he has asked.
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined
  function refresh(): Promise<void> {
    if (!running) {
      running = readNew().finally(() => {
        running = undefined
      })
      return running
    }
    next ??= running
      .catch(() => {})
      .then(() => {
        next = undefined
        return refresh()
      })
    return next
  }

  // Bound to where the hub was made: whoever wakes it may be inside a write.
  const look = AsyncResource.bind(() => {
    // The session is the backup's until it ends.
    if (streams.size === 0 || isClosed || database.isHeldByBackup()) return
    refresh().then(
      () => {
        isFailing = false
      },
      (error) => {
        if (!isFailing) log.warn({ err: error }, 'events wait: the log could not be read')
        isFailing = true
      },
    )
  })
  let stopListening: (() => void) | undefined
  let looking: NodeJS.Timeout | undefined
  function listen(): void {
    stopListening ??= database.onEventsWritten(look)
    looking ??= setInterval(look, limits.lookMs ?? lookMs).unref()
  }

  /** Whether somebody who has everything up to `since` can go on from there. */
  const canGoOn = (since: number | undefined): since is number => since !== undefined && getWindow().reaches(since)

  return {
    async page(reach, { since, limit }) {
      await refresh()
      const current = getWindow()
      const answer = { items: [] as EventsPage['items'], head: current.head, at: new Date().toISOString() }
      if (!canGoOn(since)) return { ...answer, next: current.head, reset: since !== undefined, more: false }
      for (const event of current.after(since)) {
        const seen = event.seenBy(reach)
        if (seen) answer.items.push(seen.event)
        if (answer.items.length < limit) continue
        return { ...answer, next: event.seq, reset: false, more: event.seq < current.head }
      }
      return { ...answer, next: current.head, reset: false, more: false }
    },

    async open({ outgoing, reach, since, whoIsIt, writeHead, onClose }) {
      listen()
      // Also where it was read a moment ago: another process may have told this reader more than this one knows.
      await refresh()
      if (isClosed || outgoing.destroyed) return onClose()
      writeHead()
      const isResumed = canGoOn(since)
      const from = isResumed ? since : getWindow().head
      const hello = wordOf(since === undefined || isResumed ? 'hello' : 'reset', from, { head: getWindow().head })
      const stream = openEventStream({
        outgoing,
        reach,
        since: from,
        hello,
        getWindow,
        whoIsIt,
        limits,
        onClose() {
          streams.delete(stream)
          onClose()
        },
      })
      streams.add(stream)
    },

    async close() {
      isClosed = true
      stopListening?.()
      clearInterval(looking)
      for (const stream of [...streams]) stream.end('shutdown')
      await running?.catch(() => {})
    },
  }
}
