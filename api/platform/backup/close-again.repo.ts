import { type SQL, sql } from 'drizzle-orm'
import type { Transaction } from '#api/platform/db/client.ts'
import type { FormerAccess, FormerTable } from './former-access.repo.ts'

/*
 * Each statement compares what was restored with what stood in the database before. Of two states of one thing that which
 * was written later holds; `isLater` says that all of the former database was. A thing that is in the backup alone was taken
 * away since where `isLater`, and may never have been there otherwise.
 */

/** Something that was open in the backup and is closed, or replaced by what came later. */
export type ClosedRow = { id: string; name: string; area?: string; role?: string; way?: string; foreignId?: string }

export type Former = { access: FormerAccess; isLater: boolean }

const rowsOf = ({ access }: Former, table: FormerTable): SQL =>
  sql`jsonb_populate_recordset(NULL::${sql.raw(`onegrid.${table}`)}, ${access[table]}::text::jsonb)`

const closed = async (transaction: Transaction, statement: SQL): Promise<ClosedRow[]> =>
  // In one order: lines of the record are alike from one restore to the next.
  (await transaction.rows<ClosedRow>(statement)).sort((a, b) => (a.id < b.id ? -1 : 1))

/** Whether the former database is of the installation that the backup is of: the same accounts, or the same secret. */
export async function isSameInstallation(transaction: Transaction, former: Former): Promise<boolean> {
  const [row] = await transaction.exactly<{ isSame: boolean }>(
    1,
    sql`SELECT EXISTS (SELECT 1 FROM onegrid.users u JOIN ${rowsOf(former, 'users')} p ON p.id = u.id)
          OR EXISTS (SELECT 1 FROM onegrid.secrets s JOIN ${rowsOf(former, 'secrets')} p ON (p.name, p.value) = (s.name, s.value))
          AS "isSame"`,
  )
  return row?.isSame ?? false
}

type Revocable = 'api_keys' | 'walls'
const revoked = sql`RETURNING t.id, t.name, t.area_code AS area`

export const revokeAgain = (transaction: Transaction, table: Revocable, former: Former, by: string) =>
  closed(
    transaction,
    sql`UPDATE onegrid.${sql.identifier(table)} t
        SET revoked_at = coalesce(p.revoked_at, now()), revoked_by = coalesce(p.revoked_by, ${by})
        FROM onegrid.${sql.identifier(table)} own LEFT JOIN ${rowsOf(former, table)} p ON p.id = own.id
        WHERE t.id = own.id AND t.revoked_at IS NULL
          AND (p.revoked_at IS NOT NULL OR p.id IS NULL AND ${former.isLater}::boolean) ${revoked}`,
  )

export const revokeAll = (transaction: Transaction, table: Revocable, by: string) =>
  closed(
    transaction,
    sql`UPDATE onegrid.${sql.identifier(table)} t SET revoked_at = now(), revoked_by = ${by}
        WHERE t.revoked_at IS NULL ${revoked}`,
  )

/** Second factors as they were: one that was set up or renewed since, with the backup codes that are left of it, and none
 *  where it was removed. */
export const keepSecondFactors = (transaction: Transaction, former: Former) =>
  closed(
    transaction,
    sql`WITH newer AS (
          SELECT p.id, p.two_factor_enabled, p.updated_at,
            ${former.isLater}::boolean OR p.updated_at > u.updated_at AS is_beyond_doubt
          FROM onegrid.users u JOIN ${rowsOf(former, 'users')} p ON p.id = u.id
          WHERE ${former.isLater}::boolean OR p.updated_at >= u.updated_at),
        factors AS (SELECT * FROM ${rowsOf(former, 'second_factors')}),
        removed AS (
          DELETE FROM onegrid.second_factors s USING newer n
          WHERE n.id = s.user_id AND n.is_beyond_doubt AND NOT EXISTS (SELECT 1 FROM factors f WHERE f.user_id = s.user_id)
          RETURNING s.user_id),
        kept AS (
          INSERT INTO onegrid.second_factors AS s
            (id, user_id, secret, backup_codes, verified, failed_verification_count, locked_until)
          SELECT f.id, f.user_id, f.secret, f.backup_codes, f.verified, f.failed_verification_count, f.locked_until
          FROM factors f JOIN newer n ON n.id = f.user_id
          ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, backup_codes = excluded.backup_codes,
            verified = excluded.verified, failed_verification_count = excluded.failed_verification_count,
            locked_until = excluded.locked_until
          WHERE (s.secret, s.backup_codes, s.verified) IS DISTINCT FROM (excluded.secret, excluded.backup_codes, excluded.verified)
          RETURNING s.user_id)
        UPDATE onegrid.users u SET two_factor_enabled = n.two_factor_enabled, updated_at = greatest(u.updated_at, n.updated_at)
        FROM newer n JOIN (SELECT user_id FROM removed UNION SELECT user_id FROM kept) AS changed ON changed.user_id = n.id
        WHERE u.id = n.id RETURNING u.id, u.username AS name`,
  )

