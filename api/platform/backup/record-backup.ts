import { basename } from 'node:path'
import { sql } from 'drizzle-orm'
import { createAuditTrail } from '#api/platform/audit/create-audit-trail.ts'
import type { DigestSetting } from '#api/platform/audit/digest.ts'
import type { Database } from '#api/platform/db/client.ts'
import type { Actor } from '#api/platform/db/scope.ts'

/** Tells in the audit trail, before anything is read, that a backup is taken, which holds all personal data; the backup
 *  itself has the line. A schema of before the trail has no place for it. Gives what was in the way, or null: a database
 *  that takes no more writes must still be backed up. */
export async function recordBackup(
  database: Database,
  { file, actor, auditDigest }: { file: string; actor: Actor; auditDigest: DigestSetting },
): Promise<unknown> {
  try {
    const [table] = await database.read((handle) =>
      handle.rows(sql`SELECT 1 FROM pg_tables WHERE schemaname = ${database.schema} AND tablename = 'audit_entries'`),
    )
    if (!table) return null
    await createAuditTrail({ database, digest: auditDigest }).recordAlone({
      actor,
      address: '',
      requestId: '',
      action: 'backup.take',
      outcome: 'done',
      details: { file: basename(file) },
      isPersonal: true,
    })
    return null
  } catch (error) {
    return error
  }
}
