import { endedStates, type Incident, type IncidentKind, type Severity } from '#api/incidents/incidents.contract.ts'

export type IncidentFilter = { kinds: readonly string[]; severities: readonly string[]; isOverdueOnly: boolean }

const severityRank: Record<Severity, number> = { red: 3, orange: 2, yellow: 1, blue: 0 }

export const isOpen = (incident: Incident): boolean => !endedStates.some((state) => state === incident.state)

/** Open and past its due time. Pure. */
export const isOverdue = (incident: Incident, nowMs: number): boolean =>
  incident.dueAt !== null && isOpen(incident) && Date.parse(incident.dueAt) < nowMs

/** The incidents a filter lets through; an empty list of kinds or severities lets all through. Pure, keeps the order. */
export const filterIncidents = (incidents: readonly Incident[], filter: IncidentFilter, nowMs: number): Incident[] =>
  incidents.filter(
    (incident) =>
      (filter.kinds.length === 0 || filter.kinds.includes(incident.kind)) &&
      (filter.severities.length === 0 || filter.severities.includes(incident.severity)) &&
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
  severe: number
}

/** What each chip would leave, given the other filters: a chip's number is the length of the list it makes. Pure. */
export function countIncidents(incidents: readonly Incident[], filter: IncidentFilter, nowMs: number): IncidentCounts {
  const counts: IncidentCounts = {
    kinds: { dispute: 0, hazard: 0, emergency: 0, request: 0 },
    severities: { blue: 0, yellow: 0, orange: 0, red: 0 },
    overdue: 0,
    severe: 0,
  }
  for (const incident of filterIncidents(incidents, { ...filter, kinds: [] }, nowMs)) counts.kinds[incident.kind]++
  for (const incident of filterIncidents(incidents, { ...filter, severities: [] }, nowMs)) {
    counts.severities[incident.severity]++
    if (severityRank[incident.severity] >= severityRank.orange) counts.severe++
  }
  counts.overdue = filterIncidents(incidents, { ...filter, isOverdueOnly: true }, nowMs).length
  return counts
}

/** Adds or takes away one word of a filter. Pure; sorted, so that the same filter is the same address. */
export const toggleWord = (words: readonly string[], word: string): string[] =>
  (words.includes(word) ? words.filter((each) => each !== word) : [...words, word]).sort()