/** The secret with which second factors are encrypted, where somebody has made a new one. */
export const keepSecret = (transaction: Transaction, former: Former): Promise<number> =>
  transaction.run(
    sql`UPDATE onegrid.secrets s SET value = p.value FROM ${rowsOf(former, 'secrets')} p
        WHERE p.name = s.name AND p.value <> s.value`,
  )

/** Passwords that were changed or reset since. */
export const keepPasswords = (transaction: Transaction, former: Former) =>
  closed(
    transaction,
    sql`WITH changed AS (
          UPDATE onegrid.credentials c SET password = p.password, updated_at = p.updated_at
          FROM ${rowsOf(former, 'credentials')} p
          WHERE c.provider_id = 'credential' AND p.provider_id = 'credential' AND p.user_id = c.user_id
            AND (${former.isLater}::boolean OR p.updated_at >= c.updated_at) AND p.password IS DISTINCT FROM c.password
          RETURNING c.user_id)
        UPDATE onegrid.users u SET must_change_password = p.must_change_password, password_changed_at = p.password_changed_at
        FROM changed c JOIN ${rowsOf(former, 'users')} p ON p.id = c.user_id
        WHERE u.id = p.id RETURNING u.id, u.username AS name`,
  )

/** What an account of both is bound to in the backup alone. Nothing tells a binding that was taken away from one that was not
 *  made yet: it can be made again. */
export const removeBindings = (transaction: Transaction, former: Former) =>
  closed(
    transaction,
    sql`DELETE FROM onegrid.credentials c USING onegrid.users u, ${rowsOf(former, 'users')} p
        WHERE u.id = c.user_id AND p.id = u.id AND NOT EXISTS (
          SELECT 1 FROM ${rowsOf(former, 'credentials')} k
          WHERE (k.user_id, k.provider_id, k.account_id) = (c.user_id, c.provider_id, c.account_id))
        RETURNING u.id, u.username AS name, split_part(c.provider_id, ':', 1) AS way, c.account_id AS "foreignId"`,
  )

/** Accounts that were disabled since, got an earlier end, or are gone. */
export const disableAgain = (transaction: Transaction, former: Former) =>
  closed(
    transaction,
    sql`UPDATE onegrid.users u SET
          disabled_at = coalesce(u.disabled_at, p.disabled_at, CASE WHEN p.id IS NULL THEN now() END),
          valid_until = least(u.valid_until, p.valid_until), version = u.version + 1,
          updated_at = greatest(u.updated_at, coalesce(p.updated_at, now()))
        FROM onegrid.users own LEFT JOIN ${rowsOf(former, 'users')} p ON p.id = own.id
        WHERE u.id = own.id AND CASE WHEN p.id IS NULL THEN ${former.isLater}::boolean AND u.disabled_at IS NULL
          ELSE (${former.isLater}::boolean OR p.updated_at >= u.updated_at)
            AND (u.disabled_at IS NULL AND p.disabled_at IS NOT NULL
              OR least(u.valid_until, p.valid_until) IS DISTINCT FROM u.valid_until) END
        RETURNING u.id, u.username AS name`,
  )

/** All but those who administer the county and are none of the demonstration: somebody has to let the others in again. */
export const disableAll = (transaction: Transaction, county: string) =>
  closed(
    transaction,
    sql`UPDATE onegrid.users u SET disabled_at = now(), version = version + 1, updated_at = now()
        WHERE u.disabled_at IS NULL AND (u.is_demo OR NOT EXISTS (
          SELECT 1 FROM onegrid.grants g WHERE g.user_id = u.id AND g.role = 'administrator' AND g.area_code = ${county}
            AND g.revoked_at IS NULL AND (g.valid_until IS NULL OR g.valid_until > now())))
        RETURNING u.id, u.username AS name`,
  )

