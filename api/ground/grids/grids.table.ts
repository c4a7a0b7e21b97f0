import { doublePrecision, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { geometryColumn } from '#api/platform/db/geometry-column.ts'
import { int4range } from '#api/platform/db/range-column.ts'
import type { gridKinds } from './grids.contract.ts'

/** A grid's identity for ever: a code is never used again for another piece of ground. */
export const grids = pgTable('grids', {
  code: text().primaryKey(),
  splitFrom: text('split_from'),
  mergedInto: text('merged_into'),
  firstEdition: integer('first_edition').notNull(),
})

/** A grid as it stands in a span of editions: in edition N if `editions @> N`. */
export const gridVersions = pgTable('grid_versions', {
  code: text().notNull(),
  editions: int4range('editions').notNull(),
  name: text().notNull(),
  kind: text().notNull().$type<(typeof gridKinds)[number]>(),
  groupCode: text('group_code'),
  pinyin: text().notNull(),
  seat: geometryColumn('seat', 'Point').notNull(),
  geometry: geometryColumn('geometry', 'MultiPolygon').notNull(),
  population: integer().notNull(),
  households: integer().notNull(),
  needHelp: integer('need_help').notNull(),
  workersFull: integer('workers_full').notNull(),
  workersPart: integer('workers_part').notNull(),
  elevationMin: doublePrecision('elevation_min'),
  elevationMean: doublePrecision('elevation_mean'),
  elevationMax: doublePrecision('elevation_max'),
  slopeMean: doublePrecision('slope_mean'),
  areaKm2: doublePrecision('area_km2').notNull(),
})
