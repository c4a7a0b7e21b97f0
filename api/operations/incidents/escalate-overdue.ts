import type { Logger } from 'pino'
import { systemScope } from '#api/platform/access/principal.ts'
import { type AuditTrail, entryOf } from '#api/platform/audit/audit-trail.ts'
import type { Database } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { recordEvents } from '#api/platform/events/record-events.ts'
import { ApiError } from '#api/platform/http/problem.ts'
import { keepDoing, type Recurring } from '#api/platform/process/keep-doing.ts'
import { incidentEventOf } from './held-incident.ts'
import type { Deadlines } from './incident-deadlines.ts'
import { insertTimeline, touchIncident } from './incident-work.repo.ts'
import type { IncidentWorkService } from './incident-work.service.ts'
import { readIncident } from './incidents.repo.ts'
import { canClimb, rungBeside } from './lifecycle.contract.ts'
import { isStillOverdue, listNewlyOverdue, type OverdueIncident } from './overdue.repo.ts'

const everyMs = 30_000
/** Of a round; the next one takes the rest. */
const mostAtOnce = 200

type Deps = {
  database: Database
  audit: AuditTrail
  work: Pick<IncidentWorkService, 'escalate'>
  deadlines: Pick<Deadlines, 'climbs'>
}

/** One round of the clocks of the ladder: an open incident whose time at its rung is over goes up where its limit says so,
 *  and else gets one line in its history and one event for that term. Several processes may do so at once: each incident's
 *  row is held and its version looked at, so what one has done the others leave. Gives how many went up and how many were
 *  told of. */
export async function escalateOverdue(deps: Deps, now: Date): Promise<{ climbed: number; told: number }> {
  const { database, work, deadlines } = deps
  const scope = systemScope(database.county, 'incidents.handle', 'clock')
  const found = await database.readAs(scope, (handle) => listNewlyOverdue(handle, now, mostAtOnce))
  const counts = { climbed: 0, told: 0 }
  const failures: unknown[] = []
  for (const incident of found) {
    const { id, version, state, rung } = incident
    try {
      if (canClimb(state) && rungBeside(rung, 1) !== undefined && deadlines.climbs(incident)) {
        if (await attempt(() => work.escalate(scope, id, { version, reason: '' }))) counts.climbed += 1
      } else if (await tellOverdue(deps, scope, incident, now)) counts.told += 1
    } catch (error) {
      // One that cannot be passed on holds up none that waits behind it.
      failures.push(error)
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} incidents`)
  return counts
}

/** False where somebody was quicker: it is no longer as it was a moment ago. */
async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    if (error instanceof ApiError && (error.status === 409 || error.status === 404)) return false
    throw error
  }
}

/** Once for each term: the line in the history is what says that it was told. */
const tellOverdue = (
  { database, audit }: Deps,
  scope: Scope,
  { id, dueAt }: OverdueIncident,
  now: Date,
): Promise<boolean> =>
  database.writeAs(scope, async (transaction) => {
    const held = await readIncident(transaction, id, 'lock')
    if (!held || !(await isStillOverdue(transaction, id, now))) return false
    const { state, rung, gridCode } = held.row
    await insertTimeline(transaction, id, scope.actor, { kind: 'overdue', state, rung, note: '', data: { dueAt } })
    await touchIncident(transaction, id)
    await audit.record(
      transaction,
      entryOf(scope, { record: { kind: 'incident', id }, area: gridCode, details: { did: 'overdue', dueAt } }),
    )
    await recordEvents(transaction, [incidentEventOf('incident.overdue', held)])
    return true
  })

/** Does so every half a minute, until it is closed. */
export const keepEscalating = ({ log, ...deps }: Deps & { log: Logger }): Recurring =>
  keepDoing(async () => (deps.database.isHeldByBackup() ? 0 : escalateOverdue(deps, new Date())), {
    everyMs,
    log,
    failure: 'incidents whose time is over could not be passed on',
    isAtOnce: false,
  })
