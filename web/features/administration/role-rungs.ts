import { type Role, type Rung, roles } from '#api/platform/access/access.contract.ts'

const upper: readonly Rung[] = ['county', 'township']

/** The levels of area at which a person can hold a role, for a form that does not offer what the server refuses. */
export const roleRungs: Readonly<Partial<Record<Role, readonly Rung[]>>> = {
  'county-operator': ['county'],
  'emergency-commander': upper,
  'township-operator': ['township'],
  'village-clerk': ['village'],
  'grid-worker': ['grid'],
  'department-officer': upper,
  planner: upper,
  approver: ['county'],
  auditor: ['county'],
  administrator: upper,
  monitor: ['county'],
}

export const personRoles: readonly Role[] = roles.filter((role) => role !== 'wall' && role !== 'monitor')
