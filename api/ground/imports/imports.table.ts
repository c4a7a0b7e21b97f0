import { integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

/** Imports that came through the API; at most one has not ended. */
export const imports = pgTable('imports', {
  id: uuid().primaryKey(),
  state: text().notNull(),
  settings: jsonb().notNull(),
  files: jsonb().notNull().default([]),
  step: text(),
  done: integer().notNull().default(0),
  total: integer().notNull().default(0),
  findings: jsonb(),
  report: jsonb(),
  problem: jsonb(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  endedAt: timestamp('ended_at', { withTimezone: true }),
  cancelRequestedAt: timestamp('cancel_requested_at', { withTimezone: true }),
  /** The last sign of life of the process that runs it. */
  touchedAt: timestamp('touched_at', { withTimezone: true }).notNull().defaultNow(),
})
