import { queryOptions } from '@tanstack/react-query'
import { type Metric, metrics } from '#api/ground/grids/grids.contract.ts'
import { fetchAllGrids } from '#web/api-client/client.ts'
import { fetchMetric } from './metric-values.ts'

/** The metric a word of the address names, null for none. */
export const findMetric = (word: string | null): Metric | null => metrics.find((metric) => metric === word) ?? null

/** One figure of all grids; good as long as the edition. */
export const metricQuery = (metric: Metric, edition: number) =>
  queryOptions({
    queryKey: ['metric', metric, edition],
    queryFn: ({ signal }) => fetchMetric(metric, signal),
    staleTime: Number.POSITIVE_INFINITY,
    // 4,847 values are 50 KB; a few metrics stay for switching back and forth
    gcTime: 30 * 60_000,
  })

/** Every grid of the edition with its figures, once: what the table filters and sorts. */
export const allGridsQuery = (edition: number) =>
  queryOptions({
    queryKey: ['grids', edition],
    queryFn: ({ signal }) => fetchAllGrids(signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 30 * 60_000,
  })
