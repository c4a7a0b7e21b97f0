import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Transaction } from '#api/platform/db/client.ts'

/** Wrong tries that nobody has to wait for. */
const freeTries = 5
/** The wait after the fifth, doubled with each one more. */
const firstWaitSeconds = 10
const longestWaitSeconds = 300
/** After this long without a try, the count begins anew. */
const forgottenAfter = '1 hour'

/** What tries are counted by. Hashed: people type passwords into the field of the name. Pure. */
export const triesKey = (kind: 'password' | 'second-factor' | 'confirm', name: string): string =>
  `${kind}:${createHash('sha256').update(name).digest('base64url')}`

/** `failures`: with this try, should it be a wrong one. */
export type Claim = { isOpen: true; failures: number; waitSeconds: number } | { isOpen: false; waitSeconds: number }

/** Counts a try as a wrong one before it is looked at, so that a thousand at once are not a thousand free ones; a right one
 *  takes the count away. While the wait after the last one is not over, nothing is counted and nothing must be looked at. */
export async function claimTry(transaction: Transaction, key: string): Promise<Claim> {
  const failures = sql`CASE WHEN f.last_at < now() - ${forgottenAfter}::interval THEN 1 ELSE f.failures + 1 END`
  const [claimed] = await transaction.rows<{ failures: number; waitSeconds: number }>(
    sql`INSERT INTO onegrid.sign_in_failures AS f (key, failures) VALUES (${key}, 1)
        ON CONFLICT (key) DO UPDATE SET failures = ${failures}, last_at = now(),
          blocked_until = CASE WHEN ${failures} >= ${freeTries}
            THEN now() + least(${longestWaitSeconds}, ${firstWaitSeconds} * power(2, least(f.failures + 1 - ${freeTries}, 12)))
              * interval '1 second' END
        WHERE f.blocked_until IS NULL OR f.blocked_until <= now()
        RETURNING failures, coalesce(extract(epoch FROM blocked_until - now()), 0)::float8 AS "waitSeconds"`,
  )
  if (claimed) return { isOpen: true, ...claimed }
  const [blocked] = await transaction.rows<{ waitSeconds: number }>(
    sql`SELECT greatest(extract(epoch FROM blocked_until - now()), 1)::float8 AS "waitSeconds"
        FROM onegrid.sign_in_failures WHERE key = ${key}`,
  )
  return { isOpen: false, waitSeconds: blocked?.waitSeconds ?? 1 }
}

/** After a right one. */
export const forgiveTries = (transaction: Transaction, key: string): Promise<number> =>
  transaction.run(sql`DELETE FROM onegrid.sign_in_failures WHERE key = ${key}`)

/** Counts of names and addresses that nobody has used for long: an attacker makes new ones for ever. */
async function removeOldTries(transaction: Transaction): Promise<void> {
  await transaction.run(sql`DELETE FROM onegrid.sign_in_failures WHERE last_at < now() - ${forgottenAfter}::interval`)
  await transaction.run(sql`DELETE FROM onegrid.rate_counts WHERE starts_at < now() - interval '1 hour'`)
}

/** Counts one more in this minute, and says how many there are. Who fills the table clears it once in a while. */
export async function countInMinute(transaction: Transaction, key: string): Promise<number> {
  const [row] = await transaction.exactly<{ count: number }>(
    1,
    sql`INSERT INTO onegrid.rate_counts AS r (key, starts_at, count) VALUES (${key}, date_trunc('minute', now()), 1)
        ON CONFLICT (key, starts_at) DO UPDATE SET count = r.count + 1 RETURNING count`,
  )
  const count = row?.count ?? 0
  if (count % 20 === 1) await removeOldTries(transaction)
  return count
}

/** The last one was no wrong try after all. */
export const takeBackCount = (transaction: Transaction, key: string): Promise<number> =>
  transaction.run(
    sql`UPDATE onegrid.rate_counts SET count = greatest(count - 1, 0)
        WHERE key = ${key} AND starts_at = (SELECT max(starts_at) FROM onegrid.rate_counts WHERE key = ${key})`,
  )
