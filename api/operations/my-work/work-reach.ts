import { isAllowedSomewhere, type Principal } from '#api/platform/access/principal.ts'
import type { Scope } from '#api/platform/db/scope.ts'

/** Whose work it is that is looked for. */
export type WorkReach = {
  scope: Scope
  /** The roles in which somebody handles incidents, each where it is held. */
  seats: readonly { role: string; area: string }[]
  /** The department somebody answers for, and where. */
  department: string | undefined
  departmentAreas: readonly string[]
}

/** Pure. */
export const workReachOf = (
  { grants, department }: Pick<Principal, 'grants' | 'department'>,
  scope: Scope,
  { areas }: Pick<Scope, 'areas'>,
): WorkReach => ({
  scope,
  seats: grants.filter((grant) => isAllowedSomewhere([grant], 'incidents.handle')),
  department,
  departmentAreas: areas,
})
