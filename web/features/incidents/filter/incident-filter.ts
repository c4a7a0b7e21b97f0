import {
  endedStates,
  type Incident,
  type IncidentKind,
  type Severity,
} from '#api/operations/incidents/incidents.contract.ts'
import type { ViewState } from '#web/shared/url-state.ts'
import type { PeriodBounds } from './incident-period.ts'

export type IncidentFilter = {
  kinds: readonly string[]
  severities: readonly string[]
  /** As `kind.code`. */
  types: readonly string[]
  rungs: readonly string[]
  period: PeriodBounds | null
  /** When they ended. */
  ended: PeriodBounds | null
  isOverdueOnly: boolean
}

/** A type in a filter: two kinds may have one of the same code. Pure. */
export const typeKey = ({ kind, type }: Pick<Incident, 'kind' | 'type'>): string => `${kind}.${type}`

/** All of the view that chooses incidents, as it is kept and cleared. */
export type FilterView = Pick<
  ViewState,
  | 'incidentState'
  | 'incidentKinds'
  | 'severities'
  | 'isOverdueOnly'
  | 'incidentText'
  | 'incidentTypes'
  | 'incidentRungs'
  | 'incidentPeriod'
  | 'incidentEnded'
  | 'isActedOnly'
  | 'incidentAssignee'
>

/** What the view says of incidents, without the rest of it. Pure. */
export const filterViewOf = (view: FilterView): FilterView => ({
  incidentState: view.incidentState,
  incidentKinds: view.incidentKinds,
  severities: view.severities,
  isOverdueOnly: view.isOverdueOnly,
  incidentText: view.incidentText,
  incidentTypes: view.incidentTypes,
  incidentRungs: view.incidentRungs,
  incidentPeriod: view.incidentPeriod,
  incidentEnded: view.incidentEnded,
  isActedOnly: view.isActedOnly,
  incidentAssignee: view.incidentAssignee,
})

/** Everything through, in the state that is looked at. */
export const noFilter: Omit<FilterView, 'incidentState'> = {
  incidentKinds: [],
  severities: [],
  isOverdueOnly: false,
  incidentText: '',
  incidentTypes: [],
  incidentRungs: [],
  incidentPeriod: null,
  incidentEnded: null,
  isActedOnly: false,
  incidentAssignee: null,
}

/** How many of the conditions behind the fold are set. Pure. */
export const countFolded = (view: FilterView): number =>
  [
    view.incidentTypes.length > 0,
    view.incidentRungs.length > 0,
    view.incidentPeriod !== null,
    view.incidentEnded !== null,
    view.isActedOnly,
    view.incidentAssignee !== null,
    !mainStates.includes(view.incidentState),
  ].filter(Boolean).length

/** Whether something is chosen by what no history tells: it keeps nothing from the map of a past instant. Pure. */
export const hasIdleFilter = (view: FilterView): boolean =>
  view.isOverdueOnly ||
  view.incidentPeriod !== null ||
  view.incidentEnded !== null ||
  view.isActedOnly ||
  view.incidentAssignee !== null

/** The states that stand above the list; any single one is behind the fold. */
export const mainStates: readonly string[] = ['open', 'ended', 'all']

/** Whether anything but the state keeps incidents from the list. Pure. */
export const isFiltered = (view: FilterView): boolean =>
  countFolded(view) > 0 ||
  view.incidentKinds.length > 0 ||
  view.severities.length > 0 ||
  view.isOverdueOnly ||
  view.incidentText.trim() !== ''

const severityRank: Record<Severity, number> = { red: 3, orange: 2, yellow: 1, blue: 0 }

export const isOpen = (incident: Incident): boolean => !endedStates.some((state) => state === incident.state)

/** Open and past its due time. Pure. */
export const isOverdue = (incident: Incident, nowMs: number): boolean =>
  incident.dueAt !== null && isOpen(incident) && Date.parse(incident.dueAt) < nowMs

function isWithin(instant: string | null, period: PeriodBounds | null): boolean {
  if (period === null) return true
  const instantMs = instant === null ? Number.NaN : Date.parse(instant)
  return instantMs >= period.fromMs && instantMs < period.toMs
}

/** The incidents a filter lets through; an empty list of kinds, severities, types or rungs lets all through. Pure, keeps the order. */
export const filterIncidents = (incidents: readonly Incident[], filter: IncidentFilter, nowMs: number): Incident[] =>
  incidents.filter(
    (incident) =>
      (filter.kinds.length === 0 || filter.kinds.includes(incident.kind)) &&
      (filter.severities.length === 0 || filter.severities.includes(incident.severity)) &&
      (filter.types.length === 0 || filter.types.includes(typeKey(incident))) &&
      (filter.rungs.length === 0 || filter.rungs.includes(incident.rung)) &&
      isWithin(incident.reportedAt, filter.period) &&
      isWithin(incident.closedAt, filter.ended) &&
      (!filter.isOverdueOnly || isOverdue(incident, nowMs)),
  )

/** Newest first, or the severest first and the newest among equals. Pure, returns a new array. */
export function sortIncidents(incidents: readonly Incident[], order: 'time' | 'severity'): Incident[] {
  return [...incidents].sort(
    (a, b) =>
      (order === 'severity' ? severityRank[b.severity] - severityRank[a.severity] : 0) ||
      b.reportedAt.localeCompare(a.reportedAt) ||
      a.id.localeCompare(b.id),
  )
}

export type IncidentCounts = {
  kinds: Record<IncidentKind, number>
  severities: Record<Severity, number>
  overdue: number
}

/** What each chip would leave, given the other filters: a chip's number is the length of the list it makes. Pure. */
export function countIncidents(incidents: readonly Incident[], filter: IncidentFilter, nowMs: number): IncidentCounts {
  const counts: IncidentCounts = {
    kinds: { dispute: 0, hazard: 0, emergency: 0, request: 0 },
    severities: { blue: 0, yellow: 0, orange: 0, red: 0 },
    overdue: 0,
  }
  for (const incident of filterIncidents(incidents, { ...filter, kinds: [] }, nowMs)) counts.kinds[incident.kind]++
  for (const incident of filterIncidents(incidents, { ...filter, severities: [] }, nowMs))
    counts.severities[incident.severity]++
  counts.overdue = filterIncidents(incidents, { ...filter, isOverdueOnly: true }, nowMs).length
  return counts
}

/** Adds or takes away one word of a filter. Pure; sorted, so that the same filter is the same address. */
export const toggleWord = (words: readonly string[], word: string): string[] =>
  (words.includes(word) ? words.filter((each) => each !== word) : [...words, word]).sort()
