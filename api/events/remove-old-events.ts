import { AsyncResource } from 'node:async_hooks'
import type { Logger } from 'pino'
import type { Database } from '#api/db/client.ts'
import { removeOldest } from './events.repo.ts'

/** Who was away for longer reads everything anew, which it would have to after a day already. */
const keptDays = 30
const everyMs = 3_600_000

/** Removes events whose time is over, now and every hour, until it is closed. */
export function keepRemovingOldEvents({ database, log }: { database: Database; log: Logger }) {
  let running: Promise<unknown> = Promise.resolve()
  const remove = AsyncResource.bind(() => {
    running = database
      .write((transaction) => removeOldest(transaction, keptDays))
      .catch((error) => log.error({ err: error }, 'old events could not be removed'))
  })
  const timer = setInterval(remove, everyMs)
  timer.unref()
  remove()
  return {
    async close() {
      clearInterval(timer)
      await running
    },
  }
}
