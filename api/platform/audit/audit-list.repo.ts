import { type SQL, sql } from 'drizzle-orm'
import type { Handle } from '#api/platform/db/client.ts'
import { instantText } from '#api/platform/db/sql-text.ts'
import type { AuditFilters, AuditItem } from './audit.contract.ts'
import { contentColumns } from './audit-chain.repo.ts'
import type { AuditContent } from './audit-row.ts'

/** `%` and `_` as themselves. */
const likeText = (text: string) => text.replaceAll(/[\\%_]/g, '\\$&')

function conditions(filters: AuditFilters): SQL {
  const { from, to, actor, action, outcome, recordKind, recordId, area, text } = filters
  const parts: SQL[] = [sql`true`]
  if (from) parts.push(sql`at >= ${from}::text::timestamptz`)
  if (to) parts.push(sql`at < ${to}::text::timestamptz`)
  if (actor) parts.push(sql`(actor_id = ${actor} OR actor_name = ${actor})`)
  if (action) parts.push(sql`(action = ${action} OR action LIKE ${`${likeText(action)}.%`})`)
  if (outcome) parts.push(sql`outcome = ${outcome}`)
  if (recordKind) parts.push(sql`record_kind = ${recordKind}`)
  if (recordId) parts.push(sql`record_id = ${recordId}`)
  if (area) parts.push(sql`area_code LIKE ${`${area}%`}`)
  if (text)
    parts.push(sql`concat_ws(' ', actor_id, actor_name, address, request_id, action, record_kind, record_id, area_code,
      before::text, after::text, details::text) ILIKE ${`%${likeText(text)}%`}`)
  return sql.join(parts, sql` AND `)
}

type RawItem = AuditContent &
  Pick<AuditItem, 'at' | 'clockSuspect' | 'contentRemoved' | 'hash'> & { id: string; seq: string | null }

function toItem(row: RawItem): AuditItem {
  const { id, seq, actorKind, actorId, actorName, recordKind, recordId, ...rest } = row
  return {
    ...rest,
    id: Number(id),
    seq: seq === null ? null : Number(seq),
    // All of it goes together.
    actor: actorKind === null ? null : { kind: actorKind, id: actorId, name: actorName },
    record: recordKind === null || recordId === null ? null : { kind: recordKind, id: recordId },
  }
}

const common = sql`id, ${instantText(sql`at`, 'US')} AS at, ${contentColumns}`
const sealedColumns = sql`seq, clock_suspect AS "clockSuspect", content_removed_at IS NOT NULL AS "contentRemoved", hash, ${common}`

/** Newest first, at most `limit`, those with a lower number than `before`. A line that waits is there like the others: in
 *  one statement each is in exactly one of the two tables. */
export async function listAudit(
  handle: Handle,
  filters: AuditFilters,
  { limit, before }: { limit: number; before?: number | undefined },
): Promise<AuditItem[]> {
  const isWanted = sql`${conditions(filters)}${before === undefined ? sql`` : sql` AND id < ${before}::bigint`}`
  const rows = await handle.rows<RawItem>(
    sql`(SELECT ${sealedColumns} FROM audit_log WHERE ${isWanted} ORDER BY id DESC LIMIT ${limit}::integer)
        UNION ALL
        (SELECT NULL, false, false, NULL, ${common} FROM audit_entries WHERE ${isWanted} ORDER BY id DESC LIMIT ${limit}::integer)
        ORDER BY id DESC LIMIT ${limit}::integer`,
  )
  return rows.map(toItem)
}

/** Rows of the chain in its order, those after `after`. */
export async function listSealed(handle: Handle, after: number, limit: number): Promise<AuditItem[]> {
  const rows = await handle.rows<RawItem>(
    sql`SELECT ${sealedColumns} FROM audit_log WHERE seq > ${after}::bigint ORDER BY seq LIMIT ${limit}::integer`,
  )
  return rows.map(toItem)
}
