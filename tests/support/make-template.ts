import { resolve } from 'node:path'
import { migrateDatabase } from '#api/db/migrate-database.ts'
import { openDatabase } from '#api/db/open-database.ts'

/** `make-template.ts CONTENT PLACE`: prepares the database at PLACE (a data folder, or the address of a database) as a
 *  template of the tests. A process of its own, so it runs as the product does and its memory is gone afterwards. */
const [content, place] = process.argv.slice(2)
if (!place) throw new Error('Usage: make-template.ts empty|loaded PLACE')

const databaseUrl = place.startsWith('postgres') ? place : undefined
const database = await openDatabase({ databaseUrl, dataFolder: place, county: '530326' })
await migrateDatabase(database)
if (content === 'loaded') {
  const { loadCounty } = await import('./load-county.ts')
  await loadCounty(database, resolve(import.meta.dirname, '../../data/huize'))
}
await database.close()
