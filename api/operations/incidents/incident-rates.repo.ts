import { sql } from 'drizzle-orm'
import type { ScopedHandle } from '#api/platform/db/client.ts'
import { type IncidentFilter, incidentConditions } from './incidents.repo.ts'

/** How many of what the filter lets through lie in which grid; grids without any are left out. */
export const countByGrid = (
  handle: ScopedHandle,
  filter: IncidentFilter,
): Promise<{ gridCode: string; count: number }[]> =>
  handle.rows(
    sql`SELECT i.grid_code AS "gridCode", count(*)::integer AS count FROM incidents i
      WHERE ${incidentConditions(handle, filter)} GROUP BY i.grid_code ORDER BY i.grid_code`,
  )
