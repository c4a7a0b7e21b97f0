import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { ScopedHandle } from '#api/db/client.ts'
import type { Scope } from '#api/db/scope.ts'

/** Rows whose code lies within reach, as a condition on a column of codes of areas. Nothing where the scope reaches
 *  nothing. */
export function withinScope({ scope }: Pick<ScopedHandle, 'scope'>, code: SQLWrapper): SQL {
  if (scope.areas.length === 0) return sql`false`
  const isWithin = scope.areas.map((area) => sql`${code} LIKE ${`${area}%`}`)
  return sql`(${sql.join(isWithin, sql` OR `)})`
}

/** Whether an answer about `area` (left out: the county) is cut by what the scope reaches, which the answer then has to
 *  say. Pure. */
export const isCutByScope = ({ areas }: Scope, area: string): boolean => !areas.some((reach) => area.startsWith(reach))
