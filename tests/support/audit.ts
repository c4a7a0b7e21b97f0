import { sql } from 'drizzle-orm'
import { contentOf, contentText, linkText } from '#api/platform/audit/audit-row.ts'
import type { AuditEntry, AuditTrail } from '#api/platform/audit/audit-trail.ts'
import { createAuditTrail } from '#api/platform/audit/create-audit-trail.ts'
import { digestText, plainDigest } from '#api/platform/audit/digest.ts'
import type { Database } from '#api/platform/db/client.ts'

/** A line of the record, of somebody who changed an incident. */
export const anEntry = (entry: Partial<AuditEntry> = {}): AuditEntry => ({
  actor: { kind: 'person', id: 'u1', name: 'zhang' },
  address: '10.0.0.7',
  requestId: 'r1',
  action: 'incidents.write',
  outcome: 'done',
  record: { kind: 'incidents', id: 'i1' },
  area: '530326101',
  before: { state: 'reported', 备注: '旧' },
  after: { state: 'accepted', 备注: '新' },
  ...entry,
})

/** What something that records what it does is given. */
export const told = (database: Database) => ({
  audit: createAuditTrail({ database }),
  actor: { kind: 'system' as const, id: 'tests', name: 'tests' },
})

/** For what tests begin with: their record has no lines of it. */
export const silentTrail: AuditTrail = { record: async () => {}, recordAlone: async () => {} }

/** Adds rows to the chain as they stood there after so many days. */
export async function appendOldRows(
  database: Database,
  rows: readonly { days: number; isPersonal: boolean }[],
): Promise<void> {
  await database.write(async (transaction) => {
    const [head] = await transaction.exactly<{ seq: string; hash: string }>(1, sql`SELECT seq, hash FROM audit_head`)
    let { seq, hash } = { seq: Number(head?.seq), hash: head?.hash ?? '' }
    for (const { days, isPersonal } of rows) {
      const content = contentOf(anEntry({ isPersonal, before: undefined, after: undefined }))
      const at = `${new Date(Date.now() - days * 86_400_000).toISOString().slice(0, -1)}000Z`
      const digest = digestText(plainDigest, contentText(content))
      const previous = hash
      seq += 1
      // Numbers that no line gets.
      const link = { seq, id: seq - 1_000_000, at, sealedAt: at, isPersonal, clockSuspect: false, digest }
      hash = digestText(plainDigest, linkText(previous, link))
      await transaction.run(
        sql`INSERT INTO audit_log (seq, id, at, sealed_at, is_personal, clock_suspect, digest, previous, hash, actor_kind,
              actor_id, actor_name, address, request_id, action, outcome, record_kind, record_id, area_code)
            VALUES (${seq}, ${link.id}, ${at}::text::timestamptz, ${at}::text::timestamptz, ${isPersonal}, false, ${digest},
              ${previous}, ${hash}, ${content.actorKind}, ${content.actorId}, ${content.actorName}, ${content.address},
              ${content.requestId}, ${content.action}, ${content.outcome}, ${content.recordKind}, ${content.recordId},
              ${content.area})`,
        1,
      )
    }
    await transaction.run(sql`UPDATE audit_head SET seq = ${seq}, hash = ${hash}`, 1)
  })
}
