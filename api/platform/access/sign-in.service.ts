import { APIError } from 'better-auth/api'
import { hashPassword, verifyPassword } from 'better-auth/crypto'
import type { AuditTrail } from '#api/platform/audit/audit-trail.ts'
import type { Database, Transaction } from '#api/platform/db/client.ts'
import { addressLimitKey } from '#api/platform/http/client-address.ts'
import { type Auth, addressHeader } from './auth.ts'
import { pickCookie, readSignedCookie } from './cookies.ts'
import { createKnownBrowsers, type KnownAccount } from './known-browsers.ts'
import type { RequestOrigin } from './principal.ts'
import { isAppCode, type SecondFactorCheck } from './second-factor-check.ts'
import {
  type AccountRow,
  deleteSessionOfToken,
  findAccount,
  findPendingAccount,
  noteSignIn,
  removeEnded,
  spendCode,
} from './sessions.repo.ts'
import { signInEntry } from './sign-in-entry.ts'
import { isUnreadable, notPending, tooManyTries, wrongCode, wrongCredentials } from './sign-in-errors.ts'
import { type Claim, claimTry, countInMinute, forgiveTries, takeBackCount, triesKey } from './tries.repo.ts'
import { noteWay, wayOfPending } from './ways/way-session.ts'

/** Wrong tries of one address a minute, all accounts together: a whole office may stand behind one. */
export const triesOfNetwork = 30
/** Wrong tries a minute of all browsers by which somebody has signed in to one account. */
const triesOfKnown = 5
/** What the tries of an address are counted by. Pure. */
export const networkKey = (address: string): string => `sign-in:${addressLimitKey(address)}`
/** A lock of the library's, the second one behind ours. */
const libraryWaitSeconds = 900

export type SignInRequest = RequestOrigin & { cookie: string | undefined; userAgent: string | undefined }
/** `cookies` are the Set-Cookie headers of the answer. */
export type SignedIn = { next: 'done' | 'second-factor'; cookies: string[] }

/** Signing in with a name and a password; every try is a line in the audit. */
export type SignInService = {
  /** Throws 401 `wrong_credentials`, and 429 `too_many_requests` without looking at the password. */
  signIn(request: SignInRequest, given: { username: string; password: string }): Promise<SignedIn>
  /** The second step, with a code of the authenticator or one of the backup codes. */
  confirm(request: SignInRequest, code: string): Promise<SignedIn>
}

/** `key`: what the growing wait goes by. `place`: what has `most` tries in a minute. */
type Counted = { key: string; place: string; most: number }

/** The name as it is kept. Pure. */
export const plainUsername = (username: string): string => username.normalize('NFKC').trim().toLowerCase()

