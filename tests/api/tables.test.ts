import { sql } from 'drizzle-orm'
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { areas } from '#api/ground/areas/areas.table.ts'
import { basemaps, basemapTiles, places } from '#api/ground/basemap/basemap.table.ts'
import { editions } from '#api/ground/editions/editions.table.ts'
import { grids, gridVersions } from '#api/ground/grids/grids.table.ts'
import { imports } from '#api/ground/imports/imports.table.ts'
import { editionTiles } from '#api/ground/tiles/tiles.table.ts'
import { incidentAlarms } from '#api/operations/alarms/alarms.table.ts'
import { handovers } from '#api/operations/handovers/handovers.table.ts'
import { incidentParties } from '#api/operations/incidents/incident-parties.table.ts'
import { incidentPhotos } from '#api/operations/incidents/incident-photos.table.ts'
import { incidentExports, incidents, incidentTimeline, requestKeys } from '#api/operations/incidents/incidents.table.ts'
import { intakeFiles } from '#api/operations/intake/intake-files.table.ts'
import { incidentMarks } from '#api/operations/my-work/my-work.table.ts'
import { gridVisits, patrolStops, patrols } from '#api/operations/patrols/patrols.table.ts'
import { referenceLists } from '#api/operations/reference/reference.table.ts'
import { units } from '#api/operations/units/units.table.ts'
import { whistleResponses, whistles } from '#api/operations/whistles/whistles.table.ts'
import { contacts } from '#api/people/contacts/contacts.table.ts'
import { auditEntries, auditHead, auditLog, auditSent } from '#api/platform/audit/audit.table.ts'
import type { Database } from '#api/platform/db/client.ts'
import { eventLog, eventLogFloor } from '#api/platform/events/events.table.ts'
import { openTestDatabase } from '../support/database.ts'

const tables: Record<string, PgTable> = {
  areas,
  auditEntries,
  auditHead,
  auditLog,
  auditSent,
  basemaps,
  basemapTiles,
  places,
  contacts,
  editions,
  eventLog,
  eventLogFloor,
  grids,
  gridVersions,
  handovers,
  imports,
  incidentParties,
  incidentPhotos,
  incidentAlarms,
  incidentMarks,
  incidents,
  incidentTimeline,
  incidentExports,
  intakeFiles,
  requestKeys,
  gridVisits,
  patrolStops,
  patrols,
  referenceLists,
  editionTiles,
  units,
  whistles,
  whistleResponses,
}

let database: Database
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

describe('the tables in the code and those the migrations make', () => {
  it('are the same ones', async () => {
    const made = await database.read((handle) =>
      handle.rows<{ name: string }>(
        sql`SELECT tablename AS name FROM pg_tables WHERE schemaname = ${database.schema} AND tablename NOT LIKE '%migration%'`,
      ),
    )
    const described = Object.values(tables).map((table) => getTableConfig(table).name)
    expect(made.map(({ name }) => name).sort()).toEqual(described.sort())
  })

  it.each(Object.entries(tables))('%s: the same columns, with and without null', async (_, table) => {
    const { name, columns } = getTableConfig(table)
    const made = await database.read((handle) =>
      handle.rows<{ column: string; nullable: string }>(
        sql`SELECT column_name AS column, is_nullable AS nullable FROM information_schema.columns
            WHERE table_schema = ${database.schema} AND table_name = ${name}`,
      ),
    )
    const describeColumn = (column: string, isNullable: boolean) => `${column}${isNullable ? '' : ' not null'}`
    expect(made.map((row) => describeColumn(row.column, row.nullable === 'YES')).sort()).toEqual(
      columns.map((column) => describeColumn(column.name, !(column.notNull || column.primary))).sort(),
    )
  })

  it('find the stops of a grid, and the incidents and patrols of an area, by an index on the code', async () => {
    const made = await database.read((handle) =>
      handle.rows<{ table: string; definition: string }>(
        sql`SELECT tablename AS table, indexdef AS definition FROM pg_indexes WHERE schemaname = ${database.schema}`,
      ),
    )
    const byPattern = made.filter(({ definition }) => /_code text_pattern_ops\)/.test(definition))
    expect(byPattern.map(({ table }) => table).sort()).toEqual(['contacts', 'incidents', 'patrol_stops', 'patrols'])
  })
})
