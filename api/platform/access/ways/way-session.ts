import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Transaction } from '#api/platform/db/client.ts'
import { type Auth, pendingSeconds, sessionSeconds } from '../auth.ts'
import { writeSignedCookie } from '../cookies.ts'
import { type WayId, wayIds } from './ways.contract.ts'

/** Stands in the name of what waits for a second factor, so that the session that follows knows how it began. */
const pendingPattern = new RegExp(`^2fa-(${wayIds.join('|')})\\.`)

/** The way that somebody came who is asked for the code now; undefined for a password. Pure. */
export const wayOfPending = (identifier: string): WayId | undefined =>
  pendingPattern.exec(identifier)?.[1] as WayId | undefined

export const noteWay = (transaction: Transaction, token: string, way: WayId): Promise<number> =>
  transaction.run(sql`UPDATE onegrid.sessions SET way = ${way} WHERE token = ${token}`, 1)

const random = () => randomBytes(24).toString('base64url')

/** Gives sessions to people whom another system has named, in the transaction of what is recorded about it. The library's own
 *  callback makes one before anybody asks for a second factor. */
export async function createWaySessions(auth: Auth) {
  const context = await auth.$context
  const { name: sessionCookie, attributes } = context.authCookies.sessionToken
  const pendingCookie = context.createAuthCookie('two_factor').name
  const cookie = (name: string, value: string, maxAge: number) =>
    writeSignedCookie(name, value, context.secret, {
      maxAge,
      path: '/',
      secure: attributes.secure,
      sameSite: 'Strict',
    })

  return {
    async open(
      transaction: Transaction,
      {
        userId,
        way,
        address,
        userAgent,
      }: { userId: string; way: WayId; address: string; userAgent: string | undefined },
    ): Promise<string> {
      const token = random()
      await transaction.run(
        sql`INSERT INTO onegrid.sessions (id, token, user_id, expires_at, ip_address, user_agent, way)
            VALUES (${randomUUID()}, ${token}, ${userId}, now() + ${sessionSeconds}::integer * interval '1 second',
              ${address}, ${userAgent ?? ''}, ${way})`,
        1,
      )
      return cookie(sessionCookie, token, sessionSeconds)
    },

    /** As the library does after a password: its next step looks for both rows. */
    async askSecondFactor(transaction: Transaction, { userId, way }: { userId: string; way: WayId }): Promise<string> {
      const identifier = `2fa-${way}.${random()}`
      for (const [name, value] of [
        [identifier, userId],
        [`2fa-attempts-${identifier}`, '0'],
      ])
        await transaction.run(
          sql`INSERT INTO onegrid.verifications (id, identifier, value, expires_at)
              VALUES (${randomUUID()}, ${name}, ${value}, now() + ${pendingSeconds}::integer * interval '1 second')`,
          1,
        )
      return cookie(pendingCookie, identifier, pendingSeconds)
    },
  }
}
