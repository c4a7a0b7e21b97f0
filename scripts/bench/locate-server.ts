import { resolve } from 'node:path'
import { createAdaptorServer } from '@hono/node-server'
import pino from 'pino'
import { routeRules } from '#api/platform/access/route-actions.ts'
import { migrateDatabase } from '#api/platform/db/migrate-database.ts'
import { openDatabase } from '#api/platform/db/open-database.ts'
import { wireApp } from '#api/server.ts'
import { loadCounty } from '../../tests/support/load-county.ts'
import { makeKey } from '../../tests/support/principals.ts'

/** `locate-server.ts PLACE`: the product's application over a database with the county in it, and one route more that
 *  answers with a constant. Ends when its standard input does. */
const place = process.argv[2] ?? ''
const repository = resolve(import.meta.dirname, '../..')
const options = {
  databaseUrl: place.startsWith('postgres') ? place : undefined,
  dataFolder: place,
  county: '530326',
}
const database = await openDatabase(options)
await migrateDatabase(database)
await loadCounty(database, resolve(repository, 'data/huize'))
// The constant asks the same of its caller as the route it is compared with.
Object.assign(routeRules, { 'GET /api/bench-constant': routeRules['GET /api/locate'] })
const { app } = await wireApp({
  database,
  place: options,
  webFolder: resolve(repository, 'dist/web'),
  version: 'bench',
  // One line a request, as the product writes it.
  log: pino(pino.destination('/dev/null')),
  // Counted as in the product, and never refused: nobody else asks so much.
  rateLimits: { account: 1e9, address: 1e9 },
})
let constant = ''
const key = await makeKey(database, 'county-operator')
const headers = { authorization: `Bearer ${key}` }
app.get('/api/bench-constant', (c) => c.body(constant, 200, { 'Content-Type': 'application/json' }))
constant = await (await app.request('/api/locate?lng=103.4&lat=26.4', { headers })).text()
const server = createAdaptorServer({ fetch: app.fetch })
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address && typeof address === 'object') console.log(`http://127.0.0.1:${address.port} ${key}`)
})
process.stdin.resume().once('end', async () => {
  server.close()
  if ('closeAllConnections' in server) server.closeAllConnections()
  await database.close()
  process.exit(0)
})
