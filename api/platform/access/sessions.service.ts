import { APIError } from 'better-auth/api'
import { hashPassword, verifyPassword } from 'better-auth/crypto'
import type { z } from 'zod'
import type { AuditTrail } from '#api/platform/audit/audit-trail.ts'
import type { Database, Transaction } from '#api/platform/db/client.ts'
import { ApiError } from '#api/platform/http/problem.ts'
import type { ownSessionsAnswer } from './access.contract.ts'
import type { Auth } from './auth.ts'
import { expireCookie, pickCookie } from './cookies.ts'
import { notAllowed } from './guard.ts'
import { listOpenSessions } from './list-open-sessions.ts'
import { findPasswordFault } from './password-rules.contract.ts'
import type { Principal, RequestOrigin } from './principal.ts'
import { isAppCode, type SecondFactorCheck } from './second-factor-check.ts'
import {
  deleteSession,
  deleteSessionOf,
  deleteSessionsOf,
  findAccount,
  noteActivity,
  requiresSecondFactor,
  setPassword,
  spendCode,
} from './sessions.repo.ts'
import { isUnreadable, noSuchSession, passwordRefused, tooManyTries, wrongConfirmation } from './sign-in-errors.ts'
import { claimTry, forgiveTries, triesKey } from './tries.repo.ts'

/** How often it is written down at most that somebody is there. */
const noteEveryMs = 30_000

/** Who asks, with the cookie header of the request. */
export type SessionRequest = RequestOrigin & { principal: Principal; cookie: string | undefined }
type WithCookies<Result = unknown> = Result & { cookies: string[] }

/** What somebody does who has signed in: sign out, change the password, have a second factor. */
export type SessionsService = {
  /** Throws 403 `wrong_credentials`, recorded as a refused `action`. Gives whose it is. */
  confirmPassword(
    request: SessionRequest,
    password: string,
    action: string,
  ): Promise<{ userId: string; username: string; sessionId: string }>
  signOut(request: SessionRequest): Promise<WithCookies>
  /** Ends every session of the same person. */
  signOutEverywhere(request: SessionRequest): Promise<WithCookies>
  /** Where somebody is signed in; of keys and walls nowhere. */
  listOwn(principal: Principal): Promise<z.infer<typeof ownSessionsAnswer>['sessions']>
  /** Throws 404 where it has ended, or is somebody else's. */
  endOwn(request: SessionRequest, sessionId: string): Promise<void>
  /** All but the one that asks. */
  endOthers(request: SessionRequest): Promise<void>
  /** Throws 403 `wrong_credentials`, 422 `password_refused`. The other sessions end. */
  changePassword(request: SessionRequest, given: { current: string; next: string }): Promise<void>
  /** Somebody is there: nothing else keeps a session from ending, but what writes. Nothing for keys and walls. */
  noteActivity(principal: Principal): Promise<void>
  /** Makes a second factor, which counts from the first right code on. */
  enrol(request: SessionRequest, password: string): Promise<{ uri: string; backupCodes: string[] }>
  confirmEnrolment(request: SessionRequest, code: string): Promise<WithCookies>
  removeSecondFactor(request: SessionRequest, given: { password: string; code: string }): Promise<WithCookies>
}

