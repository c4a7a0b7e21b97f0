import type { Context, MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import { credentialsOf } from '#api/platform/http/credentials.ts'
import { ApiError } from '#api/platform/http/problem.ts'
import type { Action, PendingStep } from './access.contract.ts'
import type { AccessEnv } from './access-env.ts'
import type { Authenticator } from './authenticator.ts'
import { scopeOf } from './principal.ts'
import { type RouteRule, routeRules, sharedScreenRoutes } from './route-actions.ts'

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

/** The rule of the route that will answer: of the first that is no middleware. Nothing for an address without a route. */
export function findRule(c: Context): { rule: RouteRule; route: string } | undefined {
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
export const createGuard =
  (authenticator: Authenticator): MiddlewareHandler<AccessEnv> =>
  async (c, next) => {
    const found = findRule(c)
    if (!found || found.rule === 'open') return next()
    const { rule, route } = found
    const address = c.get('clientAddress') ?? ''
    const principal = await authenticator.identify(credentialsOf(c))
    if (!principal) throw notSignedIn()
    const scopeFor = (action: Action) => scopeOf(principal, action, { address, requestId: c.get('requestId') ?? '' })
    c.set('principal', principal)
    c.set('scopeFor', scopeFor)
    if (rule !== 'signed-in') {
      if (principal.pending) throw pendingErrors[principal.pending]()
      const scope = scopeFor(rule)
      if (scope.areas.length === 0) throw notAllowed()
      if (scope.isSharedScreen && !sharedScreenRoutes.has(route)) throw notAllowed()
      c.set('scope', scope)
    }
    await next()
  }
