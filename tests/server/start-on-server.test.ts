import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { copyTemplate, findTestServer } from '../support/database.ts'
import { startProduct } from '../support/run-product.ts'
import { signIn } from '../support/sign-in.ts'
import { administer, urlOfDatabase } from '../support/test-server.ts'

const { folder } = inject('databases')
const adminUrl = await findTestServer()
const longMs = 300_000
const made: string[] = []

async function createDatabase(word: string, hasPostgis: boolean): Promise<string> {
  const name = `onegrid_${process.pid}_${word}_test`
  await administer(adminUrl, `CREATE DATABASE "${name}"`)
  made.push(name)
  const url = urlOfDatabase(adminUrl, name)
  if (hasPostgis) await administer(url, 'CREATE EXTENSION postgis')
  return url
}

/** The data folder must stay unused: everything is on the server. */
const start = (databaseUrl: string, ...options: string[]) =>
  startProduct({
    dataFolder: join(folder, 'unused'),
    arguments: options,
    environment: { DATABASE_URL: databaseUrl },
  })

let url: string
beforeAll(async () => {
  url = await createDatabase('start', true)
})
afterAll(async () => {
  for (const name of made) await administer(adminUrl, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)
})

describe('starting on a PostgreSQL server', () => {
  it('says of an empty database how to import, and puts nothing into it by itself', async () => {
    const product = await start(url)
    await product.waitForAddress()
    expect(product.output()).toContain('npm run import')
    // How the first administrator is made is said; until then nobody gets in.
    expect(product.output()).toContain('npm run admin -- create-user')
    expect((await fetch(`${product.origin}/api/editions/current`)).status).toBe(401)
    const { code, milliseconds } = await product.end('SIGINT')
    expect(code).toBe(0)
    expect(milliseconds).toBeLessThan(15_000)
  }, 60_000)

  it(
    'loads with --demo what of the demonstration set is missing, and serves it',
    async () => {
      // The county is there: how it is loaded on a server is how the template was made.
      const loaded = await copyTemplate('loaded')
      const product = await start(loaded.options.databaseUrl ?? '', '--demo')
      await product.waitForAddress()
      const headers = { cookie: await signIn(product.origin) }
      const ask = async (path: string) => (await fetch(`${product.origin}${path}`, { headers })).json()
      expect(await ask('/api/areas/530326')).toMatchObject({ gridCount: 4847 })
      expect((await ask('/api/incidents')).total).toBeGreaterThan(3000)
      const { code } = await product.end('SIGINT')
      expect(code).toBe(0)
      await loaded.remove()
    },
    longMs,
  )

  it('starts twice at once on one database: migrations run once, both serve', async () => {
    const fresh = await createDatabase('twice', true)
    const products = await Promise.all([start(fresh), start(fresh)])
    await Promise.all(products.map((product) => product.waitForAddress()))
    for (const product of products) {
      expect((await fetch(`${product.origin}/api/readyz`)).status).toBe(200)
      expect((await product.end('SIGINT')).code).toBe(0)
    }
  }, 90_000)

  it('says in one sentence that the server lacks the database', async () => {
    const product = await start(urlOfDatabase(adminUrl, 'no_such_database'))
    const { code } = await product.end(undefined, 60_000)
    expect(code).not.toBe(0)
    expect(product.output()).toContain('no_such_database')
    expect(product.output()).not.toMatch(/\n\s+at /)
  })
})
