import type { Context, MiddlewareHandler } from 'hono'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import type { Authenticator } from '#api/platform/access/authenticator.ts'
import { addressLimitKey } from './client-address.ts'
import { credentialsOf } from './credentials.ts'
import { ApiError } from './problem.ts'
import type { RequestRate } from './request-rate.ts'

/** Requests a minute. An account's limit is there for a program that has gone wild, which would take the whole server: a
 *  console at work makes 60 to 200, and a measuring run over loopback some hundreds a second is let through. Nobody who has
 *  signed in asks much before: an address has as many as all consoles of a building need at the beginning of a shift. */
export type RateLimits = { account: number; address: number }

export const defaultRateLimits: RateLimits = { account: 60_000, address: 1_200 }

/** As the operator sets them: an address never has more than an account. 0: none. Pure. */
export const limitsOf = (account: number): RateLimits | null =>
  account === 0 ? null : { account, address: Math.min(account, defaultRateLimits.address) }

export const tooManyRequests = (seconds: number) => {
  const rounded = Math.max(1, Math.ceil(seconds))
  return new ApiError(
    429,
    'too_many_requests',
    { zh: `请求太频繁，请在 ${rounded} 秒后再试。`, en: `Too many requests; try again in ${rounded} s.` },
    { retryAfterSeconds: rounded },
  )
}

/** Two handlers, one before the guard and one behind it. Whoever has signed in counts by account alone, so that many behind
 *  one address do not hinder each other; wrong credentials, or none where they are needed, count by address, and what is
 *  open to everybody by address for itself. */
export function limitRate(options: {
  rate: RequestRate
  limits: RateLimits
  authenticator: Pick<Authenticator, 'isFamiliar'>
}): Record<'beforeGuard' | 'behindGuard', MiddlewareHandler<AccessEnv>> {
  const { rate, limits, authenticator } = options
  const addressOf = (c: Context) => addressLimitKey(c.get('clientAddress') ?? '')
  const keyOf = (c: Context) => `address ${addressOf(c)}`
  const isFamiliar = (c: Context) => authenticator.isFamiliar(credentialsOf(c))
  const refuseAfter = (seconds: number) => {
    if (seconds > 0) throw tooManyRequests(seconds)
  }
  return {
    // A wrong key costs a look into the database: an address that has sent too many is not even asked who it is, unless it is
    // somebody who was let in a moment ago.
    async beforeGuard(c, next) {
      if (!isFamiliar(c)) refuseAfter(rate.look(keyOf(c), limits.address))
      await next()
      if (c.res.status === 401 && !c.get('principal')) rate.count(keyOf(c), limits.address)
    },
    async behindGuard(c, next) {
      const principal = c.get('principal') as AccessEnv['Variables']['principal'] | undefined
      refuseAfter(
        principal
          ? rate.count(`${principal.actor.kind} ${principal.actor.id}`, limits.account)
          : rate.count(`open ${addressOf(c)}`, limits.address),
      )
      return next()
    },
  }
}
