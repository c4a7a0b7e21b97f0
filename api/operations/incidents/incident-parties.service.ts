import { sql } from 'drizzle-orm'
import type { PersonFields, PersonRow } from '#api/people/persons/person-repo.ts'
import { createPersonService, type PersonService } from '#api/people/persons/person-service.ts'
import type { AuditTrail } from '#api/platform/audit/audit-trail.ts'
import type { Database } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { ApiError } from '#api/platform/http/problem.ts'
import { holdIncidentGrid, type IncidentPartyFields, incidentPartiesRepo } from './incident-parties.repo.ts'

export type IncidentParty = PersonRow<IncidentPartyFields>

const mostParties = 200

/** Who is involved in an incident. Throws ApiError: 404 for an incident or a person out of reach, 409 for a stale version. */
export type IncidentPartiesService = Pick<PersonService<IncidentPartyFields>, 'find' | 'remove' | 'addWithin'> & {
  list(scope: Scope, incidentId: string): Promise<IncidentParty[]>
  add(scope: Scope, values: PersonFields & IncidentPartyFields): Promise<IncidentParty>
  /** Stays with its incident. */
  change(
    scope: Scope,
    id: string,
    version: number,
    values: Partial<PersonFields & Omit<IncidentPartyFields, 'incidentId'>>,
  ): Promise<IncidentParty>
}

const noIncident = () =>
  new ApiError(404, 'not_found', {
    zh: '没有这个事件，请回到列表刷新。',
    en: 'There is no such incident; refresh the list.',
  })

export function createIncidentPartiesService(deps: { database: Database; audit: AuditTrail }): IncidentPartiesService {
  const { list, add, ...rest } = createPersonService({ ...deps, repo: incidentPartiesRepo, kind: 'incident_parties' })
  return {
    ...rest,
    list: (scope, incidentId) => list(scope, sql`incident_id = ${incidentId}::uuid`, { limit: mostParties }),
    add: (scope, values) =>
      add(
        scope,
        async (transaction) => {
          const code = await holdIncidentGrid(transaction, values.incidentId)
          if (code === undefined) throw noIncident()
          return code
        },
        values,
      ),
  }
}
