import type { z } from 'zod'
import type { EditionsService } from '#api/ground/editions/editions.service.ts'
import { findCurrent, resolveArea } from '#api/ground/editions/resolve-area.ts'
import type { Database } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { ApiError } from '#api/platform/http/problem.ts'
import { isBelowVillage } from '#api/platform/http/shared-screen.contract.ts'
import {
  type Incident,
  type IncidentKind,
  type IncidentState,
  incidentKinds,
  type incidentsFilter,
  type Severity,
} from './incidents.contract.ts'
import { countIncidents, type IncidentFilter, type IncidentType } from './incidents.repo.ts'
import { readTextFilters } from './read-text-filter.ts'

export type IncidentsFilterQuery = z.infer<typeof incidentsFilter> & { ids?: readonly string[] }

/** What it is not shown it may not ask by either. */
const hiddenFromScreen = () =>
  new ApiError(403, 'not_allowed', {
    zh: '公共屏幕不能按类型、承办或文字查找事件。',
    en: 'A shared screen does not look for incidents by their types, by who has them, or by texts.',
  })

/** A shared screen could count the cases of a grid by asking for it, or by two boxes that differ by it. */
const tooSmallForScreen = () =>
  new ApiError(403, 'not_allowed', {
    zh: '公共屏幕只能按村、乡镇或全县查看事件，不能按网格、小组或范围。',
    en: 'A shared screen sees incidents by village, township or county, not by grid, group or box.',
  })

/** `other`, or `hazard.other`; a type that came in by its name may have a dot of its own. Pure. */
function readType(word: string): IncidentType {
  const kind = incidentKinds.find((each) => word.startsWith(`${each}.`))
  return kind === undefined ? { code: word } : { kind, code: word.slice(kind.length + 1) }
}

const assigneeFields = { role: 'role', department: 'departmentId', unit: 'unitId' } as const
/** `none`, or who it is behind what they are. Pure. */
function readAssignee(text: string): IncidentFilter['assignee'] {
  const [what = '', value = ''] = text.split(':')
  // An id stands there in small letters.
  return what === 'none' ? null : { field: assigneeFields[what as 'role'], value: value.toLowerCase() }
}

/** What a query asks for, as the repository takes it. Throws ApiError: 403 for a shared screen that asks by what it may not, 404
 *  for an area nobody knows. */
export async function readIncidentFilter(
  deps: { database: Database; editions: EditionsService },
  scope: Scope,
  query: IncidentsFilterQuery,
): Promise<IncidentFilter> {
  const { area, bbox, q, type, assignee } = query
  if (scope.isSharedScreen) {
    if (bbox !== undefined || (area !== undefined && isBelowVillage(area))) throw tooSmallForScreen()
    if (q !== undefined || type !== undefined || assignee !== undefined) throw hiddenFromScreen()
  }
  return {
    ids: query.ids,
    kinds: query.kind?.split(',') as IncidentKind[] | undefined,
    states: query.state?.split(',') as (IncidentState | 'open')[] | undefined,
    rungs: query.rung?.split(',') as Incident['rung'][] | undefined,
    severities: query.severity?.split(',') as Severity[] | undefined,
    types: type?.split(',').map(readType),
    isOverdue: query.overdue && query.overdue === 'true',
    isActed: query.acted && query.acted === 'true',
    assignee: assignee === undefined ? undefined : readAssignee(assignee),
    texts: q === undefined ? undefined : readTextFilters(q, await findCurrent(deps.editions)),
    from: query.from,
    to: query.to,
    endedSince: query.endedSince,
    endedTo: query.endedTo,
    bbox,
    area,
    since: query.since,
    edition: await resolveArea(deps, scope, area, (handle, edition) => countIncidents(handle, { area, edition })),
  }
}
