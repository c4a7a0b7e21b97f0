import { AsyncResource } from 'node:async_hooks'
import type { Logger } from 'pino'
import type { Database } from '#api/platform/db/client.ts'
import type { DigestSetting } from './digest.ts'
import { createClockWatch, sealEntries } from './seal-entries.ts'

/** How soon after a line was written here it is sealed; the second is for a transaction that took longer. */
const wakeMs = [100, 1_000] as const
/** Lines of tools and of processes that died are found by looking. */
const lookMs = 5_000

export type Sealer = {
  /** Something was written. */
  wake(): void
  /** Seals what there is, and stops. */
  close(): Promise<void>
}

/** Seals lines while the process runs; of several processes one at a time. `onSealed` is told when there are new rows. */
export function createSealer(options: {
  database: Database
  digest: DigestSetting
  log: Logger
  onSealed?: () => void
}): Sealer {
  const { database, digest, log, onSealed = () => {} } = options
  const watch = createClockWatch()
  let running: Promise<void> | undefined
  let isClosed = false
  const seal = () => {
    running ??= sealEntries(database, digest, watch)
      .then((count) => {
        if (count > 0) onSealed()
      })
      .catch((error) => log.warn({ err: error }, 'audit lines wait: they could not be sealed'))
      .finally(() => {
        running = undefined
      })
    return running
  }
  // Bound to where the sealer was made: a timer that a write starts would count as part of it.
  const sealApart = AsyncResource.bind(() => void seal())
  const wakes = wakeMs.map((): NodeJS.Timeout | undefined => undefined)
  const looking = setInterval(sealApart, lookMs)
  looking.unref()
  void seal()
  return {
    wake() {
      if (isClosed) return
      for (const [number, ms] of wakeMs.entries())
        wakes[number] ??= setTimeout(() => {
          wakes[number] = undefined
          sealApart()
        }, ms).unref()
    },
    async close() {
      isClosed = true
      clearInterval(looking)
      for (const wake of wakes) clearTimeout(wake)
      await running
      await seal()
    },
  }
}
