import { type SQL, sql } from 'drizzle-orm'
import type { Handle } from './client.ts'

/** How many rows there are of what stands behind FROM. */
export async function countRows(handle: Handle, from: SQL): Promise<number> {
  const [row] = await handle.exactly<{ count: number }>(1, sql`SELECT count(*)::integer AS count FROM ${from}`)
  return (row as { count: number }).count
}

/** What comes after a row of a list that has the latest first, by the keys of that row: its instant to the microsecond, and its
 *  UUID. Written so that an index on (instant DESC, id) gives the place to start: a row comparison cannot, its two columns run in
 *  opposite directions. Nothing where the list begins. */
export function afterLatest(instant: SQL, id: SQL, keys: readonly [instant: string, id: string] | undefined): SQL {
  if (!keys) return sql``
  // `::text::timestamptz`: a parameter that is a timestamptz itself goes through a JavaScript Date in the driver and loses its
  // microseconds.
  const at = sql`${keys[0]}::text::timestamptz`
  return sql` AND ${instant} <= ${at} AND (${instant} < ${at} OR ${id} > ${keys[1]}::uuid)`
}
