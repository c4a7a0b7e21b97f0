import { queryOptions } from '@tanstack/react-query'
import { fetchArea, fetchGrid, locatePoint } from './client.ts'

/** What several features ask about the map's areas, each answer under one key for all of them.
 *  Areas change only with an edition, so an answer stays good for minutes. */
const staleTime = 5 * 60_000

export const areaQuery = (code: string) =>
  queryOptions({ queryKey: ['area', code], queryFn: ({ signal }) => fetchArea(code, signal), staleTime })

export const gridQuery = (code: string) =>
  queryOptions({ queryKey: ['grid', code], queryFn: ({ signal }) => fetchGrid(code, signal), staleTime })

/** Grid and elevation of a place, in WGS84. */
export const pointQuery = (lngLat: [number, number]) =>
  queryOptions({
    queryKey: ['locate', 'wgs84', ...lngLat],
    queryFn: ({ signal }) => locatePoint(lngLat, 'wgs84', signal),
    staleTime,
  })
