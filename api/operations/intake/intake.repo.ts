import { sql } from 'drizzle-orm'
import { withinScope } from '#api/platform/access/within-scope.ts'
import type { ScopedHandle } from '#api/platform/db/client.ts'
import { valueList } from '#api/platform/db/sql-text.ts'

export type TakenIncident = { id: string; number: string; externalId: string | null }

/** Those of some numbers of some sources that are here already, within reach: the first source's first. */
export const findTaken = async (
  handle: ScopedHandle,
  sources: readonly string[],
  externalIds: readonly string[],
): Promise<TakenIncident[]> =>
  externalIds.length === 0
    ? []
    : handle.rows(
        sql`SELECT i.id, i.number, i.external_id AS "externalId" FROM incidents i
          WHERE i.source IN (${valueList(sources)}) AND i.external_id IN (${valueList(externalIds)})
            AND ${withinScope(handle, sql`i.grid_code`)}
          ORDER BY i.source = ${sources[0]} DESC`,
      )

export type TakenNumber = { number: string; title: string; gridCode: string; lng: number; lat: number }

/** Those of some of our own numbers that are here, within reach. */
export const findTakenNumbers = async (handle: ScopedHandle, numbers: readonly string[]): Promise<TakenNumber[]> =>
  numbers.length === 0
    ? []
    : handle.rows(
        sql`SELECT i.number, i.title, i.grid_code AS "gridCode", ST_X(i.location) AS lng, ST_Y(i.location) AS lat
          FROM incidents i WHERE i.number IN (${valueList(numbers)}) AND ${withinScope(handle, sql`i.grid_code`)}`,
      )
