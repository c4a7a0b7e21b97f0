import { sql } from 'drizzle-orm'
import type { MultiPolygon, Polygon } from 'geojson'
import { isOpen } from '#api/operations/incidents/incidents.repo.ts'
import { withinScope } from '#api/platform/access/within-scope.ts'
import type { ScopedHandle } from '#api/platform/db/client.ts'

/** Open incidents within reach whose place lies in the area or on its border. The aggregate gives one row whatever it counts, so
 *  `exactly` turns a swallowed GEOS error into an error: never a silent 0. */
export async function countOpenIncidentsIn(handle: ScopedHandle, area: Polygon | MultiPolygon): Promise<number> {
  const [row] = await handle.exactly<{ open: number }>(
    1,
    // Materialised, so that the area is read and made valid once and not once an incident.
    sql`WITH asked AS MATERIALIZED (
        SELECT ST_MakeValid(ST_SetSRID(ST_GeomFromGeoJSON(${JSON.stringify(area)}), 4326)) AS area
      )
      SELECT (SELECT count(*) FROM incidents i, asked
        WHERE ${isOpen} AND ${withinScope(handle, sql`i.grid_code`)} AND i.location && asked.area AND ST_Intersects(asked.area, i.location))::integer AS open
      FROM asked WHERE asked.area IS NOT NULL`,
  )
  return (row as { open: number }).open
}
