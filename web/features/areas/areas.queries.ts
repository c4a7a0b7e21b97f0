import { queryOptions } from '@tanstack/react-query'
import { fetchArea, fetchGrid, locatePoint } from '#web/api-client/client.ts'

/** Areas change only with an edition, so an answer stays good for minutes. */
const staleTime = 5 * 60_000

export const areaQuery = (code: string) =>
  queryOptions({ queryKey: ['area', code], queryFn: ({ signal }) => fetchArea(code, signal), staleTime })

export const gridQuery = (code: string) =>
  queryOptions({ queryKey: ['grid', code], queryFn: ({ signal }) => fetchGrid(code, signal), staleTime })

/** Elevation and grid of a clicked place. */
export const pointQuery = (lngLat: [number, number]) =>
  queryOptions({
    queryKey: ['locate', 'wgs84', ...lngLat],
    queryFn: ({ signal }) => locatePoint(lngLat, 'wgs84', signal),
    staleTime,
  })
