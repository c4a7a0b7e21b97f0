import { readAreaNames } from '#api/ground/editions/area-names.ts'
import type { EditionsService } from '#api/ground/editions/editions.service.ts'
import type { Database } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { hideIncident } from './hide-incident.ts'
import type { Incident, IncidentDetail, SharedIncident } from './incidents.contract.ts'
import type { FoundIncident, IncidentRow } from './incidents.repo.ts'

type Deps = { database: Database; editions: EditionsService }

/** Rows with the names of their areas, each made when it is taken; on a shared screen what may stand there. */
export async function describeIncidents(
  deps: Deps,
  { isSharedScreen }: Pick<Scope, 'isSharedScreen'>,
  rows: readonly IncidentRow[],
): Promise<Iterable<Incident | SharedIncident>> {
  if (rows.length === 0) return []
  const { areas } = await deps.editions.current()
  const seatOf = (village: string) => areas.get(village)?.seat
  const namesOf = await readAreaNames(
    deps,
    rows.map(({ gridCode }) => gridCode),
  )
  return (function* () {
    for (const row of rows) {
      const incident: Incident = { ...row, ...namesOf(row.gridCode) }
      yield isSharedScreen ? hideIncident(incident, seatOf) : incident
    }
  })()
}

/** One incident whole, for who works on it. */
export async function describeIncident(
  deps: Deps,
  { row, more, timeline, timelineCount }: FoundIncident,
): Promise<IncidentDetail> {
  const namesOf = await readAreaNames(deps, [row.gridCode])
  return { ...row, ...namesOf(row.gridCode), ...more, timeline, timelineCount }
}