export async function createSessionsService(deps: {
  database: Database
  auth: Auth
  secondFactors: SecondFactorCheck
  audit: AuditTrail
  idleSeconds: number
  /** After something was revoked: nobody is taken for who he was any more. */
  forget: () => void
}): Promise<SessionsService> {
  const { database, auth, secondFactors, audit, idleSeconds, forget } = deps
  const { authCookies } = await auth.$context
  const { name: cookieName, attributes } = authCookies.sessionToken
  const expiredCookie = expireCookie(cookieName, attributes)
  const noted = new Map<string, { at: number; isDone: Promise<unknown> }>()

  /** Keys and walls have neither a session to end nor a password. */
  const personOf = ({ principal }: SessionRequest): { userId: string; username: string; sessionId: string } => {
    const { actor, sessionId } = principal
    if (actor.kind !== 'person' || !sessionId) throw notAllowed()
    return { userId: actor.id, username: actor.name, sessionId }
  }
  const headersOf = ({ cookie }: SessionRequest) => new Headers({ cookie: pickCookie(cookie, cookieName) ?? '' })

  const record = (
    transaction: Transaction,
    { principal, address, requestId }: SessionRequest,
    action: string,
    details?: Record<string, unknown>,
  ) => audit.record(transaction, { actor: principal.actor, address, requestId, action, outcome: 'done', details })

  /** Refuses, and writes it down. */
  async function refuse(request: SessionRequest, action: string, error: ApiError): Promise<never> {
    const { principal, address, requestId } = request
    await audit.recordAlone({ actor: principal.actor, address, requestId, action, outcome: 'refused' })
    throw error
  }

  /** Counts apart from the tries to sign in: who tries those from outside does not keep anybody from changing a password. */
  async function requirePassword(request: SessionRequest, password: string, action: string): Promise<string> {
    const { userId, username } = personOf(request)
    const key = triesKey('confirm', userId)
    const { claim, account } = await database.write(async (transaction) => ({
      claim: await claimTry(transaction, key),
      account: await findAccount(transaction, username),
    }))
    if (!claim.isOpen) throw tooManyTries(claim.waitSeconds)
    const hash = account?.password
    if (!hash || !(await verifyPassword({ hash, password })))
      return refuse(request, action, wrongConfirmation('password'))
    await database.write((transaction) => forgiveTries(transaction, key))
    return hash
  }

  async function requireCode(request: SessionRequest, code: string, action: string): Promise<Headers> {
    const { userId } = personOf(request)
    const key = triesKey('second-factor', userId)
    const { claim, isFresh } = await database.write(async (transaction) => {
      const claimed = await claimTry(transaction, key)
      return {
        claim: claimed,
        isFresh: claimed.isOpen && (!isAppCode(code) || (await spendCode(transaction, userId, code))),
      }
    })
    if (!claim.isOpen) throw tooManyTries(claim.waitSeconds)
    if (!isFresh) return refuse(request, action, wrongConfirmation('code'))
    try {
      const { headers } = await secondFactors.verify(userId, code, headersOf(request))
      await database.write((transaction) => forgiveTries(transaction, key))
      return headers
    } catch (error) {
      if (isUnreadable(error)) return refuse(request, action, error)
      if (!(error instanceof APIError) || error.statusCode >= 500) throw error
      return refuse(request, action, wrongConfirmation('code'))
    }
  }

  return {
    async confirmPassword(request, password, action) {
      await requirePassword(request, password, action)
      return personOf(request)
    },

    async signOut(request) {
      const { sessionId } = request.principal
      // A key or a wall has none to end.
      if (sessionId)
        await database.write(async (transaction) => {
          await deleteSession(transaction, sessionId)
          await record(transaction, request, 'session.sign-out')
        })
      forget()
      return { cookies: [expiredCookie] }
    },

    async signOutEverywhere(request) {
      const { actor, sessionId } = request.principal
      if (sessionId)
        await database.write(async (transaction) => {
          const ended = await deleteSessionsOf(transaction, actor.id)
          await record(transaction, request, 'session.sign-out', { ended })
        })
      forget()
      return { cookies: [expiredCookie] }
    },

    async listOwn({ actor, sessionId }) {
      if (actor.kind !== 'person') return []
      const sessions = await database.read((handle) => listOpenSessions(handle, actor.id, idleSeconds))
      return sessions.map((session) => ({ ...session, isThis: session.id === sessionId }))
    },

    async endOwn(request, endedId) {
      const { actor } = request.principal
      const ended = await database.write(async (transaction) => {
        const count = actor.kind === 'person' ? await deleteSessionOf(transaction, actor.id, endedId) : 0
        if (count > 0) await record(transaction, request, 'session.sign-out', { session: endedId })
        return count
      })
      if (ended === 0) throw noSuchSession()
      forget()
    },

    async endOthers(request) {
      const { actor, sessionId } = request.principal
      if (sessionId)
        await database.write(async (transaction) => {
          const ended = await deleteSessionsOf(transaction, actor.id, sessionId)
          await record(transaction, request, 'session.sign-out', { ended, others: true })
        })
      forget()
    },

    async changePassword(request, { current, next }) {
      const { userId, username, sessionId } = personOf(request)
      const action = 'session.password'
      const former = await requirePassword(request, current, action)
      const fault =
        current === next
          ? { zh: '新密码不能与当前密码相同。', en: 'The new password must differ from the current one.' }
          : findPasswordFault(next, { username })
      if (fault) throw passwordRefused(fault)
      const hash = await hashPassword(next)
      await database.write(async (transaction) => {
        if (!(await setPassword(transaction, userId, { former, next: hash }))) throw wrongConfirmation('password')
        const ended = await deleteSessionsOf(transaction, userId, sessionId)
        await record(transaction, request, action, { ended })
      })
      forget()
    },

    async noteActivity({ sessionId }) {
      if (!sessionId) return
      const now = Date.now()
      for (const [id, { at }] of noted) if (now - at >= noteEveryMs) noted.delete(id)
      const running = noted.get(sessionId)?.isDone
      const isDone = running ?? database.write((transaction) => noteActivity(transaction, sessionId))
      if (!running) noted.set(sessionId, { at: now, isDone })
      // Whoever asks while it is being written waits for it too.
      await isDone.catch((error: unknown) => {
        noted.delete(sessionId)
        throw error
      })
    },

    async enrol(request, password) {
      const { username } = personOf(request)
      await requirePassword(request, password, 'session.enrolment')
      if (request.principal.hasSecondFactor)
        throw new ApiError(422, 'invalid_input', {
          zh: '已经绑定了第二验证因素；要更换请先解除。',
          en: 'There is a second factor already; remove it first to have another.',
        })
      const made = await auth.api.enableTwoFactor({ body: { password, method: 'totp' }, headers: headersOf(request) })
      if (made.method !== 'totp') throw new Error('asked for totp and got something else')
      // The library names the account by its address, which nobody has.
      const uri = made.totpURI.replace(/:[^:?]*\?/, `:${encodeURIComponent(username)}?`)
      return { uri, backupCodes: made.backupCodes }
    },

    async confirmEnrolment(request, code) {
      const headers = await requireCode(request, code, 'session.enrolment')
      await database.write((transaction) => record(transaction, request, 'session.enrolment'))
      forget()
      return { cookies: headers.getSetCookie() }
    },

    async removeSecondFactor(request, { password, code }) {
      const { userId } = personOf(request)
      const action = 'session.second-factor-removed'
      await requirePassword(request, password, action)
      if (await database.read((handle) => requiresSecondFactor(handle, userId)))
        return refuse(
          request,
          action,
          new ApiError(403, 'second_factor_required', {
            zh: '您的角色要求第二验证因素，不能解除。',
            en: 'Your role requires a second factor; it cannot be removed.',
          }),
        )
      await requireCode(request, code, action)
      const { headers } = await auth.api.disableTwoFactor({
        body: { password },
        headers: headersOf(request),
        returnHeaders: true,
      })
      await database.write((transaction) => record(transaction, request, action))
      forget()
      return { cookies: headers.getSetCookie() }
    },
  }
}
