import { sql } from 'drizzle-orm'
import type { Database } from '#api/platform/db/client.ts'
import { valueList } from '#api/platform/db/sql-text.ts'
import type { EditionsService } from './editions.service.ts'

export type AreaNames = { gridName: string; villageName: string; townshipName: string }

/** Names for grid and village codes of rows that point into the coverage. From the current edition in memory; a grid
 *  that is no longer part of it keeps the last name it had. A code nobody knows stands for itself. */
export async function readAreaNames(
  deps: { database: Database; editions: EditionsService },
  codes: Iterable<string>,
): Promise<(code: string) => AreaNames> {
  const { grids, areas } = await deps.editions.current()
  const former = [...new Set(codes)].filter((code) => code.length === 15 && !grids.has(code))
  const formerNames = new Map<string, string>()
  if (former.length > 0) {
    const rows = await deps.database.read((handle) =>
      handle.rows<{ code: string; name: string }>(
        sql`SELECT DISTINCT ON (code) code, name FROM grid_versions
          WHERE code IN (${valueList(former)}) ORDER BY code, lower(editions) DESC`,
      ),
    )
    for (const { code, name } of rows) formerNames.set(code, name)
  }
  const areaName = (code: string) => areas.get(code)?.name ?? code
  return (code) => ({
    gridName: grids.get(code)?.name ?? formerNames.get(code) ?? code,
    villageName: areaName(code.slice(0, 12)),
    townshipName: areaName(code.slice(0, 9)),
  })
}
