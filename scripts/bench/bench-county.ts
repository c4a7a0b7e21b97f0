import { join, resolve } from 'node:path'
import type postgres from 'postgres'
import type { EditionSnapshot } from '#api/ground/editions/edition-snapshot.ts'
import { createEditionsService } from '#api/ground/editions/editions.service.ts'
import { createClient } from '#api/platform/db/connection-pool.ts'
import { prepareSocketPath } from '#api/platform/db/embedded/socket-path.ts'
import { migrateDatabase } from '#api/platform/db/migrate-database.ts'
import { type OpenedDatabase, openDatabase } from '#api/platform/db/open-database.ts'
import { loadCounty } from '../../tests/support/load-county.ts'
import { makeRunFolder, removeFolder } from '../../tests/support/run-folder.ts'
import { openTestServer } from '../../tests/support/test-server.ts'

export type BenchCounty = {
  database: OpenedDatabase
  snapshot: EditionSnapshot
  /** The server's address; its tables are in the schema `county_530326`. Null on the embedded database. */
  url: string | null
  /** The same database with connections of its own; the embedded one has one session and is given again. */
  openAnother(): Promise<OpenedDatabase>
  /** A connection of the driver alone, without what the product puts around it but in the same schema. The caller ends
   *  it. */
  openDriver(): postgres.Sql
  close(): Promise<void>
}

/** The shipped county, loaded as the product loads it, on a PostgreSQL server of its own or embedded. */
export async function openBenchCounty(kind: 'embedded' | 'server'): Promise<BenchCounty> {
  process.stderr.write('loading the county …\n')
  const folder = makeRunFolder('bench')
  const server = kind === 'server' ? await openTestServer() : null
  const url = (await server?.createDatabase('bench')) ?? null
  const dataFolder = join(folder, 'data')
  const database = await openDatabase({ databaseUrl: url ?? undefined, dataFolder, county: '530326' })
  await migrateDatabase(database)
  await loadCounty(database, resolve(import.meta.dirname, '../../data/huize'))
  const snapshot = await createEditionsService({ database }).current()
  return {
    database,
    snapshot,
    url,
    openAnother: async () =>
      url === null ? database : await openDatabase({ databaseUrl: url, dataFolder, county: '530326' }),
    openDriver: () =>
      url === null
        ? // postgres.js knows `path`, its types do not.
          createClient(undefined, {
            ...({ path: prepareSocketPath(dataFolder) } as object),
            username: 'postgres',
            database: 'postgres',
          })
        : createClient(url, { connection: { search_path: `"${database.schema}", public` } }),
    async close() {
      await database.close()
      await server?.remove()
      removeFolder(folder)
    },
  }
}
