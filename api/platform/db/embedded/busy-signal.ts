/*
 * Whether the embedded session is blocked, and by whom, in memory that both threads see: the worker can answer nothing
 * while PostgreSQL works, and that is just when somebody wants to know.
 */

/** The server's own connections; command-line programs that attach name themselves otherwise. */
export const serverApplicationName = 'onegrid-server'
/** A program that reads everything in one transaction: nobody else reaches the session until it has ended. */
export const backupApplicationName = 'onegrid-backup'

const slot = { sinceMs: 0, holder: 1 } as const
const holder = { server: 0n, backup: 1n, tool: 2n } as const

const holderOf = (applicationName: string): bigint => {
  if (applicationName === serverApplicationName) return holder.server
  return applicationName === backupApplicationName ? holder.backup : holder.tool
}

export type BusySignal = { readonly memory: SharedArrayBuffer }

export const createBusySignal = (): BusySignal => ({ memory: new SharedArrayBuffer(16) })

/** The worker's side. */
export function createBusyMark({ memory }: BusySignal) {
  const values = new BigInt64Array(memory)
  return {
    start(applicationName: string) {
      Atomics.store(values, slot.holder, holderOf(applicationName))
      Atomics.store(values, slot.sinceMs, BigInt(Date.now()))
    },
    goOn(applicationName: string) {
      if (applicationName === backupApplicationName) Atomics.store(values, slot.sinceMs, BigInt(Date.now()))
    },
    end() {
      Atomics.store(values, slot.sinceMs, 0n)
    },
  }
}

/** How long the session has been one connection's, for a batch or a transaction (of a backup: since its last statement, so
 *  that one that goes on is not taken for one that hangs); null when it is free. */
export function readBusy({ memory }: BusySignal): { forMs: number; isOwn: boolean; isBackup: boolean } | null {
  const values = new BigInt64Array(memory)
  const sinceMs = Atomics.load(values, slot.sinceMs)
  if (sinceMs === 0n) return null
  const by = Atomics.load(values, slot.holder)
  return { forMs: Date.now() - Number(sinceMs), isOwn: by === holder.server, isBackup: by === holder.backup }
}
