import { sql } from 'drizzle-orm'
import type { Transaction } from '#api/platform/db/client.ts'

export type RateCount = { key: string; startsAt: string; count: number }

/** Adds to counts of one stretch of time and gives what stands there then, the counts of other copies included. In the order
 *  of the keys, so that two copies never wait for each other. */
export async function addCounts(transaction: Transaction, counts: readonly RateCount[]): Promise<Map<string, number>> {
  const rows = await transaction.rows<{ key: string; count: number }>(
    sql`INSERT INTO onegrid.rate_counts AS r (key, starts_at, count)
      SELECT added.key, added."startsAt"::timestamptz, added.count
      FROM json_to_recordset(${JSON.stringify(counts)}::text::json) AS added(key text, "startsAt" text, count integer)
      ORDER BY added.key
      ON CONFLICT (key, starts_at) DO UPDATE SET count = r.count + excluded.count RETURNING r.key, r.count`,
  )
  return new Map(rows.map(({ key, count }) => [key, count]))
}

export const subtractCount = (transaction: Transaction, { key, startsAt, count }: RateCount): Promise<number> =>
  transaction.run(
    sql`UPDATE onegrid.rate_counts SET count = greatest(count - ${count}::integer, 0)
      WHERE key = ${key} AND starts_at = ${startsAt}::text::timestamptz`,
  )

/** What no window reaches any more. */
export const removeOldCounts = (transaction: Transaction): Promise<number> =>
  transaction.run(sql`DELETE FROM onegrid.rate_counts WHERE starts_at < now() - interval '1 hour'`)
