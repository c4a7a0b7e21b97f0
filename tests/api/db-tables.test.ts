import { getTableColumns, getTableName, is, sql } from 'drizzle-orm'
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as areas from '#api/areas/areas.table.ts'
import * as basemap from '#api/basemap/basemap.table.ts'
import type { Database } from '#api/db/client.ts'
import * as editions from '#api/editions/editions.table.ts'
import * as grids from '#api/grids/grids.table.ts'
import * as incidents from '#api/incidents/incidents.table.ts'
import * as patrols from '#api/patrols/patrols.table.ts'
import * as tiles from '#api/tiles/tiles.table.ts'
import { openTestDatabase } from '../support/database.ts'

const tables = [areas, basemap, editions, grids, incidents, patrols, tiles]
  .flatMap((module) => Object.values(module) as unknown[])
  .filter((value): value is PgTable => is(value, PgTable))

type Column = { table: string; name: string; isNullable: boolean }
let database: Database
let migrated: Column[]

beforeAll(async () => {
  database = await openTestDatabase()
  migrated = await database.read((handle) =>
    handle.rows<Column>(sql`
      select table_name as "table", column_name as "name", is_nullable = 'YES' as "isNullable"
      from information_schema.columns where table_schema = ${database.schema}`),
  )
})
afterAll(() => database.close())

const byName = (a: Column, b: Column) => (a.name < b.name ? -1 : 1)

it.each(tables.map((table) => ({ name: getTableName(table), table })))(
  'the table $name in the code is the one the migrations make: the same columns, the same of them nullable',
  ({ name, table }) => {
    const keys = getTableConfig(table).primaryKeys.flatMap((key) => key.columns.map((column) => column.name))
    const declared = Object.values(getTableColumns(table)).map((column) => ({
      table: name,
      name: column.name,
      isNullable: !column.notNull && !column.primary && !keys.includes(column.name),
    }))
    expect(declared.sort(byName)).toEqual(migrated.filter((column) => column.table === name).sort(byName))
  },
)

it('the migrations make no table that the code does not know', () => {
  const known = new Set(tables.map(getTableName))
  const own = migrated.map(({ table }) => table).filter((table) => table !== '__drizzle_migrations')
  expect([...new Set(own)].filter((table) => !known.has(table))).toEqual([])
})
