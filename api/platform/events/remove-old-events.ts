import type { Logger } from 'pino'
import type { Database } from '#api/platform/db/client.ts'
import { keepDoing, type Recurring } from '#api/platform/process/keep-doing.ts'
import { removeOldest } from './events.repo.ts'

/** Who was away for longer reads everything anew, which it would have to after a day already. */
const keptDays = 30

/** Removes events whose time is over, now and every hour, until it is closed. */
export const keepRemovingOldEvents = ({ database, log }: { database: Database; log: Logger }): Recurring =>
  keepDoing(() => database.write((transaction) => removeOldest(transaction, keptDays)), {
    everyMs: 3_600_000,
    log,
    failure: 'old events could not be removed',
  })
