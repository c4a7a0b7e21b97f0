import type { AreaDetail } from '#api/areas/areas.contract.ts'
import type { CurrentEdition } from '#api/editions/editions.contract.ts'
import type { Affected, AffectedBody } from '#api/emergency/emergency.contract.ts'
import type { GridDetail } from '#api/grids/grids.contract.ts'
import type { Crs, LngLat } from '#api/http/shared.contract.ts'
import type { LocateAnswer } from '#api/locate/locate.contract.ts'
import type { SearchItem } from '#api/search/search.contract.ts'
import { reportAnswer } from './connection.ts'
import { type Problem, ProblemError, UnreachableError } from './problem.ts'

/** Longer than every deadline of the server, so that its answer comes first. */
const patienceMs = 20_000

let language: 'zh' | 'en' = 'zh'
/** The language errors are answered in. */
export function setClientLanguage(next: 'zh' | 'en'): void {
  language = next
}

type Query = Record<string, string | number | null | undefined>
type RequestOptions = { query?: Query; body?: unknown; signal?: AbortSignal; accept?: string }

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && 'code' in value && 'detail' in value

/** Calls the API. Throws `ProblemError` for an error answer, `UnreachableError` for none, and lets an abort through. */
export async function request(path: string, options: RequestOptions = {}): Promise<Response> {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(options.query ?? {}))
    if (value !== null && value !== undefined && value !== '') query.set(key, String(value))
  const timeout = AbortSignal.timeout(patienceMs)
  let response: Response
  try {
    response = await fetch(query.size > 0 ? `${path}?${query}` : path, {
      method: options.body === undefined ? 'GET' : 'POST',
      headers: {
        Accept: options.accept ?? 'application/json',
        'Accept-Language': language,
        ...(options.body !== undefined && { 'Content-Type': 'application/json' }),
      },
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
    })
  } catch (error) {
    if (options.signal?.aborted) throw error
    reportAnswer('unreachable')
    throw new UnreachableError(error)
  }
  if (response.ok) {
    reportAnswer('answered')
    return response
  }
  const body: unknown = await response.json().catch(() => null)
  if (isProblem(body)) {
    reportAnswer(body.code === 'database_unavailable' ? 'database_gone' : 'answered')
    throw new ProblemError(body)
  }
  // a proxy's own error page: the server behind it is gone
  reportAnswer('unreachable')
  throw new UnreachableError(new Error(`${response.status} ${path}`))
}

export async function requestJson<Answer>(path: string, options: RequestOptions = {}): Promise<Answer> {
  const response = await request(path, options)
  return (await response.json()) as Answer
}

export const fetchCurrentEdition = (signal?: AbortSignal) =>
  requestJson<CurrentEdition>('/api/editions/current', { signal })

export const fetchArea = (code: string, signal?: AbortSignal) =>
  requestJson<AreaDetail>(`/api/areas/${encodeURIComponent(code)}`, { signal })

export const fetchGrid = (code: string, signal?: AbortSignal) =>
  requestJson<GridDetail>(`/api/grids/${encodeURIComponent(code)}`, { signal })

export const searchPlaces = (text: string, limit: number, signal?: AbortSignal) =>
  requestJson<{ items: SearchItem[]; total: number }>('/api/search', { query: { q: text, limit }, signal })

export const locatePoint = (lngLat: LngLat, crs: Crs, signal?: AbortSignal) =>
  requestJson<LocateAnswer>('/api/locate', { query: { lng: lngLat[0], lat: lngLat[1], crs }, signal })

export const findAffected = (body: AffectedBody, signal?: AbortSignal) =>
  requestJson<Affected>('/api/emergency/affected', { body, signal })

/** All pages of a list. At most `maxPages` of 500, so that a broken cursor cannot run for ever. */
export async function fetchAllPages<Item>(
  path: string,
  query: Query,
  signal?: AbortSignal,
  maxPages = 40,
): Promise<{ items: Item[]; total: number }> {
  const items: Item[] = []
  let cursor: string | null = null
  let total = 0
  for (let page = 0; page < maxPages; page++) {
    const answer: { items: Item[]; nextCursor: string | null; total: number } = await requestJson(path, {
      query: { ...query, limit: 500, cursor },
      signal,
    })
    items.push(...answer.items)
    total = answer.total
    cursor = answer.nextCursor
    if (!cursor) break
  }
  return { items, total }
}

/** The server answers and its database too. */
export const checkReady = (signal?: AbortSignal) => request('/api/readyz', { signal })
