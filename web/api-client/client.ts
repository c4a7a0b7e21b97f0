import { type ClientResponse, hc } from 'hono/client'
import type { AppType } from '#api/app.ts'
import type { AffectedBody } from '#api/operations/emergency/emergency.contract.ts'
import type { Crs, LngLat } from '#api/platform/http/shared.contract.ts'
import { reportAnswer } from './connection.ts'
import { type Problem, ProblemError, UnreachableError } from './problem.ts'
import { endSession, getSession, sessionGeneration } from './session.ts'

/** Longer than every deadline of the server, so that its answer comes first. */
const patienceMs = 20_000

let language: 'zh' | 'en' = 'zh'
/** The language errors are answered in. */
export function setClientLanguage(next: 'zh' | 'en'): void {
  language = next
}

/** What a wall's page says of itself, so that whoever has signed in in the same browser is not meant. */
export const wallHeaders = { 'X-OneGrid-Wall': '1' } as const
let isWall = false
/** For good: a page is a wall's or it is not. */
export function askAsWall(): void {
  isWall = true
}

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && 'code' in value && 'detail' in value

/** What is answered to those who have not signed in. */
const isOpenPath = (input: RequestInfo | URL): boolean =>
  /^\/api\/(session|walls\/pairing|readyz)\b/.test(String(input))

/** Once the session is over nothing of the page is answered: lists that ask every half a minute need not. */
const sessionOver = () =>
  new ProblemError({
    type: '/problems/not_signed_in',
    title: '',
    status: 401,
    detail: '',
    code: 'not_signed_in',
    requestId: '',
  })

let hearSteps = () => {}
/** Called when the server wants something done first: a password changed, a second factor set up. */
export function onStepWanted(listener: () => void): void {
  hearSteps = listener
}

/** `fetch` with patience, language, and errors as exceptions. Throws `ProblemError` for an error answer,
 *  `UnreachableError` for none, and lets an abort through. */
async function fetchAnswer(input: RequestInfo | URL, init: RequestInit = {}, patience = patienceMs): Promise<Response> {
  if (getSession().status === 'ended' && !isOpenPath(input)) throw sessionOver()
  const askedIn = sessionGeneration()
  const timeout = AbortSignal.timeout(patience)
  const headers = new Headers(init.headers)
  if (!headers.has('Accept')) headers.set('Accept', 'application/json')
  headers.set('Accept-Language', language)
  if (isWall) for (const [name, value] of Object.entries(wallHeaders)) headers.set(name, value)
  let response: Response
  try {
    response = await fetch(input, {
      ...init,
      headers,
      signal: init.signal ? AbortSignal.any([init.signal, timeout]) : timeout,
    })
  } catch (error) {
    if (init.signal?.aborted) throw error
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
    if (askedIn === sessionGeneration()) {
      if (body.code === 'not_signed_in') endSession()
      if (body.code === 'password_change_required' || body.code === 'second_factor_required') hearSteps()
    }
    throw new ProblemError(body, Number(response.headers.get('Retry-After')) || undefined)
  }
  // a proxy's own error page: the server behind it is gone
  reportAnswer('unreachable')
  throw new UnreachableError(new Error(String(response.status)))
}

type RequestOptions = {
  query?: Record<string, string | undefined>
  /** JSON, which makes it a `POST`. */
  body?: unknown
  signal?: AbortSignal
  accept?: string
  headers?: Record<string, string>
}

