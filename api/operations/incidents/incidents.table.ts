import { bigint, boolean, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { geometryColumn } from '#api/platform/db/geometry-column.ts'
import type { incidentKinds, incidentStates, rungs, severities } from './incidents.contract.ts'

export const incidents = pgTable('incidents', {
  id: uuid().primaryKey(),
  kind: text().notNull().$type<(typeof incidentKinds)[number]>(),
  type: text().notNull(),
  title: text().notNull(),
  state: text().notNull().$type<(typeof incidentStates)[number]>(),
  rung: text().notNull().$type<(typeof rungs)[number]>(),
  severity: text().notNull().$type<(typeof severities)[number]>(),
  location: geometryColumn('location', 'Point').notNull(),
  gridCode: text('grid_code').notNull(),
  reportedAt: timestamp('reported_at', { withTimezone: true }).notNull(),
  dueAt: timestamp('due_at', { withTimezone: true }),
  closedAt: timestamp('closed_at', { withTimezone: true }),
  changedAt: timestamp('changed_at', { withTimezone: true }).notNull().defaultNow(),
  version: integer().notNull().default(1),
  isDemo: boolean('is_demo').notNull().default(false),
  number: text().notNull(),
  description: text().notNull().default(''),
  details: jsonb().notNull().default({}),
  givenLocation: jsonb('given_location'),
  source: text().notNull().default('onegrid'),
  externalId: text('external_id'),
  reporter: text(),
  assignee: jsonb(),
  mergedInto: uuid('merged_into'),
  foundAt: timestamp('found_at', { withTimezone: true }).notNull().defaultNow(),
  actedAt: timestamp('acted_at', { withTimezone: true }),
  resolvedAt: timestamp('resolved_at', { withTimezone: true }),
  rungSince: timestamp('rung_since', { withTimezone: true }).notNull().defaultNow(),
  pinyin: text().notNull().default(''),
})

/** What happened to an incident, append-only. */
export const incidentTimeline = pgTable('incident_timeline', {
  id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  incidentId: uuid('incident_id').notNull(),
  at: timestamp({ withTimezone: true }).notNull(),
  state: text().notNull(),
  rung: text().notNull(),
  note: text().notNull().default(''),
  kind: text().notNull().default('state'),
  actorKind: text('actor_kind'),
  actor: text(),
  data: jsonb().notNull().default({}),
})

/** What came of requests that may be sent a second time. */
export const requestKeys = pgTable('request_keys', {
  actor: text().notNull(),
  key: text().notNull(),
  digest: text().notNull(),
  recordId: uuid('record_id').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
})

/** Which incidents went to which other system. */
export const incidentExports = pgTable('incident_exports', {
  incidentId: uuid('incident_id').notNull(),
  system: text().notNull(),
  firstAt: timestamp('first_at', { withTimezone: true }).notNull().defaultNow(),
  lastAt: timestamp('last_at', { withTimezone: true }).notNull().defaultNow(),
})
