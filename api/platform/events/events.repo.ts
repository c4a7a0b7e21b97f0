import { sql } from 'drizzle-orm'
import type { Handle, Transaction } from '#api/platform/db/client.ts'
import { instantText } from '#api/platform/db/sql-text.ts'
import type { LiveEvent } from './events.contract.ts'

/** Where the log ends, and up to where it is no longer whole. The hub reads it for all, each of whom hears only what is his
 *  (`event-reach.ts`). */
export async function readBounds(handle: Handle): Promise<{ head: number; floor: number }> {
  const [row] = await handle.exactly<{ head: string | null; floor: string }>(
    1,
    sql`SELECT (SELECT seq FROM event_log ORDER BY seq DESC LIMIT 1) AS head, seq AS floor FROM event_log_floor`,
  )
  const floor = Number(row?.floor ?? 0)
  return { head: Math.max(floor, Number(row?.head ?? 0)), floor }
}

/** The number before the last `count` events. */
export async function findStart(handle: Handle, count: number): Promise<number> {
  const [row] = await handle.rows<{ seq: string }>(
    sql`SELECT seq FROM event_log ORDER BY seq DESC OFFSET ${count}::integer LIMIT 1`,
  )
  return Number(row?.seq ?? 0)
}

/** The next events after `seq`, in order. */
export async function listAfter(handle: Handle, seq: number, limit: number): Promise<LiveEvent[]> {
  const rows = await handle.rows<Omit<LiveEvent, 'seq'> & { seq: string }>(
    sql`SELECT seq, ${instantText(sql`at`)} AS at, name, record_kind AS "recordKind", record_id AS "recordId", version,
          area_code AS area, data
        FROM event_log WHERE seq > ${seq}::bigint ORDER BY seq LIMIT ${limit}::integer`,
  )
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }))
}

/** Takes away what is older than so many days, from the beginning up to the first that is not: the log never has a hole. */
export const removeOldest = (transaction: Transaction, days: number): Promise<number> =>
  transaction
    .rows<{ count: number }>(
      sql`WITH removed AS (
            DELETE FROM event_log WHERE seq < coalesce(
              (SELECT seq FROM event_log WHERE at >= now() - make_interval(days => ${days}::integer) ORDER BY seq LIMIT 1),
              (SELECT max(seq) + 1 FROM event_log))
            RETURNING seq),
          moved AS (
            UPDATE event_log_floor SET seq = greatest(seq, (SELECT max(seq) FROM removed)) WHERE EXISTS (SELECT FROM removed))
          SELECT count(*)::integer AS count FROM removed`,
    )
    .then(([row]) => row?.count ?? 0)
