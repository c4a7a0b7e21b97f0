import { boolean, integer, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { rungs } from '#api/operations/incidents/incidents.contract.ts'
import type { WhistleReason, WhistleStep, whistleStates } from './whistles.contract.ts'

const instant = (name: string) => timestamp(name, { withTimezone: true })

export const whistles = pgTable('whistles', {
  id: uuid().primaryKey(),
  incidentId: uuid('incident_id').notNull(),
  reason: text().notNull().$type<WhistleReason>(),
  note: text().notNull().default(''),
  rung: text().notNull().$type<(typeof rungs)[number]>(),
  state: text().notNull().default('open').$type<(typeof whistleStates)[number]>(),
  calledBy: text('called_by').notNull(),
  calledAt: instant('called_at').notNull(),
  closedAt: instant('closed_at'),
  closedBy: text('closed_by'),
  assessment: text().notNull().default(''),
  version: integer().notNull().default(1),
  isDemo: boolean('is_demo').notNull().default(false),
})

/** Of each department that is called its own clock. */
export const whistleResponses = pgTable(
  'whistle_responses',
  {
    whistleId: uuid('whistle_id').notNull(),
    department: text().notNull(),
    calledAt: instant('called_at').notNull(),
    reportDueAt: instant('report_due_at').notNull(),
    reportedAt: instant('reported_at'),
    reportedBy: text('reported_by'),
    doneDueAt: instant('done_due_at').notNull(),
    doneAt: instant('done_at'),
    doneBy: text('done_by'),
    onBehalf: text('on_behalf').array().notNull().default([]).$type<WhistleStep[]>(),
    note: text().notNull().default(''),
    assessment: text().notNull().default(''),
    version: integer().notNull().default(1),
    reportOverdueAt: instant('report_overdue_at'),
    doneOverdueAt: instant('done_overdue_at'),
  },
  ({ whistleId, department }) => [primaryKey({ columns: [whistleId, department] })],
)
