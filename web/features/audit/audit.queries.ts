import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { AuditAnswer, AuditHeadAnswer } from '#api/platform/audit/audit.contract.ts'
import { send } from '#web/api-client/client.ts'

export type AuditFilter = Record<'from' | 'to' | 'actor' | 'action' | 'outcome' | 'recordId' | 'text', string>
export const emptyFilter: AuditFilter = {
  from: '',
  to: '',
  actor: '',
  action: '',
  outcome: '',
  recordId: '',
  text: '',
}

const instantOf = (local: string): string => (local === '' ? '' : new Date(local).toISOString())

/** The filter as the server takes it. Pure but for the zone of the computer. */
export const filterQuery = ({ from, to, ...words }: AuditFilter, more: Record<string, string> = {}): string =>
  new URLSearchParams(
    Object.entries({ from: instantOf(from), to: instantOf(to), ...words, ...more })
      .map(([name, value]) => [name, value.trim()])
      .filter(([, value]) => value !== ''),
  ).toString()

/** A search is a line of the record itself: it is made when somebody asks for it, and not again by itself. `at`: when. */
export const auditListQuery = (filter: AuditFilter, at: number) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter, at],
    queryFn: ({ pageParam, signal }) =>
      send<AuditAnswer>('GET', `/api/audit?${filterQuery(filter, { limit: '100', cursor: pageParam })}`, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })

export const auditHeadQuery = (at: number) =>
  queryOptions({
    queryKey: ['audit-head', at],
    queryFn: ({ signal }) => send<AuditHeadAnswer>('GET', '/api/audit/head', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  })
