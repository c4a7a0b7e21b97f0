import type { Context, MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import { ApiError } from '#api/http/problem.ts'
import type { Action, PendingStep } from './access.contract.ts'
import type { AccessEnv } from './access-env.ts'
import type { Authenticator } from './authenticator.ts'
import { type Principal, scopeOf } from './principal.ts'
import { type RouteRule, routeRules } from './route-actions.ts'

export const notSignedIn = () =>
  new ApiError(401, 'not_signed_in', {
    zh: '请先登录；若刚才还在使用，登录已过期。',
    en: 'Sign in first; if you were, it has expired.',
  })

export const notAllowed = () =>
  new ApiError(403, 'not_allowed', {
    zh: '您的角色没有这项权限；确有需要请联系管理员。',
    en: 'Your roles do not allow this; ask an administrator if you need it.',
  })

/** Why somebody who has signed in is answered nothing else yet. */
export const pendingErrors = {
  password: () =>
    new ApiError(403, 'password_change_required', {
      zh: '请先修改初始密码，再继续使用。',
      en: 'Change the first password before anything else.',
    }),
  'second-factor': () =>
    new ApiError(403, 'second_factor_required', {
      zh: '您的角色要求第二验证因素，请先绑定验证器。',
      en: 'Your role requires a second factor; set up an authenticator first.',
    }),
} as const satisfies Record<PendingStep, () => ApiError>

/** What is told of a request that was turned away. */
export type Refusal = {
  status: 401 | 403
  rule: RouteRule
  principal: Principal | undefined
  address: string
  c: Context
}

/** The rule of the route that will answer: of the first that is no middleware. Nothing for an address without a route. */
function findRule(c: Context): { rule: RouteRule; route: string } | undefined {
  for (const { method, path } of matchedRoutes(c)) {
    if (method === 'ALL') continue
    const route = `${method} ${path}`
    const rule = routeRules[route]
    // A route nobody has thought about is nobody's.
    if (!rule) throw new Error(`the route ${route} has no rule in route-actions.ts`)
    return { rule, route }
  }
  return undefined
}

/** Lets a request through to its route where `route-actions.ts` allows it, and gives the route its scope. */
export const createGuard = (options: {
  authenticator: Authenticator
  onRefused?: (refusal: Refusal) => void
}): MiddlewareHandler<AccessEnv> => {
  const { authenticator, onRefused = () => {} } = options
  return async (c, next) => {
    const found = findRule(c)
    if (!found || found.rule === 'open') return next()
    const { rule } = found
    const address = c.get('clientAddress') ?? ''
    const principal = await authenticator.identify({
      cookie: c.req.header('cookie'),
      authorization: c.req.header('authorization'),
    })
    const refuse = (error: ApiError): never => {
      onRefused({ status: error.status as 401 | 403, rule, principal, address, c })
      throw error
    }
    if (!principal) return refuse(notSignedIn())
    const scopeFor = (action: Action) => scopeOf(principal, action, { address, requestId: c.get('requestId') ?? '' })
    c.set('principal', principal)
    c.set('scopeFor', scopeFor)
    if (rule !== 'signed-in') {
      if (principal.pending) return refuse(pendingErrors[principal.pending]())
      const scope = scopeFor(rule)
      if (scope.areas.length === 0) return refuse(notAllowed())
      c.set('scope', scope)
    }
    await next()
    // Turned away by the route itself: what was asked for lies beyond the area. A session's own routes tell theirs.
    if (c.res.status === 403 && rule !== 'signed-in') onRefused({ status: 403, rule, principal, address, c })
  }
}