/** An answer that is not JSON: binary metrics, GeoJSON, a file. Throws as `fetchAnswer`. */
export function request(
  path: string,
  { query = {}, body, signal, accept, headers }: RequestOptions = {},
): Promise<Response> {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const search = new URLSearchParams(given).toString()
  return fetchAnswer(search ? `${path}?${search}` : path, {
    signal,
    headers: {
      ...(accept && { Accept: accept }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  })
}

type SendOptions = { body?: unknown; signal?: AbortSignal; headers?: Record<string, string> }

/** A call with a JSON body or none; gives the JSON it is answered with, if any. Throws as `fetchAnswer`. */
export async function send<Answer = void>(
  method: string,
  path: string,
  { body, signal, headers }: SendOptions = {},
): Promise<Answer> {
  const response = await fetchAnswer(path, {
    method,
    signal,
    headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return (text === '' ? undefined : JSON.parse(text)) as Answer
}

const { api } = hc<AppType>('/', { fetch: (input: RequestInfo | URL, init?: RequestInit) => fetchAnswer(input, init) })

/** What a call answers when it succeeds; errors never get here, `fetchAnswer` has thrown. */
type Success<Answer> =
  Answer extends ClientResponse<infer Body, infer Status, 'json'> ? (Status extends 200 ? Body : never) : never

const read = async <Answer extends { json(): Promise<unknown> }>(call: Promise<Answer>): Promise<Success<Answer>> =>
  (await (await call).json()) as Success<Answer>

const withSignal = (signal: AbortSignal | undefined) => ({ init: { signal } })

export const fetchCurrentEdition = (signal?: AbortSignal) =>
  read(api.editions.current.$get(undefined, withSignal(signal)))

export const fetchArea = (code: string, signal?: AbortSignal) =>
  read(api.areas[':code'].$get({ param: { code } }, withSignal(signal)))

export const fetchGrid = (code: string, signal?: AbortSignal) =>
  read(api.grids[':code'].$get({ param: { code }, query: {} }, withSignal(signal)))

export const searchPlaces = (text: string, limit: number, signal?: AbortSignal) =>
  read(api.search.$get({ query: { q: text, limit: String(limit) } }, withSignal(signal)))

export const locatePoint = ([lng, lat]: LngLat, crs: Crs, signal?: AbortSignal) =>
  read(api.locate.$get({ query: { lng: String(lng), lat: String(lat), crs } }, withSignal(signal)))

export const findAffected = (body: AffectedBody, signal?: AbortSignal) =>
  read(api.emergency.affected.$post({ json: body }, withSignal(signal)))

export const fetchIncident = (id: string, signal?: AbortSignal) =>
  read(api.incidents[':id'].$get({ param: { id } }, withSignal(signal)))

export const fetchPatrol = (id: string, signal?: AbortSignal) =>
  read(api.patrols[':id'].$get({ param: { id } }, withSignal(signal)))

type ListFilter = { state?: string; area?: string; q?: string }
type IncidentFilter = ListFilter & { acted?: 'true'; assignee?: string }

export const fetchIncidentPage = (filter: IncidentFilter & { limit: string; cursor?: string }, signal?: AbortSignal) =>
  read(api.incidents.$get({ query: filter }, withSignal(signal)))

const pageSize = '500'
/** 20,000 rows; a broken cursor cannot run for ever. */
const maxPages = 40

/** All pages of a list, one after the other. */
async function readAllPages<Item>(
  readPage: (
    cursor: string | undefined,
  ) => Promise<{ items: Item[]; nextCursor: string | null; total: number; partial?: boolean }>,
): Promise<{ items: Item[]; total: number; partial: boolean }> {
  const items: Item[] = []
  let total = 0
  let partial = false
  let cursor: string | undefined
  for (let page = 0; page < maxPages; page++) {
    const answer = await readPage(cursor)
    items.push(...answer.items)
    total = answer.total
    partial = answer.partial ?? false
    if (answer.nextCursor === null) break
    cursor = answer.nextCursor
  }
  return { items, total, partial }
}

export const fetchAllIncidents = (filter: IncidentFilter, signal?: AbortSignal) =>
  readAllPages((cursor) => fetchIncidentPage({ ...filter, limit: pageSize, cursor }, signal))

/** Everything that happened to an incident, oldest first. */
export const fetchTimeline = (id: string, signal?: AbortSignal) =>
  readAllPages((cursor) =>
    read(api.incidents[':id'].timeline.$get({ param: { id }, query: { limit: pageSize, cursor } }, withSignal(signal))),
  )

export const fetchAllPatrols = (filter: ListFilter, signal?: AbortSignal) =>
  readAllPages((cursor) =>
    read(api.patrols.$get({ query: { ...filter, limit: pageSize, cursor } }, withSignal(signal))),
  )

export const fetchAllGrids = (signal?: AbortSignal) =>
  readAllPages((cursor) => read(api.grids.$get({ query: { limit: pageSize, cursor } }, withSignal(signal))))

export const fetchImports = (signal?: AbortSignal) => read(api.imports.$get(undefined, withSignal(signal)))

export const fetchImport = (id: string, signal?: AbortSignal) =>
  read(api.imports[':id'].$get({ param: { id } }, withSignal(signal)))

/** Files of a county may take long over a slow line. */
const uploadPatienceMs = 30 * 60_000

/** Sends the files of an import; gives its id as soon as they are there. */
export async function startImport(form: FormData, signal?: AbortSignal): Promise<{ id: string }> {
  return await sendForm('/api/imports', form, { signal })
}

/** Sends files; gives the JSON it is answered with. Throws as `fetchAnswer`. */
export async function sendForm<Answer>(
  path: string,
  form: FormData,
  { signal, headers }: Omit<SendOptions, 'body'> = {},
): Promise<Answer> {
  const response = await fetchAnswer(path, { method: 'POST', body: form, signal, headers }, uploadPatienceMs)
  return (await response.json()) as Answer
}

export const cancelImport = (id: string) => fetchAnswer(`/api/imports/${id}`, { method: 'DELETE' })

/** The server answers and its database too. */
export const checkReady = (signal?: AbortSignal) => read(api.readyz.$get(undefined, withSignal(signal)))
