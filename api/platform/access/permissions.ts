import type { Action, Role, Rung } from './access.contract.ts'

const county: readonly Rung[] = ['county']
const township: readonly Rung[] = ['township']
const village: readonly Rung[] = ['village']
const grid: readonly Rung[] = ['grid']
const upper: readonly Rung[] = ['county', 'township']
const shown: readonly Rung[] = ['county', 'township', 'village']

/**
 * Who may do what: role × action × rung, the rung being that of the area in which the role is held. What is not here, nobody
 * may. The map (tiles, editions, areas, grids, figures, search, and who is affected) is common to all who have signed in.
 */
export const permissions: Readonly<Record<Role, Readonly<Partial<Record<Action, readonly Rung[]>>>>> = {
  'county-operator': {
    'map.read': county,
    'reference.read': county,
    'incidents.read': county,
    'incidents.report': county,
    'incidents.handle': county,
    'incidents.intake': county,
    'whistles.write': county,
    'whistles.answer': county,
    'work.read': county,
    'handovers.write': county,
    'units.read': county,
    'patrols.read': county,
    'imports.read': county,
    'contacts.read': county,
    'contacts.write': county,
    'parties.read': county,
    'parties.write': county,
    'walls.read': county,
    'walls.write': county,
  },
  'emergency-commander': {
    'map.read': upper,
    'reference.read': upper,
    'incidents.read': upper,
    'incidents.report': upper,
    'incidents.handle': upper,
    'whistles.write': upper,
    'whistles.answer': upper,
    'work.read': upper,
    'handovers.write': upper,
    'units.read': upper,
    'patrols.read': upper,
    'contacts.read': upper,
    'parties.read': upper,
    'walls.read': upper,
    'walls.write': upper,
  },
  'township-operator': {
    'map.read': township,
    'reference.read': township,
    'incidents.read': township,
    'incidents.report': township,
    'incidents.handle': township,
    'incidents.intake': township,
    'whistles.write': township,
    'whistles.answer': township,
    'work.read': township,
    'handovers.write': township,
    'units.read': township,
    'patrols.read': township,
    'contacts.read': township,
    'contacts.write': township,
    'parties.read': township,
    'parties.write': township,
    'walls.read': township,
    'walls.write': township,
  },
  'village-clerk': {
    'map.read': village,
    'reference.read': village,
    'incidents.read': village,
    'incidents.report': village,
    'incidents.handle': village,
    'whistles.write': village,
    'whistles.answer': village,
    'work.read': village,
    'handovers.write': village,
    'units.read': village,
    'patrols.read': village,
    'contacts.read': village,
    'contacts.write': village,
    'parties.read': village,
    'parties.write': village,
  },
  'grid-worker': {
    'map.read': grid,
    'reference.read': grid,
    'incidents.read': grid,
    'incidents.report': grid,
    'incidents.handle': grid,
    'work.read': grid,
    'units.read': grid,
    'patrols.read': grid,
    'contacts.read': grid,
    'parties.read': grid,
  },
  // Of the calls to the own department, which the account names; who calls sees all of the own area.
  'department-officer': {
    'map.read': upper,
    'reference.read': upper,
    'whistles.answer': upper,
    'work.read': upper,
  },
  planner: {
    'map.read': upper,
    'reference.read': upper,
    'imports.read': upper,
    'imports.write': upper,
  },
  approver: {
    'map.read': county,
    'reference.read': county,
    'imports.read': county,
  },
  auditor: {
    'map.read': county,
    'reference.read': county,
    'audit.read': county,
    'audit.export': county,
  },
  administrator: {
    'map.read': upper,
    'reference.read': upper,
    'imports.read': county,
    'accounts.read': upper,
    'accounts.write': upper,
    'keys.read': upper,
    'keys.write': upper,
    'walls.read': upper,
    'walls.write': upper,
    'units.read': upper,
    'units.write': upper,
    'policies.write': county,
    'reference.write': county,
    'operation.read': county,
  },
  monitor: {
    'map.read': county,
    'operation.read': county,
  },
  wall: {
    'map.read': shown,
    'incidents.read': shown,
    'patrols.read': shown,
  },
}

/** The rungs at which a role can be held at all. Pure. */
export const rungsOfRole = (role: Role): readonly Rung[] => permissions[role]['map.read'] ?? []

/** Roles that nobody may hold together: who gives rights does not check what was done with them (GB/T 22239-2019,
 *  8.1.4.2). */
export const exclusiveRoles: readonly (readonly [Role, Role])[] = [['auditor', 'administrator']]

/** Not those of a screen's token and of a machine that watches the server. */
export const isPersonalRole = (role: Role): boolean => role !== 'wall' && role !== 'monitor'

/** Actions on the tables that hold names and phones of private persons. Who called comes in with what they called about. */
export const personActions: readonly Action[] = [
  'contacts.read',
  'contacts.write',
  'parties.read',
  'parties.write',
  'incidents.intake',
]
