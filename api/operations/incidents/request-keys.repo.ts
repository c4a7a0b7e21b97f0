import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Handle, ScopedTransaction } from '#api/platform/db/client.ts'
import { onlyInScope } from '#api/platform/db/scope.ts'
import { keyUsedOtherwise } from './incident-errors.ts'

/** How long a key is known. */
const keptFor = sql.raw("interval '7 days'")

/** What of a request makes it the same one. Pure. */
const digestOf = (request: unknown) => createHash('sha256').update(JSON.stringify(request)).digest('hex')

/** Marks a request as done by this transaction, or gives the record the first one of this key made. Throws 409 where the key
 *  stood for another request. One that is at work with the same key is waited for. May be the first of a transaction that starts at
 *  once. */
export async function takeRequestKey(
  transaction: ScopedTransaction,
  key: string,
  { request, recordId }: { request: unknown; recordId: string },
): Promise<string | undefined> {
  const { kind, id } = transaction.scope.actor
  const actor = `${kind}:${id}`
  const digest = digestOf(request)
  const taken = await transaction.run(
    sql`INSERT INTO request_keys (actor, key, digest, record_id)
      SELECT ${actor}, ${key}, ${digest}, ${recordId}::uuid WHERE ${onlyInScope} ON CONFLICT (actor, key) DO NOTHING`,
  )
  if (taken === 1) return undefined
  const [former] = await transaction.exactly<{ digest: string; recordId: string }>(
    1,
    sql`SELECT digest, record_id AS "recordId" FROM request_keys WHERE actor = ${actor} AND key = ${key}`,
  )
  if (former?.digest !== digest) throw keyUsedOtherwise()
  return former.recordId
}

/** Gives how many were removed. */
export const removeOldRequestKeys = (handle: Handle): Promise<number> =>
  handle.run(sql`DELETE FROM request_keys WHERE created_at < now() - ${keptFor}`)
