import { bigint, boolean, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

/** Lines that wait to be sealed. The application's role may add to it, and no more. */
export const auditEntries = pgTable('audit_entries', {
  id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  at: timestamp({ withTimezone: true }).notNull().defaultNow(),
  actorKind: text('actor_kind').notNull(),
  actorId: text('actor_id').notNull(),
  actorName: text('actor_name').notNull(),
  address: text().notNull(),
  requestId: text('request_id').notNull(),
  action: text().notNull(),
  outcome: text().notNull(),
  recordKind: text('record_kind'),
  recordId: text('record_id'),
  areaCode: text('area_code'),
  before: jsonb(),
  after: jsonb(),
  details: jsonb(),
  isPersonal: boolean('is_personal').notNull(),
  digest: text().notNull(),
})

/** The chain. What a row says is null after its time. */
export const auditLog = pgTable('audit_log', {
  seq: bigint({ mode: 'number' }).primaryKey(),
  id: bigint({ mode: 'number' }).notNull(),
  at: timestamp({ withTimezone: true }).notNull(),
  sealedAt: timestamp('sealed_at', { withTimezone: true }).notNull(),
  isPersonal: boolean('is_personal').notNull(),
  clockSuspect: boolean('clock_suspect').notNull(),
  digest: text().notNull(),
  previous: text().notNull(),
  hash: text().notNull(),
  contentRemovedAt: timestamp('content_removed_at', { withTimezone: true }),
  actorKind: text('actor_kind'),
  actorId: text('actor_id'),
  actorName: text('actor_name'),
  address: text(),
  requestId: text('request_id'),
  action: text(),
  outcome: text(),
  recordKind: text('record_kind'),
  recordId: text('record_id'),
  areaCode: text('area_code'),
  before: jsonb(),
  after: jsonb(),
  details: jsonb(),
})

/** One row: where the chain ends, and where what is left of it begins. */
export const auditHead = pgTable('audit_head', {
  isOnly: boolean('is_only').primaryKey().default(true),
  seq: bigint({ mode: 'number' }).notNull(),
  hash: text().notNull(),
  referenceId: bigint('reference_id', { mode: 'number' }),
  referenceAt: timestamp('reference_at', { withTimezone: true }),
  anchorSeq: bigint('anchor_seq', { mode: 'number' }).notNull().default(0),
  anchorHash: text('anchor_hash').notNull(),
})

/** One row: how far the chain was sent to another system. */
export const auditSent = pgTable('audit_sent', {
  isOnly: boolean('is_only').primaryKey().default(true),
  seq: bigint({ mode: 'number' }).notNull().default(0),
  sender: text(),
  turnUntil: timestamp('turn_until', { withTimezone: true }),
})
