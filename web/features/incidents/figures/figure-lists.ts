import { type FilterView, noFilter } from '../filter/incident-filter.ts'

/** The times over which figures are taken. */
export const dayChoices = [7, 30, 90] as const

/** Days as somebody typed them into the address; 30 for what is not offered. Pure. */
export const readDays = (days: number): number => dayChoices.find((each) => each === days) ?? 30

/** The filter of the list that a figure counts, from the query that came with it: the same number of rows. Its `from` or `endedSince`
 *  is the beginning of the first of the days. Pure. */
export function readFigureList(list: string, days: number): FilterView {
  const query = new URLSearchParams(list)
  const isOverdueOnly = query.get('overdue') === 'true'
  return {
    ...noFilter,
    incidentState: query.get('state') ?? (isOverdueOnly ? 'open' : 'all'),
    incidentPeriod: query.has('from') ? `${days}d` : null,
    incidentEnded: query.has('endedSince') ? `${days}d` : null,
    incidentRungs: query.get('rung')?.split(',') ?? [],
    isOverdueOnly,
    isActedOnly: query.get('acted') === 'true',
  }
}
