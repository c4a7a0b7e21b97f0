import { doublePrecision, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { geometryColumn } from '#api/platform/db/geometry-column.ts'
import { int4range } from '#api/platform/db/range-column.ts'

/** County, townships, villages and groups, one row an area and span of editions. */
export const areas = pgTable('areas', {
  code: text().notNull(),
  level: text().notNull().$type<'county' | 'township' | 'village' | 'group'>(),
  editions: int4range('editions').notNull(),
  name: text().notNull(),
  type: text(),
  pinyin: text().notNull(),
  seat: geometryColumn('seat', 'Point').notNull(),
  geometry: geometryColumn('geometry', 'MultiPolygon').notNull(),
  gridCount: integer('grid_count').notNull(),
  population: integer().notNull(),
  households: integer().notNull(),
  needHelp: integer('need_help').notNull(),
  workersFull: integer('workers_full').notNull(),
  workersPart: integer('workers_part').notNull(),
  areaKm2: doublePrecision('area_km2').notNull(),
})
