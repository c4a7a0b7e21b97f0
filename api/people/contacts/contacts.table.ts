import { integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

/** Whom to reach in an area, each for a time. The database shows a row only to who may see persons there. */
export const contacts = pgTable('contacts', {
  id: uuid().primaryKey().defaultRandom(),
  areaCode: text('area_code').notNull(),
  name: text().notNull(),
  phone: text(),
  duty: text().notNull().default(''),
  note: text().notNull().default(''),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  changedAt: timestamp('changed_at', { withTimezone: true }).notNull().defaultNow(),
  expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
  version: integer().notNull().default(1),
})
