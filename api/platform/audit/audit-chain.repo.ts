import { sql } from 'drizzle-orm'
import type { Handle, Transaction } from '#api/platform/db/client.ts'
import { instantText } from '#api/platform/db/sql-text.ts'
import type { AuditContent, ChainLink } from './audit-row.ts'

/** What a line says, by the names the program uses. */
export const contentColumns = sql`actor_kind AS "actorKind", actor_id AS "actorId", actor_name AS "actorName", address,
  request_id AS "requestId", action, outcome, record_kind AS "recordKind", record_id AS "recordId", area_code AS area,
  before, after, details, is_personal AS "isPersonal"`

/** Where the chain ends, and where what is left of it begins. */
export type ChainHead = {
  seq: number
  hash: string
  /** The last row that was taken away at the beginning. */
  anchorSeq: number
  anchorHash: string
  /** The highest number there is, which is `seq` unless somebody has changed something. */
  lastSeq: number
}

export async function findChainHead(handle: Handle): Promise<ChainHead> {
  const [row] = await handle.exactly<
    { hash: string; anchorHash: string } & Record<'seq' | 'anchorSeq' | 'lastSeq', string>
  >(
    1,
    sql`SELECT seq, hash, anchor_seq AS "anchorSeq", anchor_hash AS "anchorHash",
          coalesce((SELECT max(seq) FROM audit_log), anchor_seq) AS "lastSeq" FROM audit_head`,
  )
  if (!row) throw new Error('the audit trail has no head')
  return { ...row, seq: Number(row.seq), anchorSeq: Number(row.anchorSeq), lastSeq: Number(row.lastSeq) }
}

/** A row as it stands, whatever somebody may have made of it. */
export type ChainRow = ChainLink &
  AuditContent & {
    previous: string
    hash: string
    isContentRemoved: boolean
    /** Its time to be kept is over. */
    isExpired: boolean
    /** Its time has not come yet. */
    isFuture: boolean
  }

const linkColumns = sql`seq, id, ${instantText(sql`at`, 'US')} AS at, ${instantText(sql`sealed_at`, 'US')} AS "sealedAt",
  clock_suspect AS "clockSuspect", digest, previous, hash, content_removed_at IS NOT NULL AS "isContentRemoved",
  is_audit_expired(at, sealed_at, is_personal) AS "isExpired", at > clock_timestamp() + interval '1 second' AS "isFuture"`

/** Rows of the chain in its order, those after `after`. */
export async function listChain(handle: Handle, after: number | undefined, limit: number): Promise<ChainRow[]> {
  const isAfter = after === undefined ? sql`true` : sql`seq > ${after}::bigint`
  const rows = await handle.rows<Omit<ChainRow, 'seq' | 'id'> & { seq: string; id: string }>(
    sql`SELECT ${linkColumns}, ${contentColumns} FROM audit_log WHERE ${isAfter} ORDER BY seq LIMIT ${limit}::integer`,
  )
  return rows.map((row) => ({ ...row, seq: Number(row.seq), id: Number(row.id) }))
}

export type WaitingLine = AuditContent & { id: number; digest: string }

/** Lines that are not in the chain yet. */
export async function listWaitingLines(handle: Handle, after: number, limit: number): Promise<WaitingLine[]> {
  const rows = await handle.rows<Omit<WaitingLine, 'id'> & { id: string }>(
    sql`SELECT id, digest, ${contentColumns} FROM audit_entries WHERE id > ${after}::bigint ORDER BY id LIMIT ${limit}::integer`,
  )
  return rows.map((row) => ({ ...row, id: Number(row.id) }))
}

/** Whether a line tells that the chain was cut off at the beginning up to this hash. */
export async function findPruning(handle: Handle, anchorHash: string): Promise<boolean> {
  const isTold = sql`action = 'audit.prune' AND details->>'anchorHash' = ${anchorHash}`
  const [row] = await handle.rows(
    sql`SELECT 1 FROM audit_log WHERE ${isTold} UNION ALL SELECT 1 FROM audit_entries WHERE ${isTold} LIMIT 1`,
  )
  return row !== undefined
}

export type Pruned = { removed: number; emptied: number; keptPersonal: number; anchorSeq: number; anchorHash: string }

/** Whether everything before an instant is 180 days old. */
export async function isPrunable(handle: Handle, before: string): Promise<boolean> {
  const [row] = await handle.exactly<{ isOld: boolean }>(
    1,
    sql`SELECT ${before}::text::timestamptz <= now() - interval '180 days' AS "isOld"`,
  )
  return row?.isOld ?? false
}

/** Takes away what is older than `before` and past its time: rows at the beginning as a whole, those behind a row that has
 *  to stay without what they say, so that the hashes go on. The condition stands in every statement. */
export async function pruneChain(transaction: Transaction, before: string): Promise<Pruned> {
  const [head] = await transaction.exactly<{ anchorSeq: string; anchorHash: string }>(
    1,
    sql`SELECT anchor_seq AS "anchorSeq", anchor_hash AS "anchorHash" FROM audit_head FOR UPDATE`,
  )
  const isOver = sql`at < ${before}::text::timestamptz AND is_audit_expired(at, sealed_at, is_personal)`
  const [last] = await transaction.rows<{ seq: string; hash: string; removed: string }>(
    sql`WITH gone AS (
          DELETE FROM audit_log WHERE ${isOver}
            AND seq < coalesce((SELECT min(seq) FROM audit_log WHERE NOT (${isOver})), 9223372036854775807)
          RETURNING seq, hash)
        SELECT count(*) OVER () AS removed, seq, hash FROM gone ORDER BY seq DESC LIMIT 1`,
  )
  const emptied = await transaction.run(
    sql`UPDATE audit_log SET content_removed_at = now(), actor_kind = NULL, actor_id = NULL, actor_name = NULL,
          address = NULL, request_id = NULL, action = NULL, outcome = NULL, record_kind = NULL, record_id = NULL,
          area_code = NULL, before = NULL, after = NULL, details = NULL
        WHERE ${isOver} AND content_removed_at IS NULL`,
  )
  const [kept] = await transaction.exactly<{ count: number }>(
    1,
    sql`SELECT count(*)::integer AS count FROM audit_log WHERE at < ${before}::text::timestamptz AND is_personal AND content_removed_at IS NULL`,
  )
  const anchor = last ?? { seq: head?.anchorSeq, hash: head?.anchorHash }
  await transaction.run(sql`UPDATE audit_head SET anchor_seq = ${anchor.seq}::bigint, anchor_hash = ${anchor.hash}`, 1)
  return {
    removed: Number(last?.removed ?? 0),
    emptied,
    keptPersonal: kept?.count ?? 0,
    anchorSeq: Number(anchor.seq),
    anchorHash: anchor.hash ?? '',
  }
}
