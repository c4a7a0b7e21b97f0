import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openImportApp } from '../support/import-app.ts'
import { alwaysSignedIn, aPrincipal } from '../support/principals.ts'

// Accounts, keys and walls stand in one schema for all counties of a database.

describe('what another county of the same database has', () => {
  let opened: Awaited<ReturnType<typeof openImportApp>>
  let desk: Awaited<ReturnType<typeof opened.wire>>
  const ids = { user: randomUUID(), grant: randomUUID(), key: randomUUID(), wall: randomUUID() }

  beforeAll(async () => {
    opened = await openImportApp()
    desk = await opened.wire({ authenticator: alwaysSignedIn(aPrincipal('administrator', 'county-operator')) })
    await opened.database.write(async (transaction) => {
      for (const statement of [
        sql`INSERT INTO onegrid.users (id, username, name, email) VALUES (${ids.user}, 'neighbour', '邻县管理员', 'n@onegrid.invalid')`,
        sql`INSERT INTO onegrid.grants (id, user_id, role, area_code, granted_by) VALUES (${ids.grant}::uuid, ${ids.user}, 'administrator', '530325', 't')`,
        sql`INSERT INTO onegrid.api_keys (id, name, secret_hash, role, area_code, created_by, expires_at)
            VALUES (${ids.key}::uuid, 'k', 'h', 'county-operator', '530325', 't', now() + interval '1 day')`,
        sql`INSERT INTO onegrid.walls (id, name, scene, area_code, secret_hash, paired_by) VALUES (${ids.wall}::uuid, 'w', 'county', '530325', 'h', 't')`,
        sql`INSERT INTO onegrid.role_policies (county_code, role, requires_second_factor, changed_by) VALUES ('530325', 'planner', true, 't')`,
      ])
        await transaction.run(statement, 1)
    })
  }, 120_000)
  afterAll(() => opened?.close())

  it.each(['accounts', 'keys', 'walls'])('is in no list of %s', async (list) => {
    const { items } = (await (await desk.request(`/api/${list}`)).json()) as { items: unknown[] }
    expect(items).toEqual([])
  })

  it.each([
    ['GET', () => `/api/accounts/${ids.user}`],
    ['POST', () => `/api/accounts/${ids.user}/password`],
    ['DELETE', () => `/api/accounts/${ids.user}/grants/${ids.grant}`],
    ['DELETE', () => `/api/accounts/${ids.user}/sessions`],
    ['DELETE', () => `/api/accounts/${ids.user}/second-factor`],
    ['DELETE', () => `/api/keys/${ids.key}`],
    ['DELETE', () => `/api/walls/${ids.wall}`],
  ])('is not there for %s %s', async (method, path) => {
    expect((await desk.request(path(), { method })).status).toBe(404)
  })

  it('is not changed by what this county asks of a role', async () => {
    const body = JSON.stringify({ items: [{ role: 'planner', requiresSecondFactor: false }] })
    const headers = { 'Content-Type': 'application/json' }
    expect((await desk.request('/api/role-policies', { method: 'PUT', headers, body })).status).toBe(200)
    const rows = await opened.database.read((handle) =>
      handle.rows(
        sql`SELECT county_code AS county, requires_second_factor AS required FROM onegrid.role_policies ORDER BY 1`,
      ),
    )
    expect(rows).toEqual([
      { county: '530325', required: true },
      { county: '530326', required: false },
    ])
  })
})
