import type { Logger } from 'pino'
import type { AuditTrail } from '#api/platform/audit/audit-trail.ts'
import type { Database } from '#api/platform/db/client.ts'
import { keepDoing, type Recurring } from '#api/platform/process/keep-doing.ts'
import type { PersonRepo, PersonTable } from './person-repo.ts'

type Deps = {
  database: Database
  audit: AuditTrail
  /** Of all tables with private persons: the features they belong to know this one. */
  repos: Readonly<Record<PersonTable, Pick<PersonRepo<object>, 'removeExpired'>>>
}

/** Removes private persons whose time is over; each is a line of the trail. Gives their number. */
export const removeExpiredPersons = ({ database, audit, repos }: Deps): Promise<number> =>
  database.write(async (transaction) => {
    let count = 0
    for (const [kind, repo] of Object.entries(repos))
      for (const { id, area } of await repo.removeExpired(transaction)) {
        await audit.record(transaction, {
          actor: { kind: 'system', id: 'server', name: 'server' },
          address: '',
          requestId: '',
          action: 'persons.expire',
          outcome: 'done',
          record: { kind, id },
          area,
          isPersonal: true,
        })
        count += 1
      }
    return count
  })

/** Does so at once and every hour, until it is closed. */
export const keepRemovingExpired = ({ log, ...deps }: Deps & { log: Logger }): Recurring =>
  keepDoing(() => removeExpiredPersons(deps), {
    everyMs: 3_600_000,
    log,
    failure: 'expired persons could not be removed',
  })
