import { migrateDatabase } from '#api/platform/db/migrate-database.ts'
import { openDatabase } from '#api/platform/db/open-database.ts'
import { huizeFolder, loadCounty, loadOperations } from './load-county.ts'

/** `make-template.ts CONTENT PLACE`: makes of the database at PLACE (a data folder, or the address of a database), which
 *  holds what comes before CONTENT, a template of the tests. A process of its own, so it runs as the product does and
 *  its memory is gone afterwards. */
const [content, place] = process.argv.slice(2)
if (!place) throw new Error('Usage: make-template.ts empty|loaded|demo PLACE')

const databaseUrl = place.startsWith('postgres') ? place : undefined
const database = await openDatabase({ databaseUrl, dataFolder: place, county: '530326' })
if (content === 'empty') await migrateDatabase(database)
if (content === 'loaded') await loadCounty(database, huizeFolder)
if (content === 'demo') await loadOperations(database)
await database.close()
