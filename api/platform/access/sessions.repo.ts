import { sql } from 'drizzle-orm'
import type { Handle, Transaction } from '#api/platform/db/client.ts'
import type { Grant } from './access.contract.ts'

/** Who may sign in at all: neither disabled nor past the last day, nor of the demonstration where that must not be. */
export const isOpenAccount = (allowsDemo: boolean) =>
  sql`u.disabled_at IS NULL AND (u.valid_until IS NULL OR u.valid_until > now()) AND (${allowsDemo} OR NOT u.is_demo)`

export type SessionRow = {
  sessionId: string
  userId: string
  username: string
  name: string
  department: string | null
  hasSecondFactor: boolean
  mustChangePassword: boolean
  needsSecondFactor: boolean
  grants: Grant[]
  /** By which other system it began; null: with a password. */
  way: string | null
  expiresAt: Date
}

/** The session of a token with everything that a request is decided by, in one statement; undefined where it has ended,
 *  nobody has done anything in it for too long, or the account is closed. */
export async function findOpenSession(
  handle: Handle,
  token: string,
  settings: { county: string; idleMinutes: number; passwordDays: number; allowsDemo: boolean },
): Promise<SessionRow | undefined> {
  const { county, idleMinutes, passwordDays, allowsDemo } = settings
  const [row] = await handle.rows<SessionRow>(
    sql`SELECT s.id AS "sessionId", u.id AS "userId", u.username, u.name, u.department,
          u.two_factor_enabled AS "hasSecondFactor",
          u.must_change_password OR (${passwordDays}::integer > 0 AND NOT u.is_demo
            AND u.password_changed_at < now() - ${passwordDays}::integer * interval '1 day') AS "mustChangePassword",
          s.way, coalesce(g.grants, '[]') AS grants, coalesce(g.needs, false) AS "needsSecondFactor",
          least(s.expires_at, u.valid_until) AS "expiresAt"
        FROM onegrid.sessions s JOIN onegrid.users u ON u.id = s.user_id
        LEFT JOIN LATERAL (
          SELECT jsonb_agg(jsonb_build_object('role', g.role, 'area', g.area_code, 'until', g.valid_until)
              ORDER BY g.area_code, g.role) AS grants, bool_or(p.requires_second_factor) AS needs
          FROM onegrid.grants g LEFT JOIN onegrid.role_policies p ON p.role = g.role AND p.county_code = ${county}
          WHERE g.user_id = u.id AND g.area_code LIKE ${`${county}%`} AND g.revoked_at IS NULL
            AND g.valid_from <= now() AND (g.valid_until IS NULL OR g.valid_until > now())
        ) g ON true
        WHERE s.token = ${token} AND s.expires_at > now() AND ${isOpenAccount(allowsDemo)}
          AND s.active_at > now() - ${idleMinutes}::float8 * interval '1 minute'`,
  )
  return row
}

export type AccountRow = { userId: string; username: string; isOpen: boolean; password: string | null }

/** A slip of paper with a password on it gets lost: so long after it was made nobody comes in with it any more. */
const oneTimePasswordDays = 7

/** The account of a name with what its password is checked against; null where a first password was not used in time. */
export async function findAccount(
  handle: Handle,
  username: string,
  allowsDemo = true,
): Promise<AccountRow | undefined> {
  const [row] = await handle.rows<AccountRow>(
    sql`SELECT u.id AS "userId", u.username, ${isOpenAccount(allowsDemo)} AS "isOpen",
          CASE WHEN u.must_change_password AND c.updated_at < now() - ${oneTimePasswordDays}::integer * interval '1 day'
            THEN NULL ELSE c.password END AS password
        FROM onegrid.users u
        LEFT JOIN onegrid.credentials c ON c.user_id = u.id AND c.provider_id = 'credential'
        WHERE u.username = ${username}`,
  )
  return row
}

