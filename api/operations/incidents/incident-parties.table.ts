import { integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

/** Who is involved in an incident, each for a time. The database shows a row only to who may see persons there. */
export const incidentParties = pgTable('incident_parties', {
  id: uuid().primaryKey().defaultRandom(),
  incidentId: uuid('incident_id').notNull(),
  areaCode: text('area_code').notNull(),
  part: text().notNull(),
  name: text().notNull(),
  phone: text(),
  note: text().notNull().default(''),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  changedAt: timestamp('changed_at', { withTimezone: true }).notNull().defaultNow(),
  expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
  version: integer().notNull().default(1),
})
