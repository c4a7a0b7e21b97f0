import { type Action, roles } from './access.contract.ts'
import { permissions } from './permissions.ts'
import { type RouteRule, routeRules } from './route-actions.ts'

type Document = {
  components?: object
  paths: Record<string, Record<string, { security?: Record<string, string[]>[]; 'x-access'?: string }>>
}

const rolesThat = (action: Action) => roles.filter((role) => permissions[role][action])

const sayWho = (rule: RouteRule): string => {
  if (rule === 'open') return '无需登录 / nobody has to sign in'
  if (rule === 'signed-in') return '已登录者 / whoever has signed in'
  return `${rule}: ${rolesThat(rule).join(', ')}`
}

/** Says of every route who may call it, out of the tables the guard itself asks: `security` for programs, `x-access` for
 *  people. Changes the document. */
export function describeAccess(document: Document): void {
  document.components = {
    ...document.components,
    securitySchemes: {
      key: { type: 'http', scheme: 'bearer', description: 'A key made by an administrator, in a role and an area.' },
      session: {
        type: 'apiKey',
        in: 'cookie',
        name: 'onegrid.session_token',
        description: 'What POST /api/session sets; __Secure-onegrid.session_token with TLS.',
      },
    },
  }
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(methods)) {
      const rule = routeRules[`${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`]
      if (!rule) continue
      operation.security = rule === 'open' ? [] : [{ key: [] }, { session: [] }]
      operation['x-access'] = sayWho(rule)
    }
}
