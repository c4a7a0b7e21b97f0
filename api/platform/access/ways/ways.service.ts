import { createHash, randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import type { z } from 'zod'
import type { AuditTrail } from '#api/platform/audit/audit-trail.ts'
import type { Database } from '#api/platform/db/client.ts'
import { addressLimitKey } from '#api/platform/http/client-address.ts'
import { ApiError } from '#api/platform/http/problem.ts'
import type { Auth } from '../auth.ts'
import { pickCookie, writeCookie } from '../cookies.ts'
import { pendingErrors } from '../guard.ts'
import type { Principal } from '../principal.ts'
import { noteSignIn, removeEnded } from '../sessions.repo.ts'
import type { SessionRequest, SessionsService } from '../sessions.service.ts'
import { networkKey, type SignInRequest, triesOfNetwork } from '../sign-in.service.ts'
import { signInEntry } from '../sign-in-entry.ts'
import { countInMinute, takeBackCount } from '../tries.repo.ts'
import { type Journey, type SignInWay, WayError } from './sign-in-way.ts'
import { createWaySessions } from './way-session.ts'
import { type boundWaysAnswer, type WayOutcome, wayIdSchema } from './ways.contract.ts'
import {
  bindAccount,
  findBoundAccount,
  isSessionOpen,
  type KeptJourney,
  keepJourney,
  listBound,
  takeJourney,
  unbindAccount,
} from './ways.repo.ts'

/** How long somebody may be with the other system. */
const journeySeconds = 600
/** Journeys begun from one address in a minute: each costs a row, and a whole office may stand behind it in the morning. */
const journeysOfNetwork = 120

/** Where the browser goes next. */
export type WayAnswer = { location: string; cookies: string[] }

/** Signing in by other systems, and binding the own account to them. */
export type WaysService = {
  list(): Pick<SignInWay, 'id' | 'name'>[]
  /** Throws 404 for a way that is not configured. */
  start(request: SignInRequest, id: string, to: string): Promise<WayAnswer>
  /** Somebody came back with what the other system says; ends in a session, in a binding or with an outcome for the page. */
  finish(request: SignInRequest, id: string, answer: URLSearchParams): Promise<WayAnswer>
  /** Throws 403 `wrong_credentials`: an unlocked desk would else be enough to come back as somebody for ever. */
  startBinding(request: SessionRequest, id: string, given: { password: string; to: string }): Promise<WayAnswer>
  /** Throws 404 where the own account is bound to nobody there. */
  unbind(request: SessionRequest, id: string): Promise<void>
  listBound(principal: Principal): Promise<z.infer<typeof boundWaysAnswer>['ways']>
}

const noSuchWay = () =>
  new ApiError(404, 'not_found', {
    zh: '没有配置这种登录方式；可用的见登录页。',
    en: 'This way to sign in is not configured; the sign-in page shows those that are.',
  })
const notBound = () =>
  new ApiError(404, 'not_found', {
    zh: '您的账号没有绑定这种登录方式。',
    en: 'Your account is not bound to this way to sign in.',
  })

const random = () => randomBytes(32).toString('base64url')
/** A copy of the table lets nobody come back for somebody else. */
const journeyKey = (state: string) => `way-${createHash('sha256').update(state).digest('base64url')}`

export async function createWaysService(deps: {
  database: Database
  auth: Auth
  audit: AuditTrail
  log: Logger
  sessions: Pick<SessionsService, 'confirmPassword'>
  ways: readonly SignInWay[]
  /** Where browsers reach this server. */
  origin: string
  idleMinutes: number
  allowsDemo: boolean
  /** After sessions were ended. */
  forget: () => void
}): Promise<WaysService> {
  const { database, audit, log, ways, origin, forget } = deps
  const context = await deps.auth.$context
  const waySessions = await createWaySessions(deps.auth)
  const { name: cookieName, attributes } = context.createAuthCookie('way')
  /** Lax: the browser comes back from another site, and has to bring it along. */
  const stateCookie = (state: string, maxAge: number) =>
    writeCookie(cookieName, state, {
      maxAge,
      path: '/api/session/ways',
      secure: attributes.secure,
      sameSite: 'Lax',
    })

  const find = (id: string): SignInWay => {
    const way = ways.find((known) => known.id === id)
    if (!way) throw noSuchWay()
    return way
  }
  const count = (key: string) => database.write((transaction) => countInMinute(transaction, key))
  const redirectUri = ({ id }: SignInWay) => `${origin}/api/session/ways/${id}/callback`

  function land(to: string, outcome?: WayOutcome, cookies: string[] = []): WayAnswer {
    const url = new URL(to, origin)
    // What the last try came to is over.
    url.searchParams.delete('sign-in')
    if (outcome) url.searchParams.set('sign-in', outcome)
    return { location: url.href, cookies: [stateCookie('', 0), ...cookies] }
  }

  /** To the other system, or back to the page where that cannot be reached. */
  async function setOut(way: SignInWay, kept: Pick<KeptJourney, 'to' | 'bind'>): Promise<WayAnswer> {
    const journey: Journey = { redirectUri: redirectUri(way), state: random(), nonce: random(), codeVerifier: random() }
    const { state, nonce, codeVerifier } = journey
    try {
      const url = await way.begin(journey)
      await database.write((transaction) =>
        keepJourney(transaction, {
          key: journeyKey(state),
          seconds: journeySeconds,
          journey: { way: way.id, nonce, codeVerifier, ...kept },
        }),
      )
      return { location: url.href, cookies: [stateCookie(state, journeySeconds)] }
    } catch (error) {
      if (!(error instanceof WayError)) throw error
      log.warn({ way: way.id, reason: error.reason }, 'a way to sign in fails')
      return land(kept.bind ? kept.to : '/', error.outcome)
    }
  }

  /** What the browser brought back belongs to a journey that it set out on, and to no other. */
  async function findJourney(request: SignInRequest, way: SignInWay, state: string | null): Promise<KeptJourney> {
    const brought = pickCookie(request.cookie, cookieName)?.slice(cookieName.length + 1)
    if (!state || brought !== state) throw new WayError('failed', 'the state is not of this browser')
    const journey = await database.write((transaction) => takeJourney(transaction, journeyKey(state)))
    if (!journey) throw new WayError('failed', 'the state is used or over')
    if (journey.way !== way.id) throw new WayError('failed', 'the state is of another way')
    return journey
  }

  async function signIn(request: SignInRequest, way: SignInWay, foreignId: string, to: string): Promise<WayAnswer> {
    const details = { way: way.id }
    return database.write(async (transaction) => {
      const account = await findBoundAccount(transaction, way.providerId, foreignId, deps.allowsDemo)
      if (!account?.isOpen) {
        // The id is what an administrator needs to bind it.
        const reason = account ? 'the account is closed' : 'bound to no account'
        await audit.record(
          transaction,
          signInEntry(request, account, {
            action: 'session.sign-in',
            outcome: 'refused',
            details: { ...details, reason, foreignId },
          }),
        )
        return land('/', 'unbound')
      }
      const { userId } = account
      const next = account.hasSecondFactor && !way.replacesSecondFactor ? 'second-factor' : 'done'
      const cookie =
        next === 'done'
          ? await waySessions.open(transaction, { ...request, userId, way: way.id })
          : await waySessions.askSecondFactor(transaction, { userId, way: way.id })
      await takeBackCount(transaction, networkKey(request.address))
      await removeEnded(transaction)
      if (next === 'done') await noteSignIn(transaction, userId)
      await audit.record(
        transaction,
        signInEntry(request, account, { action: 'session.sign-in', outcome: 'done', details: { ...details, next } }),
      )
      return land(to, next === 'done' ? undefined : next, [cookie])
    })
  }

  async function bind(
    request: SignInRequest,
    way: SignInWay,
    foreignId: string,
    { to, bind: person }: KeptJourney & { bind: NonNullable<KeptJourney['bind']> },
  ): Promise<WayAnswer> {
    return database.write(async (transaction) => {
      // First, as a sign-in does: two of one person from one place would else wait for each other.
      await takeBackCount(transaction, networkKey(request.address))
      // The session's own cookie does not come along from another site.
      const isOpen = await isSessionOpen(transaction, person.sessionId, deps)
      const outcome = isOpen
        ? await bindAccount(transaction, { userId: person.userId, providerId: way.providerId, foreignId })
        : 'session-over'
      await audit.record(
        transaction,
        signInEntry(request, person, {
          action: 'session.way-bound',
          outcome: outcome === 'bound' ? 'done' : 'refused',
          details: { way: way.id, foreignId, ...(outcome !== 'bound' && { reason: outcome }) },
        }),
      )
      return land(to, outcome)
    })
  }

  return {
    list: () => ways.map(({ id, name }) => ({ id, name })),

    async start(request, id, to) {
      const way = find(id)
      const begun = await count(`way:${addressLimitKey(request.address)}`)
      if (begun > journeysOfNetwork) return land('/', 'busy')
      return setOut(way, { to })
    },

    async finish(request, id, answer) {
      const way = find(id)
      if ((await count(networkKey(request.address))) > triesOfNetwork) return land('/', 'busy')
      let kept: KeptJourney | undefined
      try {
        const state = answer.get('state')
        kept = await findJourney(request, way, state)
        const { nonce, codeVerifier } = kept
        const foreignId = await way.identify(answer, {
          redirectUri: redirectUri(way),
          state: state ?? '',
          nonce,
          codeVerifier,
        })
        return kept.bind
          ? await bind(request, way, foreignId, { ...kept, bind: kept.bind })
          : await signIn(request, way, foreignId, kept.to)
      } catch (error) {
        if (!(error instanceof WayError)) throw error
        const { outcome, reason } = error
        if (outcome === 'unavailable') log.warn({ way: way.id, reason }, 'a way to sign in fails')
        await audit.recordAlone(
          signInEntry(request, kept?.bind, {
            action: kept?.bind ? 'session.way-bound' : 'session.sign-in',
            outcome: outcome === 'unavailable' ? 'failed' : 'refused',
            details: { way: way.id, reason },
          }),
        )
        return land(kept?.bind ? kept.to : '/', outcome)
      }
    },

    async startBinding(request, id, { password, to }) {
      const way = find(id)
      const { pending } = request.principal
      if (pending) throw pendingErrors[pending]()
      const person = await deps.sessions.confirmPassword(request, password, 'session.way-bound')
      return setOut(way, { to, bind: person })
    },

    async unbind({ principal, address, requestId }, id) {
      const { actor, sessionId } = principal
      // A password stands in the same table.
      const way = wayIdSchema.safeParse(id).data
      if (actor.kind !== 'person' || !way) throw notBound()
      const removed = await database.write(async (transaction) => {
        const foreignIds = await unbindAccount(transaction, {
          userId: actor.id,
          way,
          keptSessionId: sessionId,
        })
        if (foreignIds.length > 0)
          await audit.record(transaction, {
            actor,
            address,
            requestId,
            action: 'session.way-unbound',
            outcome: 'done',
            details: { way, foreignId: foreignIds.join(', ') },
          })
        return foreignIds
      })
      if (removed.length === 0) throw notBound()
      forget()
    },

    async listBound({ actor }) {
      if (actor.kind !== 'person') return []
      const bound = await database.read((handle) => listBound(handle, actor.id))
      return bound.map(({ providerId, ...rest }) => ({
        ...rest,
        isUsable: ways.some((way) => way.providerId === providerId),
      }))
    },
  }
}
