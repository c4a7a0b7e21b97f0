import { sql } from 'drizzle-orm'
import { createPersonRepo } from '#api/people/persons/person-repo.ts'
import { withinScope } from '#api/platform/access/within-scope.ts'
import type { ScopedTransaction } from '#api/platform/db/client.ts'

/** Beside what every person has. `part`: applicant, respondent, reporter, witness or other. */
export type IncidentPartyFields = { incidentId: string; part: string }

export const incidentPartiesRepo = createPersonRepo<IncidentPartyFields>('incident_parties', {
  incidentId: { column: 'incident_id', type: 'uuid' },
  part: { column: 'part', type: 'text' },
})

/** The grid of an incident within reach, which stays the same until the transaction ends. */
export async function holdIncidentGrid(transaction: ScopedTransaction, id: string): Promise<string | undefined> {
  const [row] = await transaction.rows<{ code: string }>(
    sql`SELECT grid_code AS code FROM incidents WHERE id = ${id}::uuid AND ${withinScope(transaction, sql`grid_code`)} FOR SHARE`,
  )
  return row?.code
}
