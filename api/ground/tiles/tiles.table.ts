import { integer, pgTable, primaryKey, smallint, text } from 'drizzle-orm/pg-core'
import { bytea } from '#api/platform/db/range-column.ts'

/** Vector tiles of an edition, cut once, ready to send. An empty tile has no row. */
export const editionTiles = pgTable(
  'edition_tiles',
  {
    edition: integer().notNull(),
    z: smallint().notNull(),
    x: integer().notNull(),
    y: integer().notNull(),
    etag: text().notNull(),
    gzip: bytea('gzip').notNull(),
    brotli: bytea('brotli').notNull(),
  },
  (table) => [primaryKey({ columns: [table.edition, table.z, table.x, table.y] })],
)
