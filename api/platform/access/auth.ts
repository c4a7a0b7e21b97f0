import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { betterAuth } from 'better-auth/minimal'
import { twoFactor } from 'better-auth/plugins/two-factor'
import { username } from 'better-auth/plugins/username'
import type { Logger } from 'pino'
import type { Database } from '#api/platform/db/client.ts'
import { credentials, secondFactors, sessions, users, verifications } from './access.table.ts'
import { secretVersion } from './factor-cipher.ts'
import { makeLegibleCode } from './legible-code.ts'

/** A session ends after this, whatever is done in it. */
export const sessionSeconds = 12 * 3600
/** Between the password and the code of the second factor. */
export const pendingSeconds = 600
/** Of 49 bits each. */
const backupCodeCount = 10
/** The only header by which the library hears of an address: it is ours, no client can send it. */
export const addressHeader = 'x-onegrid-address'

export type Auth = ReturnType<typeof createAuth>

/** The library that keeps passwords, sessions and second factors. Its own router is not mounted: our routes call `auth.api`,
 *  so that every answer is one of ours and nothing is reachable that nobody asked for (20 advisories were about such
 *  routes). Off, because each was one: the cookie cache, magic links, e-mail codes, being an OIDC provider, MCP, open sign-up,
 *  linking accounts by themselves. Other systems by which people sign in are plugins here. */
export const createAuth = (options: { database: Database; secret: string; origin: string; log: Logger }) =>
  betterAuth({
    appName: 'OneGrid 一张网',
    baseURL: options.origin,
    // What is encrypted under a former one is written anew before the library reads it (`second-factor-check.ts`).
    secrets: [{ version: secretVersion, value: options.secret }],
    // Each statement is a piece of work of its own: a transaction of the library's would ask for a second connection.
    database: drizzleAdapter(options.database.orm, {
      provider: 'pg',
      schema: { users, sessions, credentials, verifications, second_factors: secondFactors },
      transaction: false,
    }),
    user: { modelName: 'users' },
    session: {
      modelName: 'sessions',
      expiresIn: sessionSeconds,
      disableSessionRefresh: true,
      freshAge: 0,
      cookieCache: { enabled: false },
    },
    account: { modelName: 'credentials', accountLinking: { enabled: false, disableImplicitLinking: true } },
    verification: { modelName: 'verifications' },
    emailAndPassword: { enabled: false, disableSignUp: true, maxPasswordLength: 256 },
    plugins: [
      username({ displayUsername: false, minUsernameLength: 1, maxUsernameLength: 64, usernameValidator: () => true }),
      twoFactor({
        issuer: 'OneGrid',
        twoFactorCookieMaxAge: pendingSeconds,
        twoFactorTable: 'second_factors',
        backupCodeOptions: {
          storeBackupCodes: 'encrypted',
          customBackupCodesGenerate: () => Array.from({ length: backupCodeCount }, () => makeLegibleCode(2)),
        },
      }),
    ],
    advanced: {
      cookiePrefix: 'onegrid',
      // The page itself needs no cookie, and what it asks for comes from its own site: Strict costs nothing.
      defaultCookieAttributes: { httpOnly: true, sameSite: 'strict', path: '/' },
      ipAddress: { ipAddressHeaders: [addressHeader] },
    },
    // Ours counts in the database, for all copies of the server, before anything else is done.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: {
      level: 'error',
      log: (_level, message) => options.log.error({ from: 'better-auth' }, message),
    },
  })
