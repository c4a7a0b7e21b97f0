import {
  bigint,
  boolean,
  doublePrecision,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
} from 'drizzle-orm/pg-core'
import { geometryColumn } from '#api/platform/db/geometry-column.ts'
import { bytea } from '#api/platform/db/range-column.ts'

/** What lies under the grids: vector basemap (water, roads, places, neighbours) and terrain, each in versions. */
export const basemaps = pgTable('basemaps', {
  version: integer().primaryKey().generatedByDefaultAsIdentity(),
  kind: text().notNull().$type<'basemap' | 'terrain'>(),
  checksum: text().notNull(),
  isCurrent: boolean('is_current').notNull().default(false),
  isDemo: boolean('is_demo').notNull().default(false),
  bounds: doublePrecision().array().notNull(),
  details: jsonb().notNull().$type<Record<string, unknown>>(),
  attributions: jsonb().notNull().$type<{ zh: string; en: string }[]>(),
  heights: bytea('heights'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
})

export const basemapTiles = pgTable(
  'basemap_tiles',
  {
    version: integer().notNull(),
    z: smallint().notNull(),
    x: integer().notNull(),
    y: integer().notNull(),
    etag: text().notNull(),
    plain: bytea('plain'),
    gzip: bytea('gzip'),
    brotli: bytea('brotli'),
  },
  (table) => [primaryKey({ columns: [table.version, table.z, table.x, table.y] })],
)

/** Named places of a basemap, for search. */
export const places = pgTable('places', {
  id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  version: integer().notNull(),
  name: text().notNull(),
  kind: text().notNull(),
  rank: integer().notNull(),
  code: text(),
  pinyin: text().notNull(),
  elevation: doublePrecision(),
  location: geometryColumn('location', 'Point').notNull(),
})
