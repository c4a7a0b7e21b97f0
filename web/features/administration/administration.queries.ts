import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import {
  fetchAccount,
  fetchAccounts,
  fetchKeys,
  fetchRolePolicies,
  fetchWalls,
} from '#web/api-client/administration-calls.ts'
import { fetchArea, fetchGrid, searchPlaces } from '#web/api-client/client.ts'
import { fetchReference } from '#web/api-client/incident-calls.ts'
import { fetchUnits } from '#web/api-client/unit-calls.ts'

const staleTime = 10_000
/** What others change meanwhile, and who is on line. */
const refetchInterval = 30_000

export type PeopleFilter = { q?: string; role?: string; state?: string }
export const peoplePageSize = 200

export const peopleQuery = (filter: PeopleFilter) =>
  queryOptions({
    queryKey: ['accounts', filter],
    queryFn: ({ signal }) => fetchAccounts({ ...filter, limit: String(peoplePageSize) }, signal),
    staleTime,
    refetchInterval,
    placeholderData: keepPreviousData,
  })

export const personQuery = (id: string) =>
  queryOptions({
    queryKey: ['account', id],
    queryFn: ({ signal }) => fetchAccount(id, signal),
    staleTime: 5_000,
    refetchInterval,
  })

export const keysQuery = (isAll: boolean) =>
  queryOptions({
    queryKey: ['keys', isAll],
    queryFn: ({ signal }) => fetchKeys({ limit: '500', state: isAll ? undefined : 'valid' }, signal),
    staleTime,
    refetchInterval,
  })

export const wallsQuery = (isAll: boolean) =>
  queryOptions({
    queryKey: ['walls', isAll],
    queryFn: ({ signal }) => fetchWalls({ limit: '500', state: isAll ? undefined : 'valid' }, signal),
    staleTime: 3_000,
    refetchInterval: 5_000,
  })

export const unitsPageSize = 200
export const unitsQuery = ({ q, kind, isAll }: { q: string; kind: string; isAll: boolean }) =>
  queryOptions({
    queryKey: ['units', 'list', q, kind, isAll],
    queryFn: ({ signal }) =>
      fetchUnits(
        { q: q || undefined, kind: kind || undefined, active: isAll ? undefined : 'true', limit: unitsPageSize },
        signal,
      ),
    staleTime,
    refetchInterval,
    placeholderData: keepPreviousData,
  })

export const policiesQuery = () =>
  queryOptions({ queryKey: ['role-policies'], queryFn: ({ signal }) => fetchRolePolicies(signal), staleTime })

export const referenceListsQuery = () =>
  queryOptions({ queryKey: ['reference'], queryFn: ({ signal }) => fetchReference(signal), staleTime })

const areaStaleTime = 5 * 60_000
// The same keys as on the map, where most of them have been read already.
export const areaInsideQuery = (code: string) =>
  queryOptions({ queryKey: ['area', code], queryFn: ({ signal }) => fetchArea(code, signal), staleTime: areaStaleTime })
export const gridNameQuery = (code: string) =>
  queryOptions({ queryKey: ['grid', code], queryFn: ({ signal }) => fetchGrid(code, signal), staleTime: areaStaleTime })
export const areaSearchQuery = (text: string) =>
  queryOptions({
    queryKey: ['area-search', text],
    queryFn: ({ signal }) => searchPlaces(text, 20, signal),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  })
