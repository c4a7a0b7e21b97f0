import { LRUCache } from 'lru-cache'
import type { Database } from '#api/platform/db/client.ts'
import { addCounts, removeOldCounts } from './rate-counts.repo.ts'

/** How often somebody asks within a minute, counted in memory: no request waits for the database. What several copies of the
 *  server count apart from each other meets in the table about once a second. */
export type RequestRate = {
  /** Counts one request. Gives the seconds to wait where it is one too many, else 0. */
  count(key: string, limit: number): number
  /** The same without counting. */
  look(key: string, limit: number): number
  /** Writes what is not written yet, and stops. */
  close(): Promise<void>
}

const windowMs = 60_000
const exchangeMs = 1_000
const sweepEveryMs = 600_000
/** Who is far from the limit is not written down: a console that is at rest makes no write a second. Each copy may so miss
 *  a tenth of the limit that another one counts. */
const writtenFrom = 0.1
/** Callers a minute that are kept apart; beyond, the one seen longest ago begins anew. */
const countedCallers = 50_000

type Count = { total: number; unwritten: number; limit: number }

export function createRequestRate({
  database,
  now = Date.now,
}: {
  database: Database
  now?: () => number
}): RequestRate {
  const counts = new LRUCache<string, Count>({ max: countedCallers })
  let windowStart = 0
  let sweptAt = now()
  let timer: NodeJS.Timeout | undefined
  let exchanging: Promise<void> | undefined

  /** Turns to the minute that it is now. */
  function turn(): void {
    const start = Math.floor(now() / windowMs) * windowMs
    if (start === windowStart) return
    windowStart = start
    counts.clear()
  }
  const secondsLeft = () => (windowStart + windowMs - now()) / 1000
  const waitFor = (total: number, limit: number) => (total > limit ? Math.max(1, secondsLeft()) : 0)

  async function exchange(): Promise<void> {
    timer = undefined
    const started = windowStart
    const mine: { key: string; count: Count; written: number }[] = []
    for (const [key, count] of counts.entries()) {
      if (count.unwritten === 0 || count.total < count.limit * writtenFrom) continue
      mine.push({ key, count, written: count.unwritten })
      count.unwritten = 0
    }
    const isSweepDue = now() - sweptAt > sweepEveryMs
    if (mine.length === 0 && !isSweepDue) return
    if (isSweepDue) sweptAt = now()
    const startsAt = new Date(started).toISOString()
    try {
      const totals = await database.write(async (transaction) => {
        if (isSweepDue) await removeOldCounts(transaction)
        return addCounts(
          transaction,
          mine.map(({ key, written }) => ({ key, startsAt, count: written })),
        )
      })
      if (started === windowStart)
        for (const { key, count } of mine) count.total = (totals.get(key) ?? 0) + count.unwritten
    } catch {
      // Nobody is refused, nor let through, because the table was out of reach: each copy then goes by what it has seen.
      for (const { count, written } of mine) count.unwritten += written
    }
  }
  function schedule(): void {
    timer ??= setTimeout(() => {
      exchanging = exchange().finally(() => {
        exchanging = undefined
      })
    }, exchangeMs).unref()
  }

  return {
    count(key, limit) {
      turn()
      let count = counts.get(key)
      if (!count) {
        count = { total: 0, unwritten: 0, limit }
        counts.set(key, count)
      }
      count.total += 1
      count.unwritten += 1
      if (count.total >= limit * writtenFrom) schedule()
      return waitFor(count.total, limit)
    },
    look(key, limit) {
      turn()
      return waitFor((counts.peek(key)?.total ?? 0) + 1, limit)
    },
    async close() {
      clearTimeout(timer)
      await exchanging
      await exchange()
    },
  }
}
