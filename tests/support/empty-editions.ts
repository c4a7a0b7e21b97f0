import { sql } from 'drizzle-orm'
import type { Database } from '#api/platform/db/client.ts'

/** Takes out every edition, with its grids and tiles and the incidents that lie in them. */
export const emptyEditions = (database: Database): Promise<void> =>
  database.write(async (transaction) => {
    for (const table of ['incidents', 'edition_tiles', 'grid_versions', 'areas', 'grids', 'editions'])
      await transaction.run(sql`DELETE FROM ${sql.raw(table)}`)
  })
