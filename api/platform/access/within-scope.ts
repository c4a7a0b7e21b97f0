import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { ScopedHandle } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'

const countyCodeLength = 6

/** Rows of a county's own table whose code lies within reach, as a condition on a column of codes of areas. Nothing where
 *  the scope reaches nothing. */
export function withinScope(handle: Pick<ScopedHandle, 'scope'>, code: SQLWrapper): SQL {
  // The county: no row of its schema is of another, and its roles are the only ones a scope is made of.
  if (handle.scope.areas.some((area) => area.length === countyCodeLength)) return sql`true`
  return withinSharedScope(handle, code)
}

/** The same for the tables that several counties share: who holds a county holds none of the others. */
export function withinSharedScope({ scope }: Pick<ScopedHandle, 'scope'>, code: SQLWrapper): SQL {
  if (scope.areas.length === 0) return sql`false`
  const isWithin = scope.areas.map((area) => sql`${code} LIKE ${`${area}%`}`)
  return sql`(${sql.join(isWithin, sql` OR `)})`
}

/** Whether an answer about `area` (left out: the county) is cut by what the scope reaches, which the answer then has to
 *  say. Pure. */
export const isCutByScope = ({ areas }: Scope, area: string): boolean => !areas.some((reach) => area.startsWith(reach))

/** The same for all scopes that the same is told of incidents, by what they reach. Pure. */
export const keyOf = ({ areas, isSharedScreen }: Scope): unknown => [isSharedScreen, [...areas].sort()]
