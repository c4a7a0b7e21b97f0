import postgres from 'postgres'
import { createCutoff } from './cutoff.ts'
import { unavailable } from './database-errors.ts'
import { driverTypes } from './driver-types.ts'
import type { WorkClock } from './work-clock.ts'

/*
 * A pool of postgres.js clients with one connection each. postgres.js has a pool of its own, but a caller cannot tell
 * there which connection was lost: writing to one that closed inside a transaction brings the process down (`socket` is
 * null in its connection.js), and one stuck on a dead host cannot be dropped alone.
 */

export type Slot = {
  readonly client: postgres.Sql
  /** The connection was lost or given up: nothing more may be sent on it. */
  isBroken: boolean
  /** A statement on it has failed since the last good one. */
  isStained: boolean
  /** `answer`, or a rejection when the connection is lost or given up first. */
  race<Result>(answer: PromiseLike<Result>): Promise<Result>
  giveUp(): void
}

export type ConnectionPool = {
  /** A connection that is free and good at this moment, without a promise; else undefined. */
  takeIdle(): Slot | undefined
  checkout(clock: WorkClock): Promise<Slot>
  release(slot: Slot): void
  /** Gives up every connection; whoever uses one gets a 503, and the next one connects anew. */
  giveUpAll(): void
  close(): Promise<void>
}

export type ConnectOptions = postgres.Options<Record<string, postgres.PostgresType>>

/** One client with one connection, which is made with its first statement. */
export function createClient(url: string | undefined, options: ConnectOptions): postgres.Sql {
  const all: ConnectOptions = {
    max: 1,
    connect_timeout: 2,
    // A connection must not be closed for its age in the middle of a transaction.
    max_lifetime: null,
    idle_timeout: undefined,
    backoff: () => 0,
    keep_alive: 10,
    onnotice: () => {},
    types: driverTypes,
    fetch_types: false,
    ...options,
  }
  return (url === undefined ? postgres(all) : postgres(url, all)) as postgres.Sql
}

function createSlot(connect: (onclose: () => void) => postgres.Sql): Slot {
  const cutoff = createCutoff()
  const slot = {
    isBroken: false,
    isStained: false,
    race: cutoff.race,
    giveUp() {
      if (slot.isBroken) return
      slot.isBroken = true
      cutoff.cut(unavailable())
      void client.end({ timeout: 0 }).catch(() => {})
    },
  }
  const client = connect(() => slot.giveUp())
  return Object.assign(slot, { client })
}

/** @param whenReady resolves when connecting makes sense, undefined where it does already: the embedded database may be
 *  reopening. */
export function createPool(options: {
  size: number
  connect: (onclose: () => void) => postgres.Sql
  whenReady?: () => Promise<void> | undefined
}): ConnectionPool {
  const { size, connect, whenReady } = options
  const idle: Slot[] = []
  const busy = new Set<Slot>()
  const waiters: ((slot: Slot) => void)[] = []
  let taken = 0
  let isClosed = false

  const fresh = (): Slot => {
    for (;;) {
      const slot = idle.pop()
      if (!slot) return createSlot(connect)
      if (!slot.isBroken) return slot
    }
  }
  const take = (): Slot => {
    const slot = fresh()
    busy.add(slot)
    return slot
  }

  function release(slot: Slot): void {
    busy.delete(slot)
    if (!slot.isBroken && !isClosed) idle.push(slot)
    else slot.giveUp()
    const next = waiters.shift()
    if (next) next(take())
    else taken--
  }

  async function waitForSlot(clock: WorkClock): Promise<Slot> {
    if (taken < size) {
      taken++
      return take()
    }
    let onSlot: (slot: Slot) => void = () => {}
    const waiting = new Promise<Slot>((resolve) => {
      onSlot = resolve
      waiters.push(resolve)
    })
    try {
      return await clock.race(waiting)
    } catch (error) {
      const place = waiters.indexOf(onSlot)
      if (place !== -1) waiters.splice(place, 1)
      // It was handed one in the same moment.
      else void waiting.then(release)
      throw error
    }
  }

  return {
    takeIdle() {
      const slot = idle.at(-1)
      if (!slot || slot.isBroken || slot.isStained || isClosed || whenReady?.()) return undefined
      idle.pop()
      busy.add(slot)
      taken++
      return slot
    },
    async checkout(clock) {
      for (;;) {
        if (isClosed) throw unavailable()
        const slot = await waitForSlot(clock)
        try {
          // After the wait: the database may have gone while another was using this place.
          const ready = whenReady?.()
          if (ready) await clock.race(ready)
        } catch (error) {
          release(slot)
          throw error
        }
        if (!slot.isBroken) return slot
        release(slot)
      }
    },
    release,
    giveUpAll() {
      for (const slot of [...busy, ...idle.splice(0)]) slot.giveUp()
    },
    async close() {
      isClosed = true
      const all = [...busy, ...idle.splice(0)]
      await Promise.all(all.map((slot) => slot.client.end({ timeout: 1 }).catch(() => {})))
    },
  }
}
