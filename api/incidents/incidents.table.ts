import { bigint, boolean, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { geometryColumn } from '#api/db/geometry-column.ts'
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
})

/** What happened to an incident, append-only. */
export const incidentTimeline = pgTable('incident_timeline', {
  id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  incidentId: uuid('incident_id').notNull(),
  at: timestamp({ withTimezone: true }).notNull(),
  state: text().notNull(),
  rung: text().notNull(),
  note: text().notNull().default(''),
})
