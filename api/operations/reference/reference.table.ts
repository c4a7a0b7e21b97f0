import { integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

/** Lists as an administrator has changed them; one that is not here is as shipped. */
export const referenceLists = pgTable('reference_lists', {
  name: text().primaryKey(),
  body: jsonb().notNull(),
  version: integer().notNull().default(1),
  changedAt: timestamp('changed_at', { withTimezone: true }).notNull().defaultNow(),
})
