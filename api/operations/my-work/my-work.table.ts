import { bigint, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'

/** Up to which line of its history an account has seen an incident. */
export const incidentMarks = pgTable(
  'incident_marks',
  {
    account: text().notNull(),
    incidentId: uuid('incident_id').notNull(),
    line: bigint({ mode: 'number' }).notNull(),
  },
  ({ account, incidentId }) => [primaryKey({ columns: [account, incidentId] })],
)