/** Whose second factor is being waited for, by what the cookie between the two steps says. */
export async function findPendingAccount(
  handle: Handle,
  identifier: string,
  allowsDemo: boolean,
): Promise<AccountRow | undefined> {
  const [row] = await handle.rows<AccountRow>(
    sql`SELECT u.id AS "userId", u.username, ${isOpenAccount(allowsDemo)} AS "isOpen", c.password
        FROM onegrid.verifications v JOIN onegrid.users u ON u.id = v.value
        LEFT JOIN onegrid.credentials c ON c.user_id = u.id AND c.provider_id = 'credential'
        WHERE v.identifier = ${identifier} AND v.expires_at > now()`,
  )
  return row
}

export const noteSignIn = (transaction: Transaction, userId: string): Promise<number> =>
  transaction.run(sql`UPDATE onegrid.users SET last_sign_in_at = now() WHERE id = ${userId}`, 1)

/** Somebody did something. */
export const noteActivity = (transaction: Transaction, sessionId: string): Promise<number> =>
  transaction.run(sql`UPDATE onegrid.sessions SET active_at = now() WHERE id = ${sessionId}`)

export const deleteSession = (transaction: Transaction, sessionId: string): Promise<number> =>
  transaction.run(sql`DELETE FROM onegrid.sessions WHERE id = ${sessionId}`)

export const deleteSessionOfToken = (transaction: Transaction, token: string): Promise<number> =>
  transaction.run(sql`DELETE FROM onegrid.sessions WHERE token = ${token}`)

/** 0 where it has ended, or is somebody else's. */
export const deleteSessionOf = (transaction: Transaction, userId: string, sessionId: string): Promise<number> =>
  transaction.run(sql`DELETE FROM onegrid.sessions WHERE user_id = ${userId} AND id = ${sessionId}`)

/** All sessions of somebody, but for one where it is named. */
export const deleteSessionsOf = (transaction: Transaction, userId: string, keptId = ''): Promise<number> =>
  transaction.run(sql`DELETE FROM onegrid.sessions WHERE user_id = ${userId} AND id <> ${keptId}`)

/** Sessions that have ended by themselves, and what was to be verified and never was. */
export async function removeEnded(transaction: Transaction): Promise<void> {
  await transaction.run(sql`DELETE FROM onegrid.sessions WHERE expires_at < now()`)
  await transaction.run(sql`DELETE FROM onegrid.verifications WHERE expires_at < now()`)
}

/** The person's own new password. False, and nothing is changed, where the old one is no longer `former`: an administrator
 *  has set another meanwhile, and that one stands. */
export async function setPassword(
  transaction: Transaction,
  userId: string,
  { former, next }: { former: string; next: string },
): Promise<boolean> {
  const changed = await transaction.run(
    sql`UPDATE onegrid.credentials SET password = ${next}, updated_at = now()
        WHERE user_id = ${userId} AND provider_id = 'credential' AND password = ${former}`,
  )
  if (changed !== 1) return false
  await transaction.run(
    sql`UPDATE onegrid.users SET must_change_password = false, password_changed_at = now(), updated_at = now()
        WHERE id = ${userId}`,
    1,
  )
  return true
}

/** Whether a role that somebody holds, in whichever county, is to have a second factor. */
export async function requiresSecondFactor(handle: Handle, userId: string): Promise<boolean> {
  const found = await handle.rows(
    sql`SELECT 1 FROM onegrid.grants g JOIN onegrid.role_policies p
          ON p.role = g.role AND p.county_code = left(g.area_code, 6)
        WHERE g.user_id = ${userId} AND p.requires_second_factor AND g.revoked_at IS NULL
          AND (g.valid_until IS NULL OR g.valid_until > now()) LIMIT 1`,
  )
  return found.length > 0
}

/** Marks a code of six digits as used; false where it was. One that was read over a shoulder is good for nothing. */
export async function spendCode(transaction: Transaction, userId: string, code: string): Promise<boolean> {
  const id = `code-${userId}-${code}`
  const used = await transaction.run(
    sql`INSERT INTO onegrid.verifications (id, identifier, value, expires_at)
        VALUES (${id}, ${id}, 'used', now() + interval '2 minutes')
        ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at
          WHERE verifications.expires_at < now()`,
  )
  return used === 1
}
