import { AsyncResource } from 'node:async_hooks'
import type { Logger } from 'pino'
import { systemScope } from '#api/access/principal.ts'
import type { Database } from '#api/db/client.ts'
import type { WhistlesService } from './whistles.service.ts'

const everyMs = 30_000

/** Tells of terms that are over at once and every half a minute, until it is closed. */
export function keepTellingOverdue({
  database,
  whistles,
  log,
}: {
  database: Pick<Database, 'county' | 'isHeldByBackup'>
  whistles: Pick<WhistlesService, 'tellOverdue'>
  log: Logger
}): { close(): Promise<void> } {
  const scope = systemScope(database.county, 'whistles.write', 'clock')
  let isAtWork = false
  let running: Promise<unknown> = Promise.resolve()
  const look = AsyncResource.bind(() => {
    if (isAtWork || database.isHeldByBackup()) return
    isAtWork = true
    running = whistles
      .tellOverdue(scope)
      .catch((error) => log.error({ err: error }, 'overdue whistles could not be looked for'))
      .finally(() => {
        isAtWork = false
      })
  })
  const timer = setInterval(look, everyMs)
  timer.unref()
  look()
  return {
    async close() {
      clearInterval(timer)
      await running
    },
  }
}
