import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '#api/platform/db/client.ts'
import { openTestDatabase } from '../support/database.ts'
import { requireTestDatabaseName } from '../support/test-server.ts'

let one: Database
let other: Database

beforeAll(async () => {
  one = await openTestDatabase()
  other = await openTestDatabase()
})
afterAll(() => Promise.all([one.close(), other.close()]))

const countGrids = async (database: Database) => {
  const [row] = await database.read((handle) =>
    handle.rows<{ count: number }>(sql`select count(*)::int count from grids`),
  )
  return row?.count
}

it('gives each test file a database of its own, migrated and empty', async () => {
  await one.write((transaction) =>
    transaction.run(sql`insert into grids (code, first_edition) values ('530326001001001', 1)`, 1),
  )
  expect(await countGrids(one)).toBe(1)
  expect(await countGrids(other)).toBe(0)
})

it('is of the kind this run is for', () => {
  expect(one.kind).toBe(process.env.ONEGRID_TEST_DATABASE)
})

it('touches no database whose name does not end in _test', () => {
  expect(() => requireTestDatabaseName('postgres://user@host/county')).toThrow('_test')
  expect(requireTestDatabaseName('postgres://user@host/county_test')).toBe('county_test')
})
