import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { BreakdownWord } from '#api/operations/incidents/incident-figures.contract.ts'
import {
  type FiguresAsked,
  fetchBreakdown,
  fetchContainment,
  fetchFigures,
  fetchTrend,
} from '#web/api-client/incident-calls.ts'
import { unlessAreaGone } from '#web/api-client/problem.ts'

/** Overdue moves with the clock, of which no event tells. */
const refreshMs = 60_000
const shared = {
  staleTime: 15_000,
  refetchInterval: unlessAreaGone(refreshMs),
  placeholderData: keepPreviousData,
} as const

/** All under `incident-figures`, which is read again whenever an incident changes. */
export const figuresQuery = (asked: FiguresAsked) =>
  queryOptions({
    queryKey: ['incident-figures', 'steps', asked],
    queryFn: ({ signal }) => fetchFigures(asked, signal),
    ...shared,
  })
export const trendQuery = (asked: FiguresAsked) =>
  queryOptions({
    queryKey: ['incident-figures', 'trend', asked],
    queryFn: ({ signal }) => fetchTrend(asked, signal),
    ...shared,
  })
export const breakdownQuery = (asked: FiguresAsked, by: BreakdownWord) =>
  queryOptions({
    queryKey: ['incident-figures', by, asked],
    queryFn: ({ signal }) => fetchBreakdown(asked, by, signal),
    ...shared,
  })
export const containmentQuery = (area: string | null, since: string) =>
  queryOptions({
    queryKey: ['incident-figures', 'containment', { area, since }],
    queryFn: ({ signal }) => fetchContainment(area, since, signal),
    ...shared,
  })
