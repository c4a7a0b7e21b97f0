import type { Database } from '#api/platform/db/client.ts'
import type { CredentialCheck } from './authenticator.ts'
import { pickCookie, readSignedCookie } from './cookies.ts'
import { findOpenSession } from './sessions.repo.ts'

/** The cookie of a person who has signed in. */
export function createSessionCheck(options: {
  database: Database
  cookieName: string
  secret: string
  idleMinutes: number
  passwordDays: number
  allowsDemo: boolean
  /** Other systems that see to the second factor themselves. */
  waysWithSecondFactor: readonly string[]
}): CredentialCheck {
  const { database, cookieName, secret, waysWithSecondFactor } = options
  return {
    pick: ({ cookie }) => pickCookie(cookie, cookieName),
    async check(cookie) {
      const token = await readSignedCookie(cookie, cookieName, secret)
      if (!token) return undefined
      const found = await database.read((handle) =>
        findOpenSession(handle, token, { county: database.county, ...options }),
      )
      if (!found) return undefined
      const { userId, username, name, sessionId, hasSecondFactor, grants } = found
      // Who came by another system has used no password.
      const { way } = found
      const pending =
        found.mustChangePassword && way === null
          ? 'password'
          : found.needsSecondFactor && !hasSecondFactor && !(way !== null && waysWithSecondFactor.includes(way))
            ? 'second-factor'
            : undefined
      return {
        actor: { kind: 'person', id: userId, name: username },
        name,
        sessionId,
        hasSecondFactor,
        department: found.department ?? undefined,
        ...(pending && { pending }),
        grants: grants.map(({ until, ...grant }) => ({ ...grant, until: until && new Date(until).toISOString() })),
        expiresAt: found.expiresAt.getTime(),
      }
    },
  }
}
