import { integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

/** Files of incidents that were taken in or tried, with what was refused of them. */
export const intakeFiles = pgTable('intake_files', {
  id: uuid().primaryKey(),
  state: text().notNull(),
  reach: jsonb().notNull(),
  settings: jsonb().notNull(),
  fileName: text('file_name').notNull(),
  bytes: integer().notNull(),
  mapping: jsonb(),
  total: integer().notNull().default(0),
  done: integer().notNull().default(0),
  counts: jsonb(),
  findings: jsonb(),
  problem: jsonb(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  endedAt: timestamp('ended_at', { withTimezone: true }),
  cancelRequestedAt: timestamp('cancel_requested_at', { withTimezone: true }),
  touchedAt: timestamp('touched_at', { withTimezone: true }).notNull().defaultNow(),
})
