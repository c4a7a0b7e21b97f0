import { sql } from 'drizzle-orm'
import type { PersonFields, PersonRow } from '#api/people/persons/person-repo.ts'
import { createPersonService, type PersonService } from '#api/people/persons/person-service.ts'
import { covers } from '#api/platform/access/principal.ts'
import type { AuditTrail } from '#api/platform/audit/audit-trail.ts'
import type { Database } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { ApiError } from '#api/platform/http/problem.ts'
import { type ContactFields, contactsRepo } from './contacts.repo.ts'

export type Contact = PersonRow<ContactFields>

/** Whom to reach in an area. Throws ApiError: 403 beyond the area, 404, 409 for a stale version. */
export type ContactsService = Pick<PersonService<ContactFields>, 'find' | 'change' | 'remove'> & {
  /** Those of an area and of what lies in it. */
  list(scope: Scope, query: { area: string; limit: number; after?: string }): Promise<Contact[]>
  add(scope: Scope, area: string, values: PersonFields & ContactFields): Promise<Contact>
}

const beyondReach = () =>
  new ApiError(403, 'not_allowed', {
    zh: '这个区域不在您的管辖范围内。',
    en: 'This area lies beyond what you are responsible for.',
  })

export function createContactsService(deps: { database: Database; audit: AuditTrail }): ContactsService {
  const { list, add, ...rest } = createPersonService({ ...deps, repo: contactsRepo, kind: 'contacts' })
  return {
    ...rest,
    list: (scope, { area, ...page }) => list(scope, sql`area_code LIKE ${`${area}%`}`, page),
    async add(scope, area, values) {
      if (!covers({ areas: scope.persons }, area)) throw beyondReach()
      return add(scope, () => area, values)
    },
  }
}
