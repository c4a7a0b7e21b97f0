import { integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

const instant = (name: string) => timestamp(name, { withTimezone: true })

/** What one shift left to the next, as it was signed. */
export const handovers = pgTable('handovers', {
  id: uuid().primaryKey(),
  areaCode: text('area_code').notNull(),
  shiftFrom: instant('shift_from').notNull(),
  shiftTo: instant('shift_to').notNull(),
  note: text().notNull().default(''),
  counts: jsonb().notNull(),
  incidents: jsonb().notNull(),
  signedAccount: text('signed_account').notNull(),
  signedBy: text('signed_by').notNull(),
  signedAt: instant('signed_at').notNull(),
  takenAccount: text('taken_account'),
  takenBy: text('taken_by'),
  takenAt: instant('taken_at'),
  version: integer().notNull().default(1),
})
