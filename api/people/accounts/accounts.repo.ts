import { type SQL, sql } from 'drizzle-orm'
import { withinSharedScope } from '#api/platform/access/within-scope.ts'
import type { ScopedHandle, ScopedTransaction } from '#api/platform/db/client.ts'
import { countRows } from '#api/platform/db/list-rows.ts'
import { instantText } from '#api/platform/db/sql-text.ts'
import type { AccountGrant, AccountItem, AccountsQuery } from './accounts.contract.ts'

export type GrantRow = Omit<AccountGrant, 'areaName'>
export type AccountRow = Omit<AccountItem, 'grants'> & { grants: GrantRow[] }

/** Whose accounts an administrator sees: of people with a grant in reach, and, over the whole county, of people without
 *  any. */
export type AccountReach = { hasCounty: boolean }

const isLive = sql`(g.revoked_at IS NULL AND (g.valid_until IS NULL OR g.valid_until > now()))`
const ofUser = sql`g.user_id = u.id`
const exists = (...conditions: SQL[]) =>
  sql`EXISTS (SELECT 1 FROM onegrid.grants g WHERE ${sql.join([ofUser, ...conditions], sql` AND `)})`

const stateColumn = sql`CASE WHEN u.disabled_at IS NOT NULL THEN 'disabled'
  WHEN u.valid_until <= now() THEN 'expired' ELSE 'active' END`

const isVisible = (handle: ScopedHandle, { hasCounty }: AccountReach): SQL => {
  const hasGrantInReach = exists(withinSharedScope(handle, sql`g.area_code`))
  return hasCounty ? sql`(${hasGrantInReach} OR NOT ${exists()})` : hasGrantInReach
}

function columns(handle: ScopedHandle, which: 'live' | 'all'): SQL {
  const grants = sql`SELECT json_agg(json_build_object(
      'id', g.id, 'role', g.role, 'area', g.area_code,
      'state', CASE WHEN NOT ${isLive} THEN 'past' WHEN g.valid_from > now() THEN 'future' ELSE 'valid' END,
      'from', ${instantText(sql`g.valid_from`)}, 'until', ${instantText(sql`g.valid_until`)},
      'grantedBy', g.granted_by, 'grantedAt', ${instantText(sql`g.granted_at`)},
      'revokedAt', ${instantText(sql`g.revoked_at`)}, 'revokedBy', g.revoked_by
    ) ORDER BY g.area_code, g.role, g.granted_at)
    FROM onegrid.grants g WHERE ${ofUser} AND ${withinSharedScope(handle, sql`g.area_code`)}${which === 'live' ? sql` AND ${isLive}` : sql``}`
  return sql`u.id, u.username, u.name, ${stateColumn} AS state, u.department,
    ${instantText(sql`u.valid_until`)} AS until,
    u.two_factor_enabled AS "hasSecondFactor",
    u.must_change_password AS "mustChangePassword", ${instantText(sql`u.last_sign_in_at`)} AS "lastSignInAt",
    ${instantText(sql`u.created_at`)} AS "createdAt", u.is_demo AS "isDemo", u.version,
    coalesce((${grants}), '[]') AS grants`
}

type Filter = Pick<AccountsQuery, 'q' | 'role' | 'area' | 'state' | 'since'>

const conditions = (handle: ScopedHandle, reach: AccountReach, { q, role, area, state, since }: Filter) =>
  sql.join(
    [
      isVisible(handle, reach),
      ...(q ? [sql`strpos(lower(u.username || ' ' || u.name), lower(${q})) > 0`] : []),
      ...(role || area
        ? [
            exists(
              isLive,
              withinSharedScope(handle, sql`g.area_code`),
              role ? sql`g.role = ${role}` : sql`true`,
              area ? sql`g.area_code LIKE ${`${area}%`}` : sql`true`,
            ),
          ]
        : []),
      ...(state ? [sql`${stateColumn} = ${state}`] : []),
      ...(since ? [sql`u.updated_at >= ${since}::text::timestamptz`] : []),
    ],
    sql` AND `,
  )

export const countAccounts = (handle: ScopedHandle, reach: AccountReach, filter: Filter): Promise<number> =>
  countRows(handle, sql`onegrid.users u WHERE ${conditions(handle, reach, filter)}`)