/** Roles that were taken back since. Who has got one back meanwhile has it as it was given the second time. */
export async function revokeGrants(transaction: Transaction, former: Former, by: string): Promise<ClosedRow[]> {
  const rows = await transaction.rows<ClosedRow & { grantId: string }>(
    sql`UPDATE onegrid.grants g SET revoked_at = coalesce(p.revoked_at, now()), revoked_by = coalesce(p.revoked_by, ${by})
        FROM onegrid.grants own JOIN onegrid.users u ON u.id = own.user_id
          JOIN ${rowsOf(former, 'users')} known ON known.id = u.id
          LEFT JOIN ${rowsOf(former, 'grants')} p ON p.id = own.id
        WHERE g.id = own.id AND g.revoked_at IS NULL
          AND (p.revoked_at IS NOT NULL OR p.id IS NULL AND ${former.isLater}::boolean)
        RETURNING g.id AS "grantId", u.id, u.username AS name, g.role, g.area_code AS area`,
  )
  const again = await transaction.rows<Pick<ClosedRow, 'id' | 'role' | 'area'>>(
    sql`INSERT INTO onegrid.grants (id, user_id, role, area_code, valid_from, valid_until, granted_by, granted_at)
        SELECT p.id, p.user_id, p.role, p.area_code, p.valid_from, p.valid_until, p.granted_by, p.granted_at
        FROM ${rowsOf(former, 'grants')} p JOIN onegrid.grants g
          ON (g.user_id, g.role, g.area_code) = (p.user_id, p.role, p.area_code)
        WHERE p.revoked_at IS NULL AND g.id = ANY(${`{${rows.map(({ grantId }) => grantId).join(',')}}`}::text::uuid[])
        ON CONFLICT DO NOTHING RETURNING user_id AS id, role, area_code AS area`,
  )
  const keyOf = ({ id, role, area }: Pick<ClosedRow, 'id' | 'role' | 'area'>) => `${id} ${role} ${area}`
  const held = new Set(again.map(keyOf))
  return rows
    .filter((row) => !held.has(keyOf(row)))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    .map(({ grantId: _, ...row }) => row)
}

/** Roles that were to have a second factor. */
export const keepPolicies = (transaction: Transaction, former: Former) =>
  closed(
    transaction,
    sql`INSERT INTO onegrid.role_policies AS r (county_code, role, requires_second_factor, changed_at, changed_by)
        SELECT p.county_code, p.role, true, p.changed_at, p.changed_by FROM ${rowsOf(former, 'role_policies')} p
        WHERE p.requires_second_factor
        ON CONFLICT (county_code, role) DO UPDATE
          SET requires_second_factor = true, changed_at = excluded.changed_at, changed_by = excluded.changed_by
          WHERE NOT r.requires_second_factor AND (${former.isLater}::boolean OR excluded.changed_at >= r.changed_at)
        RETURNING r.role AS id, r.role AS name`,
  )

/** What is open and was not in the former database, which may have come later than the backup or not. */
export async function countUnknown(
  transaction: Transaction,
  former: Former,
): Promise<{ accounts: number; keys: number; walls: number }> {
  const count = (table: 'users' | Revocable, isOpen: SQL) =>
    sql`(SELECT count(*)::integer FROM onegrid.${sql.identifier(table)} t WHERE ${isOpen}
         AND NOT EXISTS (SELECT 1 FROM ${rowsOf(former, table)} p WHERE p.id = t.id))`
  const [row] = await transaction.exactly<{ accounts: number; keys: number; walls: number }>(
    1,
    sql`SELECT ${count('users', sql`t.disabled_at IS NULL`)} AS accounts,
          ${count('api_keys', sql`t.revoked_at IS NULL AND t.expires_at > now()`)} AS keys,
          ${count('walls', sql`t.revoked_at IS NULL`)} AS walls`,
  )
  return row ?? { accounts: 0, keys: 0, walls: 0 }
}
