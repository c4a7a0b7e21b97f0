import { sql } from 'drizzle-orm'
import type { Handle, Transaction } from '#api/platform/db/client.ts'
import { countRows } from '#api/platform/db/list-rows.ts'
import { prepareStatement } from '#api/platform/db/prepared-statement.ts'
import { instantText } from '#api/platform/db/sql-text.ts'
import type { AuditContent, ChainLink } from './audit-row.ts'

type Entry = Omit<AuditContent, 'before' | 'after' | 'details'> & Record<'before' | 'after' | 'details', string | null>
const slot = sql.placeholder
// JSON is cast twice because the driver would encode a parameter of that type again.
const entryInsert = prepareStatement<Entry & { digest: string }, never>(
  sql`INSERT INTO audit_entries (actor_kind, actor_id, actor_name, address, request_id, action, outcome, record_kind,
        record_id, area_code, before, after, details, is_personal, digest)
      VALUES (${slot('actorKind')}, ${slot('actorId')}, ${slot('actorName')}, ${slot('address')}, ${slot('requestId')},
        ${slot('action')}, ${slot('outcome')}, ${slot('recordKind')}, ${slot('recordId')}, ${slot('area')},
        ${slot('before')}::text::jsonb, ${slot('after')}::text::jsonb, ${slot('details')}::text::jsonb,
        ${slot('isPersonal')}, ${slot('digest')})`,
)
const asJson = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))

/** Nobody waits for it: it is there when the transaction has committed, or the transaction is not. */
export const insertEntry = (transaction: Transaction, content: AuditContent, digest: string): void =>
  transaction.runLater(
    entryInsert.bind({
      ...content,
      digest,
      before: asJson(content.before),
      after: asJson(content.after),
      details: asJson(content.details),
    }),
  )

/** The end of the chain as the next row needs it. */
export type Head = {
  seq: number
  hash: string
  referenceId: number | null
  /** ISO text to the microsecond. */
  referenceAt: string | null
}
const toNumber = (text: string | null) => (text === null ? null : Number(text))

/** The end of the chain, held until the transaction ends; undefined where another holds it. */
export async function takeHead(transaction: Transaction): Promise<Head | undefined> {
  const [row] = await transaction.rows<{
    seq: string
    hash: string
    referenceId: string | null
    referenceAt: string | null
  }>(
    sql`SELECT seq, hash, reference_id AS "referenceId", ${instantText(sql`reference_at`, 'US')} AS "referenceAt"
        FROM audit_head FOR UPDATE SKIP LOCKED`,
  )
  return row && { ...row, seq: Number(row.seq), referenceId: toNumber(row.referenceId) }
}

export type WaitingEntry = { id: number; at: string; isPersonal: boolean; digest: string }

/** The first lines that wait, in the order of their numbers, and what time it is. None can be skipped: what a slower
 *  transaction commits later, with a lower number, is there the next time. */
export async function listWaiting(
  transaction: Transaction,
  limit: number,
): Promise<{ now: string; entries: WaitingEntry[] }> {
  const rows = await transaction.rows<Omit<WaitingEntry, 'id'> & { id: string; now: string }>(
    sql`SELECT id, ${instantText(sql`at`, 'US')} AS at, is_personal AS "isPersonal", digest,
          ${instantText(sql`statement_timestamp()`, 'US')} AS now
        FROM audit_entries ORDER BY id LIMIT ${limit}::integer`,
  )
  return { now: rows[0]?.now ?? '', entries: rows.map(({ now: _, id, ...row }) => ({ ...row, id: Number(id) })) }
}

export type SealedLink = Omit<ChainLink, 'digest' | 'at' | 'isPersonal'> & { previous: string; hash: string }

/** Moves lines into the chain. The database copies what they say; it does not travel. */
export async function insertLinks(transaction: Transaction, links: readonly SealedLink[], head: Head): Promise<void> {
  const rows = sql`json_to_recordset(${JSON.stringify(links)}::text::json)
    AS link(seq bigint, id bigint, "sealedAt" timestamptz, "clockSuspect" boolean, previous text, hash text)`
  await transaction.run(
    sql`WITH moved AS (
          DELETE FROM audit_entries WHERE id BETWEEN ${links[0]?.id ?? 0}::bigint AND ${links.at(-1)?.id ?? 0}::bigint
            AND id IN (SELECT id FROM ${rows}) RETURNING *)
        INSERT INTO audit_log (seq, id, at, sealed_at, is_personal, clock_suspect, digest, previous, hash, actor_kind,
          actor_id, actor_name, address, request_id, action, outcome, record_kind, record_id, area_code, before, after, details)
        SELECT link.seq, link.id, at, link."sealedAt", is_personal, link."clockSuspect", digest, link.previous, link.hash,
          actor_kind, actor_id, actor_name, address, request_id, action, outcome, record_kind, record_id, area_code, before,
          after, details
        FROM moved JOIN ${rows} ON link.id = moved.id`,
    links.length,
  )
  await transaction.run(
    sql`UPDATE audit_head SET seq = ${head.seq}::bigint, hash = ${head.hash}, reference_id = ${head.referenceId}::bigint,
          reference_at = ${head.referenceAt}::text::timestamptz`,
    1,
  )
}

/** How many lines are not in the chain yet. */
export const countWaiting = (handle: Handle): Promise<number> => countRows(handle, sql`audit_entries`)