/** By username, at most `limit`, those that come after `after`. */
export async function listAccounts(
  handle: ScopedHandle,
  reach: AccountReach,
  filter: Filter,
  page: { limit: number; after?: [username: string] },
): Promise<{ row: AccountRow; keys: [string] }[]> {
  const after = page.after ? sql` AND u.username > ${page.after[0]}` : sql``
  const rows = await handle.rows<AccountRow>(
    sql`SELECT ${columns(handle, 'live')} FROM onegrid.users u WHERE ${conditions(handle, reach, filter)}${after}
      ORDER BY u.username LIMIT ${page.limit}::integer`,
  )
  return rows.map((row) => ({ row, keys: [row.username] }))
}

/** With all the grants in reach; `isCut` where there are live ones beyond. */
export async function findAccount(
  handle: ScopedHandle,
  reach: AccountReach,
  by: { id: string } | { username: string },
): Promise<{ row: AccountRow; isCut: boolean } | undefined> {
  const isAsked = 'id' in by ? sql`u.id = ${by.id}` : sql`u.username = ${by.username}`
  const [found] = await handle.rows<AccountRow & { isCut: boolean }>(
    sql`SELECT ${columns(handle, 'all')},
        ${exists(isLive, sql`NOT ${withinSharedScope(handle, sql`g.area_code`)}`)} AS "isCut"
      FROM onegrid.users u WHERE ${isAsked} AND ${isVisible(handle, reach)}`,
  )
  if (!found) return undefined
  const { isCut, ...row } = found
  return { row, isCut }
}

/** Holds the row of a person, and those of all who administer the county, until the transaction ends: rules over several
 *  grants or several administrators are then checked by one at a time. In the order of ids, so that two never wait for each
 *  other. */
export async function lockAccounts(transaction: ScopedTransaction, userId: string, county: string): Promise<void> {
  const administers = exists(isLive, sql`g.role = 'administrator'`, sql`g.area_code = ${county}`)
  await transaction.rows(
    sql`SELECT u.id FROM onegrid.users u WHERE u.id = ${userId} OR ${administers}
      ORDER BY u.id FOR UPDATE OF u`,
  )
}

/** All that somebody holds or will hold, also beyond reach: for the rules about roles that exclude each other. */
export const listLiveRoles = (transaction: ScopedTransaction, userId: string) =>
  transaction.rows<{ role: GrantRow['role']; area: string }>(
    sql`SELECT g.role, g.area_code AS area FROM onegrid.grants g WHERE g.user_id = ${userId} AND ${isLive}`,
  )

/** False where another version stands there by now. */
export async function updateAccount(
  transaction: ScopedTransaction,
  {
    id,
    version,
    name,
    until,
    department,
    isDisabled,
  }: { id: string; version: number } & {
    name?: string | undefined
    until?: string | null | undefined
    department?: string | null | undefined
    isDisabled?: boolean | undefined
  },
): Promise<boolean> {
  const changes = [
    sql`version = version + 1`,
    sql`updated_at = now()`,
    ...(name === undefined ? [] : [sql`name = ${name}`]),
    ...(until === undefined ? [] : [sql`valid_until = ${until}::text::timestamptz`]),
    ...(department === undefined ? [] : [sql`department = ${department}::text`]),
    ...(isDisabled === undefined
      ? []
      : [isDisabled ? sql`disabled_at = coalesce(disabled_at, now())` : sql`disabled_at = NULL`]),
  ]
  const changed = await transaction.run(
    sql`UPDATE onegrid.users SET ${sql.join(changes, sql`, `)} WHERE id = ${id} AND version = ${version}::integer`,
  )
  return changed === 1
}

export const revokeGrant = (transaction: ScopedTransaction, grantId: string, revokedBy: string) =>
  transaction.run(
    sql`UPDATE onegrid.grants SET revoked_at = now(), revoked_by = ${revokedBy} WHERE id = ${grantId}::uuid AND revoked_at IS NULL`,
    1,
  )

/** All sessions of a person, or the one that is named. Gives how many there were. */
export const deleteSessions = (transaction: ScopedTransaction, userId: string, sessionId?: string): Promise<number> =>
  transaction.run(
    sql`DELETE FROM onegrid.sessions WHERE user_id = ${userId}${sessionId === undefined ? sql`` : sql` AND id = ${sessionId}`}`,
  )

/** False where there was none. */
export async function deleteSecondFactor(transaction: ScopedTransaction, userId: string): Promise<boolean> {
  const removed = await transaction.run(sql`DELETE FROM onegrid.second_factors WHERE user_id = ${userId}`)
  await transaction.run(
    sql`UPDATE onegrid.users SET two_factor_enabled = false, version = version + 1, updated_at = now() WHERE id = ${userId}`,
    1,
  )
  return removed > 0
}
