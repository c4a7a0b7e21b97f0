import { sql } from 'drizzle-orm'
import { withinScope } from '#api/platform/access/within-scope.ts'
import type { ScopedHandle, ScopedTransaction } from '#api/platform/db/client.ts'
import { instantText } from '#api/platform/db/sql-text.ts'
import type { ListSource } from '#api/platform/http/list.ts'
import {
  countIncidents,
  type IncidentFilter,
  type IncidentKeys,
  type IncidentRow,
  listIncidents,
  unitName,
} from './incidents.repo.ts'

/** What a row of an export has beside what stands in a list. Nobody's name is among it. */
type ExportMore = {
  id: string
  description: string
  source: string
  externalId: string | null
  foundAt: string
  actedAt: string | null
  resolvedAt: string | null
  assignee: Readonly<Record<string, string>> | null
  unitName: string | null
}
export type ExportRow = IncidentRow & Omit<ExportMore, 'id'>

const listMore = async (handle: ScopedHandle, ids: readonly string[]): Promise<Map<string, ExportMore>> =>
  ids.length === 0
    ? new Map()
    : new Map(
        (
          await handle.rows<ExportMore>(
            sql`SELECT i.id, i.description, i.source, i.external_id AS "externalId", ${instantText(sql`i.found_at`)} AS "foundAt",
                i.assignee, ${unitName} AS "unitName", ${instantText(sql`i.acted_at`)} AS "actedAt", ${instantText(sql`i.resolved_at`)} AS "resolvedAt"
              FROM incidents i WHERE i.id IN (SELECT t.id::uuid FROM jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) AS t (id))
                AND ${withinScope(handle, sql`i.grid_code`)}`,
          )
        ).map((row) => [row.id, row]),
      )

/** The incidents of a filter, whole rows, newest report first. */
export const exportSource = (filter: IncidentFilter): ListSource<ExportRow, IncidentKeys, ScopedHandle> => ({
  count: (handle) => countIncidents(handle, filter),
  async read(handle, page) {
    const found = await listIncidents(handle, filter, page)
    const more = await listMore(
      handle,
      found.map(({ row }) => row.id),
    )
    return found.flatMap(({ row, keys }) => {
      const rest = more.get(row.id)
      return rest ? [{ row: { ...rest, ...row }, keys }] : []
    })
  },
})

/** Keeps that incidents went to a system; the first time counts. Of a request that came again only what the first one did not
 *  have is new. In the order of their ids, as all who hold several incidents: neither waits for the other for ever. */
export async function recordExports(
  transaction: ScopedTransaction,
  { system, ids, isRepeated }: { system: string; ids: readonly string[]; isRepeated: boolean },
): Promise<void> {
  const known = isRepeated ? sql`DO NOTHING` : sql`DO UPDATE SET last_at = now()`
  await transaction.run(
    sql`INSERT INTO incident_exports (incident_id, system)
      SELECT t.id::uuid, ${system} FROM jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) AS t (id)
      ORDER BY 1
      ON CONFLICT (incident_id, system) ${known}`,
  )
}

/** How many entries each system got since an instant, and of how many incidents. */
export async function countExports(handle: ScopedHandle, from: string) {
  const since = sql`e.first_at >= ${from}::text::timestamptz AND ${withinScope(handle, sql`i.grid_code`)}`
  const systems = await handle.rows<{ code: string; entries: number }>(
    sql`SELECT e.system AS code, count(*)::integer AS entries FROM incident_exports e
      JOIN incidents i ON i.id = e.incident_id WHERE ${since} GROUP BY e.system ORDER BY e.system`,
  )
  const [row] = await handle.exactly<{ incidents: number }>(
    1,
    sql`SELECT count(DISTINCT e.incident_id)::integer AS incidents FROM incident_exports e
      JOIN incidents i ON i.id = e.incident_id WHERE ${since}`,
  )
  return { systems, incidents: row?.incidents ?? 0 }
}