export async function createSignInService(deps: {
  database: Database
  auth: Auth
  secondFactors: SecondFactorCheck
  audit: AuditTrail
  allowsDemo: boolean
}): Promise<SignInService> {
  const { database, auth, secondFactors, audit, allowsDemo } = deps
  const context = await auth.$context
  const pendingCookie = context.createAuthCookie('two_factor').name
  const sessionCookie = context.authCookies.sessionToken.name
  const knownBrowsers = await createKnownBrowsers(auth)
  // What the password of a name that does not exist is checked against: the same work, and never right.
  const nobodysHash = await hashPassword(crypto.randomUUID())

  /** What a try is counted by: the account and the network it comes from, or a browser that is known by itself, all of one
   *  account together. */
  async function countedBy(
    { address, cookie }: SignInRequest,
    account: AccountRow | undefined,
    key: string,
  ): Promise<Counted> {
    const known = account?.password ? await knownBrowsers.find(cookie, account as KnownAccount) : undefined
    return known
      ? { key: `${key}@${known}`, place: `sign-in-known:${account?.userId}`, most: triesOfKnown }
      : { key, place: networkKey(address), most: triesOfNetwork }
  }

  /** Counts the try before anything is looked at; what is blocked costs no more than this. */
  async function claim<Found>(
    look: (transaction: Transaction) => Promise<{ counted: Counted; found: Found }>,
  ): Promise<{ failures: number; waitSeconds: number; counted: Counted; found: Found }> {
    // All of it in the write: who signs in while a backup is made is told so at once, and is no wrong try afterwards.
    const result = await database.write(async (transaction) => {
      const looked = await look(transaction)
      const { key, place, most } = looked.counted
      const isCrowded = (await countInMinute(transaction, place)) > most
      const claimed: Claim = isCrowded ? { isOpen: false, waitSeconds: 60 } : await claimTry(transaction, key)
      return { ...looked, claimed }
    })
    if (!result.claimed.isOpen) throw tooManyTries(result.claimed.waitSeconds)
    return { ...result, ...result.claimed }
  }

  async function forgive(transaction: Transaction, { key, place }: Counted): Promise<void> {
    // In the order in which a try is counted: another of the same account would else wait for this one, and this for it.
    await takeBackCount(transaction, place)
    await forgiveTries(transaction, key)
  }

  /** What the library is told of the request: a cookie at most, never all of them. */
  const headersFor = ({ address, userAgent }: SignInRequest, cookie?: string) =>
    new Headers({
      ...(cookie && { cookie }),
      ...(userAgent && { 'user-agent': userAgent }),
      ...(address && { [addressHeader]: address }),
    })

  const refused = (failures: number, waitSeconds: number) =>
    waitSeconds > 0 ? { failures, blockedSeconds: Math.round(waitSeconds) } : { failures }

  return {
    async signIn(request, given) {
      const username = plainUsername(given.username)
      const {
        failures,
        waitSeconds,
        counted,
        found: account,
      } = await claim(async (transaction) => {
        const found = await findAccount(transaction, username, allowsDemo)
        return { counted: await countedBy(request, found, triesKey('password', username)), found }
      })
      const isRight = await verifyPassword({ hash: account?.password ?? nobodysHash, password: given.password })
      if (!isRight || !account?.password || !account.isOpen) {
        await audit.recordAlone(
          signInEntry(request, account, {
            action: 'session.sign-in',
            outcome: 'refused',
            details: refused(failures, waitSeconds),
          }),
        )
        throw wrongCredentials()
      }
      const { headers, response } = await auth.api
        .signInUsername({
          body: { username, password: given.password },
          headers: headersFor(request),
          returnHeaders: true,
        })
        .catch(async (error: unknown) => {
          // The password was right: what failed behind it, a database that is busy, is no wrong try.
          await database.write((transaction) => forgive(transaction, counted)).catch(() => {})
          throw error
        })
      const former = await readSignedCookie(request.cookie, sessionCookie, context.secret)
      const next = response && 'twoFactorRedirect' in response ? 'second-factor' : 'done'
      await database.write(async (transaction) => {
        await forgive(transaction, counted)
        await removeEnded(transaction)
        // The browser has lost the way to the session it had.
        if (former) await deleteSessionOfToken(transaction, former)
        if (next === 'done') await noteSignIn(transaction, account.userId)
        await audit.record(
          transaction,
          signInEntry(request, account, { action: 'session.sign-in', outcome: 'done', details: { next } }),
        )
      })
      const known = next === 'done' ? [await knownBrowsers.remember(request.cookie, account as KnownAccount)] : []
      return { next, cookies: [...headers.getSetCookie(), ...known] }
    },

    async confirm(request, code) {
      const identifier = await readSignedCookie(request.cookie, pendingCookie, context.secret)
      if (!identifier) throw notPending()
      const pending = await database.read((handle) => findPendingAccount(handle, identifier, allowsDemo))
      if (!pending?.isOpen) throw notPending()
      // Not by the cookie of this step: whoever knows the password gets as many of them as he wants.
      const counted = await countedBy(request, pending, triesKey('second-factor', pending.userId))
      const { failures, waitSeconds } = await claim(async () => ({ counted, found: pending }))
      const isFresh =
        !isAppCode(code) || (await database.write((transaction) => spendCode(transaction, pending.userId, code)))
      const refuse = async (reason?: 'unreadable') => {
        await audit.recordAlone(
          signInEntry(request, pending, {
            action: 'session.second-factor',
            outcome: 'refused',
            details: { ...refused(failures, waitSeconds), ...(reason && { reason }) },
          }),
        )
        return wrongCode()
      }
      if (!isFresh) throw await refuse()
      // Without the cookie of a session: with one, the library would take the code for that session's.
      const headers = headersFor(request, pickCookie(request.cookie, pendingCookie))
      const verified = await secondFactors.verify(pending.userId, code, headers).catch(async (error: unknown) => {
        if (isUnreadable(error)) await refuse('unreadable')
        if (!(error instanceof APIError) || error.statusCode >= 500) throw error
        const refusal = await refuse()
        if (error.statusCode !== 429) throw refusal
        // Nothing was looked at.
        await database.write((transaction) => forgive(transaction, counted))
        throw tooManyTries(libraryWaitSeconds)
      })
      const way = wayOfPending(identifier)
      await database.write(async (transaction) => {
        await forgive(transaction, counted)
        await noteSignIn(transaction, pending.userId)
        if (way && verified.response.token) await noteWay(transaction, verified.response.token, way)
        await audit.record(
          transaction,
          signInEntry(request, pending, {
            action: 'session.second-factor',
            outcome: 'done',
            details: { by: isAppCode(code) ? 'totp' : 'backup-code' },
          }),
        )
      })
      const known = pending.password ? [await knownBrowsers.remember(request.cookie, pending as KnownAccount)] : []
      return { next: 'done', cookies: [...verified.headers.getSetCookie(), ...known] }
    },
  }
}
