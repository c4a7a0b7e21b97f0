import { sql } from 'drizzle-orm'
import type { Handle } from '#api/platform/db/client.ts'
import { instantText } from '#api/platform/db/sql-text.ts'
import type { OpenSession } from './access.contract.ts'
import { describeDevice } from './describe-device.ts'

type SessionRow = Omit<OpenSession, 'device'> & { userAgent: string | null }

/** The sessions of a person that have not ended, the one used last first. */
export async function listOpenSessions(handle: Handle, userId: string, idleSeconds: number): Promise<OpenSession[]> {
  const rows = await handle.rows<SessionRow>(
    sql`SELECT s.id, s.user_agent AS "userAgent", coalesce(s.ip_address, '') AS address, s.way,
        ${instantText(sql`s.created_at`)} AS "createdAt", ${instantText(sql`s.active_at`)} AS "activeAt"
      FROM onegrid.sessions s WHERE s.user_id = ${userId} AND s.expires_at > now()
        AND s.active_at > now() - make_interval(secs => ${idleSeconds}::integer)
      ORDER BY s.active_at DESC, s.id`,
  )
  return rows.map(({ userAgent, ...session }) => ({ ...session, device: describeDevice(userAgent) }))
}
