import type { Logger } from 'pino'
import type { AuditTrail } from '#api/platform/audit/audit-trail.ts'
import type { Database } from '#api/platform/db/client.ts'
import { createAuth } from './auth.ts'
import { type Authenticator, type CredentialCheck, createAuthenticator } from './authenticator.ts'
import { readSignedCookie } from './cookies.ts'
import { type GivenSecrets, loadSecrets } from './load-secrets.ts'
import { releaseAuthStores } from './release-auth-stores.ts'
import { createSecondFactorCheck } from './second-factor-check.ts'
import { createSessionCheck } from './session-check.ts'
import { createSessionsService } from './sessions.service.ts'
import { createSignInService } from './sign-in.service.ts'
import { createWays } from './ways/create-ways.ts'
import type { WaySettings } from './ways/way-settings.ts'
import { createWaysService } from './ways/ways.service.ts'

export type AccessSettings = GivenSecrets & {
  /** Where browsers reach the server, e.g. `https://grid.county.gov.cn`. With https, cookies go over TLS only. */
  origin: string
  /** Minutes without anybody doing anything after which a session ends. */
  idleMinutes: number
  /** Days after which a password has to be changed; 0: never. */
  passwordDays: number
  /** Whether demonstration accounts may come in: on this machine alone. */
  allowsDemo: boolean
  /** Other systems by which people sign in. Left out: none. */
  ways?: WaySettings | undefined
}

/** 定期更换: GB/T 22239-2019, 8.1.4.1 a) wants passwords changed regularly and names no number; assessors ask for a quarter.
 *  Half an hour and twelve hours are what the same clause's b) is read as. */
export const accessDefaults: AccessSettings = {
  origin: 'http://127.0.0.1:8787',
  idleMinutes: 30,
  passwordDays: 90,
  allowsDemo: true,
}

/** Who may come in, and how: the checks of every request and the services behind `/api/session`. */
export async function createAccess(options: {
  database: Database
  audit: AuditTrail
  log: Logger
  settings?: Partial<AccessSettings> | undefined
  /** Keys and walls have features of their own, which know this one. */
  keyCheck: CredentialCheck
  wallCheck: CredentialCheck
  /** Left out: by the sessions, keys and walls in the database. */
  authenticator?: Authenticator | undefined
}) {
  const { database, audit, log } = options
  const settings = { ...accessDefaults, ...options.settings }
  const secrets = await loadSecrets(database, settings)
  const { current: secret } = secrets
  await releaseAuthStores()
  const auth = createAuth({ database, secret, origin: settings.origin, log })
  const cookieName = (await auth.$context).authCookies.sessionToken.name
  const ways = createWays(settings.ways)
  const waysWithSecondFactor = ways.filter((way) => way.replacesSecondFactor).map(({ id }) => id)
  const authenticator =
    options.authenticator ??
    createAuthenticator(
      [
        options.keyCheck,
        createSessionCheck({
          ...settings,
          database,
          secret,
          cookieName,
          waysWithSecondFactor,
        }),
        options.wallCheck,
      ],
      database.county,
    )
  const { forget } = authenticator
  const secondFactors = createSecondFactorCheck({ database, auth, secrets })
  const idleSeconds = settings.idleMinutes * 60
  const sessions = await createSessionsService({ database, auth, secondFactors, audit, idleSeconds, forget })
  return {
    authenticator,
    // By the present secret alone: one that was changed may have been stolen.
    isSessionSigned: async (cookie: string | undefined) =>
      (await readSignedCookie(cookie, cookieName, secret)) !== undefined,
    idleSeconds,
    signIn: await createSignInService({ database, auth, secondFactors, audit, allowsDemo: settings.allowsDemo }),
    sessions,
    ways: await createWaysService({
      database,
      auth,
      audit,
      log,
      sessions,
      ways,
      origin: settings.ways?.origin ?? settings.origin,
      idleMinutes: settings.idleMinutes,
      allowsDemo: settings.allowsDemo,
      forget,
    }),
  }
}
