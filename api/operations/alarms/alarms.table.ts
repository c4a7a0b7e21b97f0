import { pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

/** Who has seen an incident that cannot wait, at which severity. */
export const incidentAlarms = pgTable('incident_alarms', {
  incidentId: uuid('incident_id').notNull(),
  severity: text().notNull(),
  acknowledgedAt: timestamp('acknowledged_at', { withTimezone: true }).notNull().defaultNow(),
  acknowledgedBy: text('acknowledged_by').notNull(),
})
