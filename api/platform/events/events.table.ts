import { bigint, boolean, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

/** What happened, in the order of the commits. The application's role may add to it, and no more. */
export const eventLog = pgTable('event_log', {
  seq: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  at: timestamp({ withTimezone: true }).notNull().defaultNow(),
  name: text().notNull(),
  recordKind: text('record_kind').notNull(),
  recordId: text('record_id').notNull(),
  version: integer(),
  areaCode: text('area_code').notNull(),
  data: jsonb().notNull(),
})

/** One row: up to where the log is no longer whole. */
export const eventLogFloor = pgTable('event_log_floor', {
  isOnly: boolean('is_only').primaryKey().default(true),
  seq: bigint({ mode: 'number' }).notNull(),
})
