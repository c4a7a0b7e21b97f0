import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { serve } from '@hono/node-server'
import { hashPassword } from 'better-auth/crypto'
import { sql } from 'drizzle-orm'
import { Hono } from 'hono'
import { pino } from 'pino'
import { readConfig } from '#api/config.ts'
import { insertAccount } from '#api/platform/access/insert-account.ts'
import { migrateDatabase } from '#api/platform/db/migrate-database.ts'
import { openDatabase } from '#api/platform/db/open-database.ts'
import { toProblem } from '#api/platform/http/problem.ts'
import { wireApp } from '#api/server.ts'
import { anEntry } from './audit.ts'
import { alwaysSignedIn, everybody } from './principals.ts'

/*
 * The product's application in a process of its own, with two more routes that write: `POST /notes/:id` keeps a note of
 * as many bytes as its body has, in one transaction, and answers 200 when that is committed; `GET /notes` lists the ids.
 * `POST /records/:id` does the same with a row of a table of the product, an import that has ended, and the line of the
 * audit trail that tells of it. An account may sign in, at `POST /api/session` as with the product.
 * `POST /tidy` collects the garbage and answers with the resident memory in bytes.
 * The environment is that of `npm start`.
 */
const config = readConfig(process.env)
const database = await openDatabase({ ...config, onLog: console.log })
await migrateDatabase(database)
await database.write(async (transaction) => {
  await transaction.run(sql`CREATE TABLE IF NOT EXISTS notes (id text PRIMARY KEY, body text NOT NULL)`)
})
const { app, audit, close } = await wireApp({
  database,
  place: config,
  webFolder: join(import.meta.dirname, 'no-web'),
  version: 'test',
  log: pino({ level: 'error' }),
  // Each `Authorization` is an account of its own.
  authenticator: {
    ...alwaysSignedIn(),
    identify: async ({ authorization = 'tester' }) => ({
      ...everybody,
      actor: { ...everybody.actor, id: authorization },
    }),
  },
  // For who writes more than one person would.
  ...(process.env.ONEGRID_TEST_NO_LIMITS && { rateLimits: null }),
})
if (process.env.ONEGRID_DEMO_PASSWORD) {
  const passwordHash = await hashPassword(process.env.ONEGRID_DEMO_PASSWORD)
  await database.write(async (transaction) => {
    const [known] = await transaction.rows(sql`SELECT 1 FROM onegrid.users WHERE username = 'county-operator'`)
    if (known) return
    await insertAccount(transaction, {
      username: 'county-operator',
      name: '值班员',
      passwordHash,
      mustChangePassword: false,
      grants: [{ role: 'county-operator', area: config.county }],
      grantedBy: 'tests',
    })
  })
}
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
const server = new Hono()
  .post('/tidy', (c) => {
    collectGarbage()
    return c.json({ rss: process.memoryUsage.rss() })
  })
  .post('/notes/:id', async (c) => {
    const body = await c.req.text()
    await database.write((transaction) =>
      transaction.run(sql`INSERT INTO notes VALUES (${c.req.param('id')}, ${body})`, 1),
    )
    return c.json({ saved: c.req.param('id') })
  })
  .post('/records/:id', async (c) => {
    await database.write(async (transaction) => {
      const id = c.req.param('id')
      await transaction.run(
        sql`INSERT INTO imports (id, state, settings, ended_at) VALUES (${id}, 'done', '{}', now())`,
        1,
      )
      await audit.record(transaction, anEntry({ record: { kind: 'imports', id } }))
    })
    return c.json({ saved: c.req.param('id') })
  })
  .get('/notes', async (c) => c.json(await database.read((handle) => handle.rows(sql`SELECT id FROM notes`))))
  .route('/', app)
  .onError(toProblem)
serve({ fetch: server.fetch, hostname: config.host, port: config.port }, () =>
  console.log(`http://${config.host}:${config.port}`),
)
process.on('SIGTERM', async () => {
  await close()
  await database.close()
  process.exit(0)
})
