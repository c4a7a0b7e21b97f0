import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { clearDemoSet } from '#api/demo/clear-demo-set.ts'
import { insertAccount } from '#api/platform/access/insert-account.ts'
import type { Database } from '#api/platform/db/client.ts'
import { told } from '../support/audit.ts'
import { openTestDatabase } from '../support/database.ts'
import { importFeatures } from '../support/import-features.ts'
import { smallCountyGrids } from '../support/small-county.ts'

const gridCode = '530326100001001'
let database: Database

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database?.close())
beforeEach(() =>
  database.write(async (transaction) => {
    for (const table of ['incidents', 'basemaps', 'edition_tiles', 'grid_versions', 'areas', 'grids', 'editions'])
      await transaction.run(sql`DELETE FROM ${sql.identifier(table)}`)
  }),
)

const insertEdition = (number: number, isDemo: boolean, effective: string) =>
  database.write((transaction) =>
    transaction.run(
      sql`INSERT INTO editions (number, effective, made_by, bounds, county_code, grid_count, is_demo)
        VALUES (${number}, ${effective}::tstzrange, 'test', '{103,26,104,27}', '530326', 1, ${isDemo})`,
      1,
    ),
  )
const insertGrid = () =>
  database.write((transaction) =>
    transaction.run(sql`INSERT INTO grids (code, first_edition) VALUES (${gridCode}, 1)`, 1),
  )
const insertIncident = (isDemo: boolean) =>
  database.write((transaction) =>
    transaction.run(
      sql`INSERT INTO incidents (id, kind, type, title, state, rung, severity, location, grid_code, reported_at, is_demo)
        VALUES (${randomUUID()}, 'dispute', 'other', 't', 'reported', 'grid', 'blue', ST_SetSRID(ST_MakePoint(103.5, 26.5), 4326), ${gridCode}, now(), ${isDemo})`,
      1,
    ),
  )
const insertBasemap = (version: number, isDemo: boolean) =>
  database.write((transaction) =>
    transaction.run(
      sql`INSERT INTO basemaps (version, kind, checksum, is_current, is_demo, bounds, details)
        OVERRIDING SYSTEM VALUE VALUES (${version}, ${isDemo ? 'basemap' : 'terrain'}, 'x', true, ${isDemo}, '{103,26,104,27}', '{}')`,
      1,
    ),
  )
const count = async (table: string) =>
  (
    await database.read((handle) =>
      handle.exactly<{ count: number }>(1, sql`SELECT count(*)::int AS count FROM ${sql.identifier(table)}`),
    )
  )[0]?.count

it('takes the whole demonstration set out, its coverage and basemap too', async () => {
  await insertEdition(1, true, '[2026-01-01,)')
  await insertGrid()
  await insertIncident(true)
  await insertBasemap(1, true)
  expect(await clearDemoSet(database, told(database))).toEqual({
    incidents: 1,
    patrols: 0,
    basemaps: 1,
    accounts: 0,
    edition: true,
    heldBy: 0,
  })
  for (const table of ['incidents', 'editions', 'grids', 'basemaps']) expect(await count(table)).toBe(0)
})

it('never gives the number of a coverage that was taken out to another one', async () => {
  await insertEdition(1, true, '[2026-01-01,2026-02-01)')
  await insertEdition(7, true, '[2026-02-01,)')
  await clearDemoSet(database, told(database))
  await clearDemoSet(database, told(database))
  // Else browsers and a running server would show the tiles and grids they remember under it.
  const { edition } = await importFeatures(database, smallCountyGrids())
  expect(edition).toBe(8)
})

it('leaves a coverage in which somebody has reported something real', async () => {
  await insertEdition(1, true, '[2026-01-01,)')
  await insertGrid()
  await insertIncident(true)
  await insertIncident(false)
  expect(await clearDemoSet(database, told(database))).toMatchObject({ incidents: 1, edition: false, heldBy: 1 })
  expect(await count('incidents')).toBe(1)
  expect(await count('editions')).toBe(1)
})

it('leaves the coverage and basemap of a county that has its own', async () => {
  await insertEdition(1, true, '[2026-01-01,2026-02-01)')
  await insertEdition(2, false, '[2026-02-01,)')
  await insertGrid()
  await insertIncident(true)
  await insertBasemap(7, false)
  expect(await clearDemoSet(database, told(database))).toEqual({
    incidents: 1,
    patrols: 0,
    basemaps: 0,
    accounts: 0,
    edition: false,
    heldBy: 0,
  })
  expect(await count('editions')).toBe(2)
  expect(await count('basemaps')).toBe(1)
})

it('waits until the county has an administrator of its own', async () => {
  await insertEdition(1, true, '[2026-01-01,)')
  const addAdministrator = (username: string, isDemo: boolean) =>
    database.write((transaction) =>
      insertAccount(transaction, {
        username,
        name: username,
        passwordHash: 'x',
        mustChangePassword: !isDemo,
        isDemo,
        grants: [{ role: 'administrator', area: '530326' }],
        grantedBy: 'test',
      }),
    )
  await addAdministrator('administrator', true)
  await expect(clearDemoSet(database, told(database))).rejects.toThrow('make one first: npm run admin -- create-user')
  expect(await count('editions')).toBe(1)
  await addAdministrator('li.ming', false)
  expect(await clearDemoSet(database, told(database))).toMatchObject({ accounts: 1, edition: true })
})

it('finds nothing to do the second time', async () => {
  expect(await clearDemoSet(database, told(database))).toEqual({
    incidents: 0,
    patrols: 0,
    basemaps: 0,
    accounts: 0,
    edition: false,
    heldBy: 0,
  })
})
