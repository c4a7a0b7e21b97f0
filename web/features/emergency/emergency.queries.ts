import { queryOptions } from '@tanstack/react-query'
import { findAffected } from '#web/api-client/client.ts'
import type { AreaQuery } from '#web/shared/url-state.ts'
import { toAffectedBody } from './area-query.ts'

export const affectedQuery = (query: AreaQuery) =>
  queryOptions({
    queryKey: ['affected', query],
    queryFn: ({ signal }) => findAffected(toAffectedBody(query), signal),
    // people do not move between two looks, but incidents do
    staleTime: 60_000,
  })
