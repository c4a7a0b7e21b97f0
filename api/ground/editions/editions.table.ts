import { boolean, doublePrecision, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import { tstzrange } from '#api/platform/db/range-column.ts'

/** One published state of the coverage. `effective` is null while pending. */
export const editions = pgTable('editions', {
  number: integer().primaryKey(),
  effective: tstzrange('effective'),
  madeBy: text('made_by').notNull(),
  bounds: doublePrecision().array().notNull(),
  countyCode: text('county_code').notNull(),
  gridCount: integer('grid_count').notNull(),
  isDemo: boolean('is_demo').notNull().default(false),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  /** While pending: the import's last sign of life. */
  touchedAt: timestamp('touched_at', { withTimezone: true }).notNull().defaultNow(),
})
