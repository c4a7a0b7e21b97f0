import type { Logger } from 'pino'
import { systemScope } from '#api/platform/access/principal.ts'
import type { Database } from '#api/platform/db/client.ts'
import { keepDoing, type Recurring } from '#api/platform/process/keep-doing.ts'
import type { WhistlesService } from './whistles.service.ts'

type Deps = {
  database: Pick<Database, 'county' | 'isHeldByBackup'>
  whistles: Pick<WhistlesService, 'tellOverdue'>
  log: Logger
}

/** Tells of the terms of departments that are over, now and every half a minute, until it is closed. */
export function keepTellingOverdue({ database, whistles, log }: Deps): Recurring {
  const scope = systemScope(database.county, 'whistles.write', 'clock')
  return keepDoing(async () => (database.isHeldByBackup() ? 0 : whistles.tellOverdue(scope)), {
    everyMs: 30_000,
    log,
    failure: 'overdue whistles could not be looked for',
  })
}
