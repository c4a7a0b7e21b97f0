import type { Database } from '#api/platform/db/client.ts'
import { addCounts, removeOldCounts, subtractCount } from './rate-counts.repo.ts'
import { tooManyRequests } from './rate-limit.ts'

export type AttemptRule = { key: string; limit: number }

/** Attempts of which each one counts, over all copies of the server: codes that are tried, screens that ask to be paired. */
export type Attempts = {
  /** Counts one attempt under every rule, in one statement. Throws the 429 where it is one too many for any. */
  take(...rules: readonly AttemptRule[]): Promise<void>
  /** An attempt that was none after all, such as the right code. */
  giveBack(key: string): Promise<void>
}

const windowMs = 600_000

export function createAttempts({ database, now = Date.now }: { database: Database; now?: () => number }): Attempts {
  let sweptIn = 0
  return {
    async take(...rules) {
      const at = now()
      const start = Math.floor(at / windowMs) * windowMs
      const startsAt = new Date(start).toISOString()
      const totals = await database.write(async (transaction) => {
        if (sweptIn !== start) await removeOldCounts(transaction)
        return addCounts(
          transaction,
          rules.map(({ key }) => ({ key, startsAt, count: 1 })),
        )
      })
      sweptIn = start
      if (rules.some(({ key, limit }) => (totals.get(key) ?? 0) > limit))
        throw tooManyRequests((start + windowMs - at) / 1000)
    },
    async giveBack(key) {
      const startsAt = new Date(Math.floor(now() / windowMs) * windowMs).toISOString()
      await database.write((transaction) => subtractCount(transaction, { key, startsAt, count: 1 }))
    },
  }
}
