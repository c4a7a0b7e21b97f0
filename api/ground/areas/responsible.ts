import type { EditionSnapshot } from '#api/ground/editions/edition-snapshot.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { type AreaRef, type Level, levelOfCode } from '#api/platform/http/shared.contract.ts'
import type { ResponsibleRole } from './areas.contract.ts'

/** The areas that hold a code, county first: for a grid its village and, where it has one, its group. Empty for an
 *  unknown code. Pure. */
export function findParents(edition: EditionSnapshot, code: string): AreaRef[] {
  const parents: AreaRef[] = []
  const add = (parent: string | null) => {
    const area = parent !== null && parent !== code ? edition.areas.get(parent) : undefined
    if (area) parents.push({ code: area.code, level: area.level, name: area.name })
  }
  for (const length of [6, 9, 12]) if (length < code.length) add(code.slice(0, length))
  add(edition.grids.get(code)?.groupCode ?? null)
  return parents
}

const roles: Record<Level, ResponsibleRole['role']> = {
  grid: 'grid-worker',
  group: 'group-head',
  village: 'village-clerk',
  township: 'township-operator',
  county: 'county-operator',
}

/** Who answers in an area, the nearest first: roles by level, never a person's name; a grid's workers as numbers, but not on a shared
 *  screen. Pure. */
export function findResponsible(
  { isSharedScreen }: Pick<Scope, 'isSharedScreen'>,
  edition: EditionSnapshot,
  code: string,
): ResponsibleRole[] {
  const grid = edition.grids.get(code)
  const area = grid ?? edition.areas.get(code)
  const level = levelOfCode(code)
  if (!area || !level) return []
  const own: AreaRef = { code, level, name: area.name }
  return [...findParents(edition, code), own].reverse().map((ref) => ({
    role: roles[ref.level],
    ...ref,
    ...(ref.level === 'grid' &&
      grid &&
      !isSharedScreen && { workersFull: grid.workersFull, workersPart: grid.workersPart }),
  }))
}
