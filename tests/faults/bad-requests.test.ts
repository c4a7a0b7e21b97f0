import { resolve } from 'node:path'
import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { roles } from '#api/platform/access/access.contract.ts'
import { type OpenedDatabase, openDatabase } from '#api/platform/db/open-database.ts'
import type { Schema } from '#api/platform/http/api-page.ts'
import { startServer, wireApp } from '#api/server.ts'
import {
  type BadRequest,
  type KnownValues,
  listBadRequests,
  listBrokenTexts,
  listOperations,
  type Operation,
} from '../support/bad-requests.ts'
import { copyTemplate, testCounty } from '../support/database.ts'
import { faultCounts, faultSeed, tellFigures } from '../support/fault-counts.ts'
import { alwaysSignedIn, aPrincipal } from '../support/principals.ts'
import { type BadAnswer, sendBadRequests } from '../support/send-bad-requests.ts'

/** Longer is a hang, where it takes as long when it is asked alone: a busy machine holds up anything once. */
const longestMs = 2_000
const asksAgain = 3
/** A whole county as GeoJSON is nothing bad, and megabytes. */
const longestExportMs = 10_000
const longestOf = ({ status, contentType }: BadAnswer) =>
  status === 200 && contentType === 'application/geo+json' ? longestExportMs : longestMs
/** What is written about a request, however bad: the record, wrong passwords, how often; an upload is kept as an import that
 *  was refused, which is what it is, and a screen gets a code without a word of its own. */
const mayBeWritten = [
  'audit_entries',
  'audit_head',
  'audit_log',
  'sign_in_failures',
  'rate_counts',
  'imports',
  'intake_files',
  'wall_pairings',
]
/** A body made at random turns out good now and then, and is answered as done: then its tables may have changed. */
const tablesOfWrites: Readonly<Record<string, readonly string[]>> = {
  'POST /api/accounts': ['onegrid.users', 'onegrid.credentials'],
  'POST /api/keys': ['onegrid.api_keys'],
  'PUT /api/role-policies': ['onegrid.role_policies'],
  'PUT /api/reference/:list': ['reference_lists', 'event_log'],
  'GET /api/incidents/export/:system': ['incident_exports'],
  'POST /api/incidents/:id/notes': ['incidents', 'incident_timeline', 'event_log', 'request_keys'],
  'POST /api/units': ['units', 'event_log'],
  'PATCH /api/units/:id': ['units', 'event_log'],
  'POST /api/intake/12345': ['incidents', 'incident_timeline', 'incident_parties', 'event_log'],
  'POST /api/my-work/seen': ['incident_marks'],
  'POST /api/handovers': ['handovers', 'event_log', 'request_keys'],
  'POST /api/incidents/:id/whistles': [
    ...['whistles', 'whistle_responses', 'incidents', 'incident_timeline', 'event_log', 'request_keys'],
  ],
}

let database: OpenedDatabase
let server: { url: string; close: () => Promise<void> }
let operations: Operation[]
let schemas: Record<string, Schema>
let known: KnownValues
const closers: (() => Promise<unknown>)[] = []

const ring = [
  [103.4, 26.4],
  [103.41, 26.4],
  [103.41, 26.41],
  [103.4, 26.4],
]

