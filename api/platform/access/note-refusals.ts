import type { Context, MiddlewareHandler } from 'hono'
import { wallCookie } from '#api/people/walls/walls.contract.ts'
import { wallHeader } from '#api/platform/http/credentials.ts'
import type { AccessEnv } from './access-env.ts'
import { pickCookie } from './cookies.ts'
import { findRule } from './guard.ts'
import type { Principal } from './principal.ts'
import type { RouteRule } from './route-actions.ts'

const refusingStatuses = [401, 403, 429] as const

/** What somebody tried with who is not known. `ended-session`: a cookie that was signed here, of a session that is over, mostly of
 *  people who were away for too long; `session`: one that was not. */
export type Try = 'session' | 'ended-session' | 'key' | 'wall' | 'sign-in' | 'pairing' | 'nothing'

/** What is told of a request that was turned away. */
export type Refusal = {
  /** 200 where the answer itself says no: a screen that asks with a claim nobody knows. */
  status: (typeof refusingStatuses)[number] | 200
  rule: RouteRule
  principal: Principal | undefined
  by: Try
  address: string
  c: Context
}

/** The cookie of the sign-in library, with or without the mark that a browser keeps it to TLS. */
const hasSessionCookie = (cookie: string | undefined) =>
  cookie !== undefined && /(^|;\s*)(__Secure-|__Host-)?onegrid[^=;]*session_token=/.test(cookie)

/** Whether the cookie of a session in a Cookie header was signed here, ended or not. */
export type IsSessionSigned = (cookie: string | undefined) => Promise<boolean>

/** By what is asked for, and by what was sent along. */
async function findTry(rule: RouteRule, c: Context, isSessionSigned: IsSessionSigned): Promise<Try> {
  const { path } = c.req
  if (rule === 'open' && path.startsWith('/api/session')) return 'sign-in'
  if (rule === 'open' && path.startsWith('/api/walls')) return 'pairing'
  const cookie = c.req.header('cookie')
  if (c.req.header('authorization') !== undefined) return 'key'
  // As it is decided who asks: on a wall's page its pairing alone counts, and nowhere else does it.
  if (c.req.header(wallHeader) !== undefined) return pickCookie(cookie, wallCookie) === undefined ? 'nothing' : 'wall'
  if (!hasSessionCookie(cookie)) return 'nothing'
  return (await isSessionSigned(cookie)) ? 'ended-session' : 'session'
}

/** Tells of every request that is turned away, by whatever stands behind this: the limits, the guard or the route itself. In
 *  one place and by the answer, so that no way of refusing is forgotten. */
export const noteRefusals =
  (onRefused: (refusal: Refusal) => void, isSessionSigned: IsSessionSigned): MiddlewareHandler<AccessEnv> =>
  async (c, next) => {
    await next()
    const { status } = c.res
    const isRefused = refusingStatuses.some((refusing) => refusing === status)
    if (!isRefused && !c.get('isTurnedAway')) return
    const rule = findRule(c)?.rule
    if (rule === undefined) return
    onRefused({
      status: status as Refusal['status'],
      rule,
      principal: c.get('principal') as Principal | undefined,
      by: await findTry(rule, c as unknown as Context, isSessionSigned),
      address: c.get('clientAddress') ?? '',
      c: c as unknown as Context,
    })
  }
