import { randomUUID } from 'node:crypto'
import { symmetricEncrypt } from 'better-auth/crypto'
import { sql } from 'drizzle-orm'
import { ensureDemoAccounts } from '#api/demo/demo-accounts.ts'
import { loadSecrets } from '#api/platform/access/load-secrets.ts'
import type { AuditTrail } from '#api/platform/audit/audit-trail.ts'
import { plainDigest } from '#api/platform/audit/digest.ts'
import { sealEntries } from '#api/platform/audit/seal-entries.ts'
import type { Database } from '#api/platform/db/client.ts'
import { anEntry } from './audit.ts'

/** What the people of a county leave in every table of accounts, persons and the record: the demonstration accounts and what
 *  hangs on them, names that nobody has, and a trail of which one line waits to be sealed. */
export async function fillAccess(database: Database, audit: AuditTrail): Promise<void> {
  await ensureDemoAccounts({ database, audit, password: 'county-of-huize-2026' })
  const { current } = await loadSecrets(database, {})
  const secret = await symmetricEncrypt({ key: current, data: 'JBSWY3DPEHPK3PXP' })
  const codes = await symmetricEncrypt({ key: current, data: '["aaaaa-11111", "bbbbb-22222"]' })
  const county = database.county
  await database.write(async (transaction) => {
    const operator = sql`(SELECT id FROM onegrid.users WHERE username = 'county-operator')`
    for (const statement of [
      sql`SET LOCAL onegrid.maintenance = 'backup'`,
      sql`UPDATE onegrid.users SET two_factor_enabled = true WHERE username = 'county-operator'`,
      sql`UPDATE onegrid.users SET disabled_at = now() WHERE username = 'planner'`,
      sql`INSERT INTO onegrid.second_factors (id, user_id, secret, backup_codes)
          VALUES (${randomUUID()}, ${operator}, ${secret}, ${codes})`,
      sql`INSERT INTO onegrid.credentials (id, user_id, provider_id, account_id)
          VALUES (${randomUUID()}, ${operator}, 'oidc:https://sign-in.invalid', 'operator-7')`,
      sql`INSERT INTO onegrid.grants (user_id, role, area_code, granted_by, revoked_at, revoked_by)
          VALUES (${operator}, 'auditor', ${county}, 'administrator', now(), 'administrator')`,
      sql`INSERT INTO onegrid.role_policies (county_code, role, requires_second_factor, changed_by)
          VALUES (${county}, 'approver', true, 'administrator')`,
      sql`INSERT INTO onegrid.api_keys (name, secret_hash, role, area_code, created_by, expires_at, revoked_at)
          VALUES ('12345', 'one', 'viewer', ${county}, 'administrator', '2036-01-01', NULL),
                 ('12345', 'two', 'viewer', ${county}, 'administrator', '2036-01-01', now())`,
      sql`INSERT INTO onegrid.walls (name, scene, area_code, secret_hash, paired_by)
          VALUES ('指挥大厅', 'overview', ${county}, 'three', 'administrator')`,
      sql`INSERT INTO onegrid.wall_pairings (code_hash, claim_hash, address, expires_at) VALUES ('four', 'five', '10.0.0.7', now())`,
      sql`INSERT INTO onegrid.sessions (id, token, user_id, expires_at)
          VALUES (${randomUUID()}, ${randomUUID()}, ${operator}, '2036-01-01')`,
      sql`INSERT INTO onegrid.verifications (id, identifier, value, expires_at) VALUES (${randomUUID()}, 'six', 'seven', now())`,
      sql`INSERT INTO onegrid.sign_in_failures (key, failures) VALUES ('account nobody', 3)`,
      sql`INSERT INTO onegrid.rate_counts (key, starts_at, count) VALUES ('account nobody', now(), 3)`,
      sql`INSERT INTO contacts (area_code, name, phone, duty, expires_at)
          SELECT code, '示例' || row_number() OVER (ORDER BY code), '13800000000', '值班', '2036-01-01'
          FROM areas WHERE level = 'village' ORDER BY code LIMIT 5`,
      sql`INSERT INTO incident_parties (incident_id, area_code, part, name, phone, note, expires_at)
          SELECT id, grid_code, 'applicant', '示例' || row_number() OVER (ORDER BY id), NULL, '示例', '2036-01-01'
          FROM incidents WHERE kind = 'dispute' ORDER BY id LIMIT 5`,
    ])
      await transaction.run(statement)
  })
  await audit.recordAlone(anEntry({ action: 'persons.read', isPersonal: true }))
  await sealEntries(database, plainDigest)
  await audit.recordAlone(anEntry())
}
