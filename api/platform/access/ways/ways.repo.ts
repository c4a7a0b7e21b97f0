import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Handle, Transaction } from '#api/platform/db/client.ts'
import { instantText } from '#api/platform/db/sql-text.ts'
import { isOpenAccount } from '../sessions.repo.ts'
import type { WayId } from './ways.contract.ts'

/** What was put down when a browser set out. */
export type KeptJourney = {
  way: WayId
  nonce: string
  codeVerifier: string
  to: string
  /** Of whoever set out to bind the own account. */
  bind?: { userId: string; username: string; sessionId: string }
}

export const keepJourney = (
  transaction: Transaction,
  { key, seconds, journey }: { key: string; seconds: number; journey: KeptJourney },
): Promise<number> =>
  transaction.run(
    sql`INSERT INTO onegrid.verifications (id, identifier, value, expires_at)
        VALUES (${key}, ${key}, ${JSON.stringify(journey)}, now() + ${seconds}::integer * interval '1 second')`,
    1,
  )

/** Takes it away in the same statement: of two that come back with one state, one has it. */
export async function takeJourney(transaction: Transaction, key: string): Promise<KeptJourney | undefined> {
  const [row] = await transaction.rows<{ value: string; isOpen: boolean }>(
    sql`DELETE FROM onegrid.verifications WHERE id = ${key} RETURNING value, expires_at > now() AS "isOpen"`,
  )
  return row?.isOpen ? (JSON.parse(row.value) as KeptJourney) : undefined
}

export type BoundAccount = { userId: string; username: string; isOpen: boolean; hasSecondFactor: boolean }

/** The account to which a user of another system is bound. */
export async function findBoundAccount(
  handle: Handle,
  providerId: string,
  foreignId: string,
  allowsDemo: boolean,
): Promise<BoundAccount | undefined> {
  const [row] = await handle.rows<BoundAccount>(
    sql`SELECT u.id AS "userId", u.username, ${isOpenAccount(allowsDemo)} AS "isOpen", u.two_factor_enabled AS "hasSecondFactor"
        FROM onegrid.credentials c JOIN onegrid.users u ON u.id = c.user_id
        WHERE c.provider_id = ${providerId} AND c.account_id = ${foreignId}`,
  )
  return row
}

/** Whether a session has not ended, and its account is open. */
export async function isSessionOpen(
  handle: Handle,
  sessionId: string,
  { idleMinutes, allowsDemo }: { idleMinutes: number; allowsDemo: boolean },
): Promise<boolean> {
  const found = await handle.rows(
    sql`SELECT 1 FROM onegrid.sessions s JOIN onegrid.users u ON u.id = s.user_id
        WHERE s.id = ${sessionId} AND s.expires_at > now() AND ${isOpenAccount(allowsDemo)}
          AND s.active_at > now() - ${idleMinutes}::float8 * interval '1 minute'`,
  )
  return found.length > 0
}

/** Binds an account to a user of another system: one of each way. Bound to the same already, it stays so. */
export async function bindAccount(
  transaction: Transaction,
  { userId, providerId, foreignId }: { userId: string; providerId: string; foreignId: string },
): Promise<'bound' | 'bound-elsewhere' | 'bound-already'> {
  // Two at once would each find none.
  await transaction.exactly(1, sql`SELECT 1 FROM onegrid.users WHERE id = ${userId} FOR UPDATE`)
  const [own] = await transaction.rows<{ foreignId: string }>(
    sql`SELECT account_id AS "foreignId" FROM onegrid.credentials WHERE user_id = ${userId} AND provider_id = ${providerId}`,
  )
  if (own) return own.foreignId === foreignId ? 'bound' : 'bound-already'
  const inserted = await transaction.run(
    sql`INSERT INTO onegrid.credentials (id, user_id, provider_id, account_id)
        VALUES (${randomUUID()}, ${userId}, ${providerId}, ${foreignId})
        ON CONFLICT (provider_id, account_id) DO NOTHING`,
  )
  return inserted === 1 ? 'bound' : 'bound-elsewhere'
}

/** Takes what an account is bound to away, with the sessions that came by it, but for one where it is named; gives the ids
 *  of the other system. */
export async function unbindAccount(
  transaction: Transaction,
  { userId, way, keptSessionId = '' }: { userId: string; way: WayId; keptSessionId?: string | undefined },
): Promise<string[]> {
  const removed = await transaction.rows<{ foreignId: string }>(
    sql`SELECT u AS "foreignId" FROM onegrid.unbind_way(${userId}, ${way}) u`,
  )
  if (removed.length > 0)
    await transaction.run(
      sql`DELETE FROM onegrid.sessions WHERE user_id = ${userId} AND way = ${way} AND id <> ${keptSessionId}`,
    )
  return removed.map(({ foreignId }) => foreignId)
}

export type BoundRow = { id: WayId; providerId: string; userId: string; boundAt: string }

export const listBound = (handle: Handle, userId: string): Promise<BoundRow[]> =>
  handle.rows(
    sql`SELECT split_part(c.provider_id, ':', 1) AS id, c.provider_id AS "providerId", c.account_id AS "userId",
          ${instantText(sql`c.created_at`)} AS "boundAt" FROM onegrid.credentials c
        WHERE c.user_id = ${userId} AND c.provider_id <> 'credential' ORDER BY 1, 3`,
  )