beforeAll(async () => {
  const copy = await copyTemplate('demo')
  closers.unshift(copy.remove)
  const place = { ...copy.options, county: testCounty }
  database = await openDatabase(place)
  closers.unshift(() => database.close())
  const settings = {
    database,
    place,
    webFolder: resolve(import.meta.dirname, '../../dist/web'),
    version: 'test',
    log: pino({ level: 'silent' }),
    // Past the door: who holds every role gets as far as each handler. A wall's is one that takes away.
    authenticator: alwaysSignedIn(aPrincipal(...roles.filter((role) => role !== 'wall'))),
  }
  server = await startServer({ ...settings, host: '127.0.0.1', port: 0 })
  closers.unshift(() => server.close())
  const wired = await wireApp(settings)
  closers.unshift(wired.close)
  const ask = async (path: string) => (await wired.app.request(path)).json() as Promise<never>
  const description: Parameters<typeof listOperations>[0] = await ask('/api/openapi.json')
  operations = listOperations(description, wired.app.routes)
  schemas = description.components?.schemas ?? {}
  const idsOf = async (path: string) => {
    const { items }: { items: { id: string }[] } = await ask(path)
    return items.map(({ id }) => id)
  }
  known = {
    // More grids than areas: a route that knows grids alone is to be reached by few requests as well.
    code: [
      ...['530326', '530326105', '530326105001', '53032610500101', '530326199'],
      ...['530326105001001', '530326105001002', '530326105001003'],
    ],
    area: ['530326', '530326105', '530326105001', '530326105001001'],
    areaCode: ['530326105', '530326105001'],
    serves: ['530326105001001'],
    assignee: ['none', 'role:village-clerk', 'department:justice'],
    id: [
      ...(await idsOf('/api/incidents?limit=3')),
      ...(await idsOf('/api/patrols?limit=3')),
      ...(await idsOf('/api/units?limit=3')),
      crypto.randomUUID(),
    ],
    edition: [1],
    version: [1, 2],
    z: [9],
    x: [403],
    y: [217, '217.webp'],
    lng: [103.4],
    lat: [26.4],
    q: ['会泽', 'huize', '26.4,103.4', '530326105'],
    bbox: ['103.2,26.2,103.6,26.6'],
    since: ['2026-01-01T00:00:00Z'],
    at: ['2026-11-24T08:00:00+08:00'],
    from: ['2026-11-24T00:00:00+08:00'],
    to: ['2026-11-24T12:00:00+08:00'],
    state: ['open'],
    system: ['example', 'governance'],
    kind: ['dispute', 'hazard'],
    center: [[103.4, 26.4]],
    'POST /api/emergency/affected': [
      { center: [103.4, 26.4], radiusMeters: 500 },
      { center: [103.4, 26.4], radiusMeters: 500, crs: 'gcj02' },
      { area: { type: 'Polygon', coordinates: [ring] } },
      { area: { type: 'MultiPolygon', coordinates: [[ring]] } },
    ],
    file: ['index.html'],
  }
})
afterAll(async () => {
  for (const close of closers) await close()
})

/** Of every table how many rows, and the last transaction that wrote one. */
async function readMarks(): Promise<Record<string, string>> {
  const tables = await database.read((handle) =>
    handle.rows<{ schema: string; name: string }>(
      sql`SELECT table_schema AS schema, table_name AS name FROM information_schema.tables
          WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2`,
    ),
  )
  const marks: Record<string, string> = {}
  for (const { schema, name } of tables) {
    if (mayBeWritten.includes(name)) continue
    const [row] = await database.read((handle) =>
      handle.rows<{ mark: string }>(
        sql`SELECT count(*) || ' rows, ' || coalesce(max(xmin::text::bigint), 0) AS mark
            FROM ${sql.identifier(schema)}.${sql.identifier(name)}`,
      ),
    )
    marks[`${schema}.${name}`] = row?.mark ?? ''
  }
  return marks
}

function* everyRequest() {
  const made = { operations, schemas, known, seed: faultSeed }
  yield listBrokenTexts(made)
  yield* listBadRequests({ ...made, count: faultCounts.badRequests })
}

const nameOf = ({ method, path }: Operation) => `${method} ${path}`
const describeRequest = ({ operation, path, headers, body }: BadRequest) =>
  `${operation.method} ${path.slice(0, 300)} ${JSON.stringify(headers).slice(0, 300)} ${body ? `${body.length} bytes: ${body.subarray(0, 300).toString('latin1')}` : ''}`

/** An answer without one is that of Node itself, to what is no HTTP. */
function isClear({ status, contentType, text }: BadAnswer): boolean {
  if (status < 400 || (status === 431 && text === '')) return true
  if (contentType !== 'application/problem+json') return false
  const { code, detail } = JSON.parse(text) as { code?: string; detail?: string }
  return typeof code === 'string' && typeof detail === 'string' && detail.length > 3
}

