import type { Scope } from '#api/platform/db/scope.ts'
import type { AppEnv } from '#api/platform/http/request-context.ts'
import type { Action } from './access.contract.ts'
import type { Principal } from './principal.ts'

/** What the guard has found out before a route is asked. */
export type AccessEnv = {
  Bindings: AppEnv['Bindings']
  Variables: AppEnv['Variables'] & {
    principal: Principal
    /** Of the action that the route's rule names. */
    scope: Scope
    /** Of another action, for which the same person may have no right: it reaches nothing then. */
    scopeFor: (action: Action) => Scope
    /** Set by a route that exports what its body asks for: by what, or that the line of it is written already. */
    exported?: Readonly<Record<string, unknown>> | 'recorded'
    /** Set by a route whose answer says no without an error. */
    isTurnedAway?: boolean
  }
}
