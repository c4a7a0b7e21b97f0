import type { Actor, Scope } from '#api/platform/db/scope.ts'
import { levelOfCode } from '#api/platform/http/shared.contract.ts'
import { type Action, actions, type Grant, type PendingStep, type Rung } from './access.contract.ts'
import { permissions, personActions } from './permissions.ts'

/** Who has signed in: a person, a key or a wall, with the roles held at this moment in the county that is served. */
export type Principal = {
  readonly actor: Actor
  /** What people call it. */
  readonly name: string
  readonly grants: readonly Grant[]
  /** Left out where nothing has to be done first. */
  readonly pending?: PendingStep
  readonly hasSecondFactor?: boolean
  /** The code of the department a person answers for. */
  readonly department?: string | undefined
  /** Of a person. */
  readonly sessionId?: string
  /** Milliseconds since 1970; null for what is open until it is revoked. */
  readonly expiresAt: number | null
}

export type RequestOrigin = { address: string; requestId: string }

const isAllowed = ({ role, area }: Grant, action: Action): boolean =>
  permissions[role][action]?.includes(levelOfCode(area) as Rung) ?? false

/** Whether somebody may do something anywhere. Pure. */
export const isAllowedSomewhere = (grants: readonly Grant[], action: Action): boolean =>
  grants.some((grant) => isAllowed(grant, action))

/** The codes of the areas in which somebody may do something: none contains another. Pure. */
export function areasFor(grants: readonly Grant[], action: Action): string[] {
  const codes = [...new Set(grants.filter((grant) => isAllowed(grant, action)).map(({ area }) => area))].sort()
  // Sorted, a code stands behind every prefix of it.
  const outermost: string[] = []
  for (const code of codes) if (!outermost.some((outer) => code.startsWith(outer))) outermost.push(code)
  return outermost
}

/** Everything somebody may do, and where. Pure. */
export const allPermissions = (grants: readonly Grant[]): Partial<Record<Action, string[]>> =>
  Object.fromEntries(
    actions.map((action) => [action, areasFor(grants, action)] as const).filter(([, areas]) => areas.length > 0),
  )

/** Whether the answers stand on a screen that anybody in the room reads. Pure. */
export const isSharedScreen = ({ actor, grants }: Pick<Principal, 'actor' | 'grants'>): boolean =>
  actor.kind === 'wall' || grants.some(({ role }) => role === 'wall')

const makeScope = (parts: Omit<Scope, keyof { [key: symbol]: unknown }>) => parts as unknown as Scope

/** The scope of one request: what `principal` may do of `action`. Without a right it reaches nothing. Pure. */
export function scopeOf(principal: Principal, action: Action, { address, requestId }: RequestOrigin): Scope {
  const areas = areasFor(principal.grants, action)
  return makeScope({
    actor: principal.actor,
    action,
    areas,
    persons: personActions.includes(action) ? areas : [],
    isSharedScreen: isSharedScreen(principal),
    address,
    requestId,
  })
}

/** The scope of work that no request asked for: command-line tools, removal of what has expired. Reaches the county. Pure. */
export const systemScope = (county: string, action: Action, name: string): Scope =>
  makeScope({
    actor: { kind: 'system', id: name, name },
    action,
    areas: [county],
    persons: personActions.includes(action) ? [county] : [],
    isSharedScreen: false,
    address: '',
    requestId: '',
  })

/** Whether an area lies within what a scope reaches. Pure. */
export const covers = ({ areas }: Pick<Scope, 'areas'>, code: string): boolean =>
  areas.some((area) => code.startsWith(area))