it('bad requests to every route are refused in words, soon, and change nothing', async () => {
  const before = await readMarks()
  expect(Object.keys(before).length).toBeGreaterThan(10)
  const found: string[] = []
  const statuses = new Map<number, number>()
  const byOperation = new Map<string, Map<number, number>>()
  let slowest: BadAnswer | undefined
  const slow: BadRequest[] = []
  let sent = 0
  const origin = server.url.replace(/\/$/, '')
  await sendBadRequests({
    origin,
    portions: everyRequest(),
    onAnswer(answer) {
      const { request, status, milliseconds } = answer
      sent++
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      const counts = byOperation.get(nameOf(request.operation)) ?? new Map<number, number>()
      byOperation.set(nameOf(request.operation), counts.set(status, (counts.get(status) ?? 0) + 1))
      // A connection may end before an answer only on who still sends a body that nobody reads.
      const isCut = status === 0 && (request.body?.length ?? 0) > 64_000
      if (milliseconds > (slowest?.milliseconds ?? 0)) slowest = answer
      const isWrong = status >= 500 || (status === 0 && !isCut) || !isClear(answer)
      if (milliseconds > longestOf(answer)) slow.push(request)
      if (isWrong)
        found.push(
          `${status} after ${milliseconds.toFixed(0)} ms: ${describeRequest(request)} → ${answer.text.slice(0, 200)}`,
        )
    },
  })
  for (const request of slow) {
    let isHang = true
    const onAnswer = (answer: BadAnswer) => {
      isHang &&= answer.milliseconds > longestOf(answer)
    }
    for (let time = 0; time < asksAgain && isHang; time++)
      await sendBadRequests({ origin, portions: [[request]], onAnswer })
    if (isHang) found.push(`hangs: ${describeRequest(request)}`)
  }
  const figures = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`)
  tellFigures(
    `row 15: ${sent} bad requests to ${operations.length} routes, ${found.length} wrong; answers by status ${figures.join(', ')}; ` +
      `slowest ${slowest?.milliseconds.toFixed(0)} ms (${slowest && nameOf(slowest.request.operation)}), ${slow.length} of them above ${longestMs} ms once`,
  )
  for (const [name, counts] of byOperation)
    tellFigures(
      `row 15: ${name} ${[...counts]
        .sort(([a], [b]) => a - b)
        .map(([status, count]) => `${status}: ${count}`)
        .join(', ')}`,
    )
  expect(found).toEqual([])
  expect(sent).toBeGreaterThan(faultCounts.badRequests)
  // Past the door: of what reads, some requests are answered; what writes takes nothing that is wrong.
  const unreached = operations.filter((operation) => {
    const isReading = operation.method === 'GET' || operation.path.endsWith('/affected')
    return (
      isReading &&
      ![...(byOperation.get(nameOf(operation))?.keys() ?? [])].some((status) => status >= 200 && status < 400)
    )
  })
  // No shift was handed over, no import of the data set came through the API, no file of work orders and no photo, and nobody has an account. No
  // other way to sign in is configured.
  expect(unreached.map(nameOf).sort()).toEqual([
    'GET /api/accounts/{id}',
    'GET /api/handovers/{id}',
    'GET /api/imports/{id}',
    'GET /api/incidents/{id}/photos/{photoId}',
    'GET /api/intake/files/{id}',
    'GET /api/intake/files/{id}/report',
    'GET /api/session/ways/{id}/callback',
    'GET /api/session/ways/{id}/start',
  ])
  const after = await readMarks()
  for (const [name, tables] of Object.entries(tablesOfWrites)) {
    const operation = name.replaceAll(/:(\w+)/g, '{$1}')
    if ([...(byOperation.get(operation)?.keys() ?? [])].some((status) => status < 300))
      for (const table of tables) {
        const mark = table.includes('.') ? table : `${database.schema}.${table}`
        delete after[mark]
        delete before[mark]
      }
  }
  expect(after).toEqual(before)
  expect((await fetch(`${server.url}api/readyz`)).status).toBe(200)
})
