/*
 * Whether the embedded session is blocked, and by whom, in memory that both threads see: the worker can answer nothing
 * while PostgreSQL works, and that is just when somebody wants to know.
 */

/** The server's own connections; command-line programs that attach name themselves otherwise. */
export const serverApplicationName = 'onegrid-server'

const slot = { sinceMs: 0, isOwn: 1 } as const

export type BusySignal = { readonly memory: SharedArrayBuffer }

export const createBusySignal = (): BusySignal => ({ memory: new SharedArrayBuffer(16) })

/** The worker's side. */
export function createBusyMark({ memory }: BusySignal) {
  const values = new BigInt64Array(memory)
  return {
    start(applicationName: string) {
      Atomics.store(values, slot.isOwn, applicationName === serverApplicationName ? 1n : 0n)
      Atomics.store(values, slot.sinceMs, BigInt(Date.now()))
    },
    end() {
      Atomics.store(values, slot.sinceMs, 0n)
    },
  }
}

/** How long the session has been one connection's, for a batch or a transaction; null when it is free. */
export function readBusy({ memory }: BusySignal): { forMs: number; isOwn: boolean } | null {
  const values = new BigInt64Array(memory)
  const sinceMs = Atomics.load(values, slot.sinceMs)
  if (sinceMs === 0n) return null
  return { forMs: Date.now() - Number(sinceMs), isOwn: Atomics.load(values, slot.isOwn) === 1n }
}
