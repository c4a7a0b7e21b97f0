import { randomUUID } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { metrics } from '#api/ground/grids/grids.contract.ts'
import { incidentKinds, shownLines } from '#api/operations/incidents/incidents.contract.ts'
import { insertWhistle } from '#api/operations/whistles/whistles.repo.ts'
import { createWallCheck } from '#api/people/walls/wall-check.ts'
import { wallCookie } from '#api/people/walls/walls.contract.ts'
import { insertWall } from '#api/people/walls/walls.repo.ts'
import { createAuthenticator } from '#api/platform/access/authenticator.ts'
import { permissions } from '#api/platform/access/permissions.ts'
import { routeRules, sharedScreenRoutes } from '#api/platform/access/route-actions.ts'
import { hashSecret, makeSecret } from '#api/platform/access/secrets.ts'
import { wallHeader } from '#api/platform/http/credentials.ts'
import { levelOfCode } from '#api/platform/http/shared.contract.ts'
import { isBelowVillage } from '#api/platform/http/shared-screen.contract.ts'
import { decodeMetric } from '#web/features/grids/metric-values.ts'
import { testCounty } from '../support/database.ts'
import { openImportApp } from '../support/import-app.ts'
import { aPrincipal, aScope } from '../support/principals.ts'
import type { Target } from './permission-cases/route-case.ts'
import { routeCases } from './permission-cases/route-cases.ts'

/*
 * Every route of the product is asked with the tokens of walls, over a county in which what must not stand on a shared screen
 * can be known again: one word in every text that people type, and figures that nothing else has.
 */

/** In every text that people type. */
const word = '植入的字样'
/** The counts of one grid, which is in no sum: those of the areas are left as they were. */
const planted = { population: 9_876_543, households: 8_765_432, need_help: 7_654_321, workers_full: 6_543_219 }
/** Where one dispute happened. */
const doorstep = [103.456_789, 26.456_789] as const
const countFields = [
  'population',
  'households',
  'needHelp',
  'workersFull',
  'workersPart',
  'likely',
  'min',
  'max',
  'open',
]

let opened: Awaited<ReturnType<typeof openImportApp>>
let desk: Awaited<ReturnType<typeof opened.wire>>
/** A wall's cookie, by its area. */
const cookies = new Map<string, string>()
/** The grid with the planted counts, the incidents and a patrol of its village. */
let grid: { code: string; group: string; lng: number; lat: number }
let ids: { dispute: string; hazard: string; patrol: string; whistle: string }

const read = <Row extends Record<string, unknown>>(query: ReturnType<typeof sql>) =>
  opened.database.read((handle) => handle.rows<Row>(query))
const run = (query: ReturnType<typeof sql>) => opened.database.write((transaction) => transaction.run(query))
const village = () => grid.code.slice(0, 12)

beforeAll(async () => {
  opened = await openImportApp('demo')
  const [found] = await read<typeof grid>(
    sql`SELECT g.code, g.group_code AS "group", ST_X(g.seat) AS lng, ST_Y(g.seat) AS lat FROM grid_versions g
        WHERE g.group_code IS NOT NULL
          AND EXISTS (SELECT FROM incidents i WHERE i.kind = 'dispute' AND left(i.grid_code, 12) = left(g.code, 12))
          AND EXISTS (SELECT FROM incidents i WHERE i.kind = 'hazard' AND left(i.grid_code, 12) = left(g.code, 12))
          AND EXISTS (SELECT FROM patrols p WHERE p.village_code = left(g.code, 12)) ORDER BY 1 LIMIT 1`,
  )
  grid = found as typeof grid
  const findId = async (table: string, condition: ReturnType<typeof sql>) =>
    (await read<{ id: string }>(sql`SELECT id FROM ${sql.raw(table)} WHERE ${condition} ORDER BY 1 LIMIT 1`))[0]?.id ??
    ''
  const within = sql`left(grid_code, 12) = ${village()}`
  ids = {
    dispute: await findId('incidents', sql`kind = 'dispute' AND ${within}`),
    hazard: await findId('incidents', sql`kind = 'hazard' AND ${within}`),
    patrol: await findId('patrols', sql`village_code = ${village()}`),
    whistle: randomUUID(),
  }
  await run(sql`UPDATE incidents SET title = ${word} || title, type = ${word} || type`)
  await run(sql`UPDATE incidents SET location = ST_SetSRID(ST_MakePoint(${doorstep[0]}::float8, ${doorstep[1]}::float8), 4326)
    WHERE id = ${ids.dispute}::uuid`)
  await run(sql`UPDATE incident_timeline SET note = ${word} || note`)
  await opened.database.writeAs(aScope('whistles.write'), (transaction) =>
    insertWhistle(transaction, {
      ...{ id: ids.whistle, incidentId: ids.dispute, reason: 'emergency', note: word, rung: 'grid', calledBy: word },
      ...{ calledAt: new Date(), departments: ['judicial-office'] },
      ...{ reportDueAt: new Date('2099-01-01'), doneDueAt: new Date('2099-01-01') },
    }),
  )
  await run(sql`INSERT INTO incident_timeline (incident_id, at, kind, state, rung, note)
    VALUES (${ids.dispute}::uuid, now(), 'whistle', 'reported', 'grid', ${word})`)
  await run(sql`UPDATE patrols SET name = ${word} || name`)
  await run(sql`UPDATE grid_versions SET population = ${planted.population}::integer, households = ${planted.households}::integer,
    need_help = ${planted.need_help}::integer, workers_full = ${planted.workers_full}::integer WHERE code = ${grid.code}`)
  // Of one name in one village: the higher the code, the more people.
  await run(sql`UPDATE grid_versions SET name = '同名网格', pinyin = 'tong ming wang ge',
    population = CASE WHEN code = ${grid.code} THEN population ELSE right(code, 3)::integer END WHERE code LIKE ${`${village()}%`}`)
  await opened.database.writeAs(aScope('contacts.write'), (transaction) =>
    transaction.run(
      sql`INSERT INTO contacts (area_code, name, expires_at) VALUES (${grid.code}, ${word}, now() + interval '1 year')`,
      1,
    ),
  )
  await opened.database.writeAs(aScope('parties.write'), (transaction) =>
    transaction.run(
      sql`INSERT INTO incident_parties (incident_id, area_code, name, part, expires_at)
          VALUES (${ids.dispute}::uuid, ${grid.code}, ${word}, 'applicant', now() + interval '1 year')`,
      1,
    ),
  )
  for (const area of [testCounty, grid.code.slice(0, 9), village()]) {
    const secret = makeSecret('ogw')
    const wall = { name: '大屏', scene: 'map' as const, area, pairedBy: word, secretHash: hashSecret(secret) }
    await opened.database.writeAs(aScope('walls.write'), (transaction) => insertWall(transaction, wall))
    cookies.set(area, `${wallCookie}=${secret}`)
  }
  const { database } = opened
  const operator = aPrincipal('county-operator')
  desk = await opened.wire({
    authenticator: createAuthenticator(
      [
        { pick: ({ authorization }) => authorization, check: async () => operator },
        createWallCheck({ database, county: testCounty }),
      ],
      testCounty,
    ),
  })
}, 240_000)
afterAll(() => opened?.close())

type Answer = { status: number; bytes: Buffer; type: string }
async function ask(who: { cookie: string } | 'operator', what: string, init: RequestInit = {}): Promise<Answer> {
  const [method, path = ''] = what.split(' ')
  const headers = new Headers(init.headers)
  if (who === 'operator') headers.set('authorization', 'operator')
  else {
    headers.set('cookie', who.cookie)
    headers.set(wallHeader, '1')
  }
  const response = await desk.request(path, { ...init, method, headers })
  const raw = Buffer.from(await response.arrayBuffer())
  const bytes = response.headers.get('content-encoding') === 'gzip' ? gunzipSync(raw) : raw
  return { status: response.status, bytes, type: response.headers.get('content-type') ?? '' }
}
const jsonOf = <Body>({ bytes }: Answer) => JSON.parse(bytes.toString()) as Body

/** Everything in an answer that must not stand on a shared screen. */
function findLeaks({ bytes, type }: Answer): string[] {
  const text = bytes.toString()
  const strings = [word, ...Object.values(planted).map(String), ...doorstep.map(String)]
  const leaks = strings.filter((string) => text.includes(string))
  const look = (value: unknown, path: string): void => {
    if (Array.isArray(value)) for (const [index, item] of value.entries()) look(item, `${path}[${index}]`)
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return
    const { code, kind } = value as { code?: unknown; kind?: unknown }
    const isSmall = (typeof code === 'string' && isBelowVillage(code)) || /grids|affected/.test(path)
    if (isSmall)
      for (const field of countFields)
        if (typeof (value as Record<string, unknown>)[field] === 'number') leaks.push(`${path}.${field}`)
    const { gridCode } = value as { gridCode?: unknown }
    if ((incidentKinds as readonly unknown[]).includes(kind) && typeof gridCode === 'string')
      leaks.push(`${path}.gridCode`)
    for (const [name, item] of Object.entries(value)) look(item, `${path}.${name}`)
  }
  if (type.includes('json') && !text.includes('"openapi"')) look(JSON.parse(text), '')
  return [...new Set(leaks)]
}

const accepts = ['application/json', 'application/geo+json', 'application/octet-stream', '*/*']
const targetOf = (area: string): Target => ({
  area,
  incidentId: ids.dispute,
  incidentGrid: grid.code,
  photoId: ids.patrol,
  whistleId: ids.whistle,
  handoverId: ids.whistle,
  patrolId: ids.patrol,
  unitId: ids.patrol,
  importId: ids.patrol,
  accountId: 'nobody',
  keyId: ids.patrol,
  wallId: ids.patrol,
})
const json = (body: unknown): RequestInit => ({
  body: JSON.stringify(body),
  headers: { 'Content-Type': 'application/json' },
})
const circle = (radiusMeters: number) => json({ center: [grid.lng, grid.lat], radiusMeters })

/** What of the known routes is asked besides, to come near what was planted. */
const besides = (): [string, RequestInit?][] => [
  ...[testCounty, grid.code.slice(0, 9), village(), grid.group, grid.code].map((area): [string] => [
    `GET /api/areas/${area}`,
  ]),
  [`GET /api/grids?limit=500&area=${village()}`],
  [`GET /api/grids?area=${grid.group}`],
  [`GET /api/grids/${grid.code}`],
  [`GET /api/grids/${grid.code}?at=${encodeURIComponent(new Date().toISOString())}`],
  ...metrics.map((metric): [string] => [`GET /api/grids/metrics/${metric}`]),
  [`GET /api/search?q=${grid.code}`],
  [`GET /api/search?limit=50&q=${encodeURIComponent('同名')}`],
  [`GET /api/locate?lng=${grid.lng}&lat=${grid.lat}`],
  ['POST /api/emergency/affected', circle(5)],
  ['POST /api/emergency/affected', circle(5_000)],
  ['GET /api/incidents?limit=500'],
  [`GET /api/incidents?area=${village()}`],
  [`GET /api/incidents?area=${grid.code}`],
  ['GET /api/incidents?bbox=103.4,26.4,103.5,26.5'],
  [`GET /api/incidents/${ids.hazard}`],
  ['GET /api/incidents/summary'],
  ['GET /api/incidents/containment'],
  [`GET /api/incidents/containment?area=${grid.code}`],
  [`GET /api/incidents/summary?area=${grid.code}`],
  ['GET /api/patrols?limit=500'],
  [`GET /api/patrols?area=${grid.code}`],
]

/** What the answers say to somebody who may read it, for a test that looks in the right places. */
it('would find what was planted: an operator is told it', async () => {
  const told = async (what: string, init?: RequestInit) => findLeaks(await ask('operator', what, init))
  expect(await told(`GET /api/incidents/${ids.dispute}`)).toContain(word)
  expect(await told(`GET /api/incidents/${ids.dispute}`)).toContain(String(doorstep[0]))
  expect(await told(`GET /api/patrols/${ids.patrol}`)).toContain(word)
  expect(await told(`GET /api/incidents/${ids.dispute}/whistles`)).toContain(word)
  for (const what of [
    `GET /api/grids/${grid.code}`,
    `GET /api/areas/${village()}`,
    'GET /api/grids/metrics/population',
  ])
    expect(await told(what, { headers: { accept: 'application/json' } }), what).toContain(String(planted.population))
  expect(await told('POST /api/emergency/affected', circle(5))).toContain(String(planted.households))
  expect(await told(`GET /api/grids?area=${grid.code}`)).toContain('.items[0].needHelp')
})

describe('a shared screen', () => {
  it('is answered by the routes that know what it may show, and by no other', async () => {
    const mayRead = Object.entries(routeRules)
      .filter(([, rule]) => rule !== 'open' && rule !== 'signed-in' && permissions.wall[rule])
      .map(([route]) => route)
    // A route that a wall is allowed and that is not thought about is refused, and this test says so.
    expect(mayRead.sort()).toEqual([...sharedScreenRoutes].sort())
  })

  it.each(Object.keys(routeRules))('is shown nothing by %s that must not stand there', async (route) => {
    const [method] = route.split(' ')
    for (const [area, cookie] of cookies) {
      const { path, init } = (routeCases[route] as (typeof routeCases)[string]).make(targetOf(area))
      const isShown = sharedScreenRoutes.has(route)
      for (const accept of isShown ? accepts : ['application/json']) {
        const headers = new Headers(init?.headers)
        headers.set('accept', accept)
        const answer = await ask({ cookie }, `${method} ${path}`, { ...init, headers })
        if (isShown) expect([200, 204], `${path} ${accept}`).toContain(answer.status)
        else if (!['open', 'signed-in'].includes(routeRules[route] as string)) expect(answer.status, path).toBe(403)
        expect(findLeaks(answer).slice(0, 5), `${path} ${accept}`).toEqual([])
      }
    }
  })

  it('is not told that anybody was called to an incident', async () => {
    const kinds = async (who: Parameters<typeof ask>[0]) =>
      jsonOf<{ timeline: { kind: string }[] }>(await ask(who, `GET /api/incidents/${ids.dispute}`)).timeline.map(
        ({ kind }) => kind,
      )
    expect(await kinds('operator')).toContain('whistle')
    const wall = { cookie: cookies.get(testCounty) as string }
    const before = await kinds(wall)
    expect(before).not.toContain('whistle')
    // However much was said of that since, the history it is shown is as long as it was.
    await run(
      sql`INSERT INTO incident_timeline (incident_id, at, kind, state, rung, note, data)
        SELECT ${ids.dispute}::uuid, now(), 'whistle', 'reported', 'grid', '', '{"did": "overdue"}'::jsonb
        FROM generate_series(1, ${shownLines}::integer)`,
    )
    expect(before).not.toEqual([])
    expect(await kinds(wall)).toEqual(before)
  })

  it('is shown nothing by what is asked besides', async () => {
    for (const [what, init] of besides())
      for (const cookie of cookies.values())
        for (const accept of accepts) {
          const headers = new Headers(init?.headers)
          headers.set('accept', accept)
          const answer = await ask({ cookie }, what, { ...init, headers })
          expect(answer.status, what).toBeLessThan(500)
          expect(answer.status, what).not.toBe(401)
          expect(findLeaks(answer).slice(0, 5), `${what} ${accept}`).toEqual([])
        }
  }, 60_000)

  it('gets figures of whole villages alone, the same for each of their grids', async () => {
    const cookie = cookies.get(testCounty) as string
    for (const metric of metrics) {
      const answer = await ask({ cookie }, `GET /api/grids/metrics/${metric}`, {
        headers: { accept: 'application/json' },
      })
      const { values, resolution } = jsonOf<{ values: Record<string, number | null>; resolution: string }>(answer)
      expect(resolution).toBe('village')
      const binary = await ask({ cookie }, `GET /api/grids/metrics/${metric}`, {
        headers: { accept: 'application/octet-stream', 'accept-encoding': 'identity' },
      })
      const decoded = decodeMetric(new Uint8Array(binary.bytes))
      if (metric === 'elevation' || metric === 'area') continue
      for (const pairs of [
        Object.entries(values),
        [...decoded.gridIds].map((id, index) => [String(id), decoded.values[index] as number] as const),
      ]) {
        const ofVillage = new Map<string, number | null>()
        for (const [code, value] of pairs) {
          const known = ofVillage.get(code.slice(0, 12))
          if (known !== undefined) expect(value, `${metric} ${code}`).toEqual(known)
          else ofVillage.set(code.slice(0, 12), value)
        }
        // Not by saying nothing.
        expect([...ofVillage.values()].filter((value) => typeof value === 'number').length).toBeGreaterThan(300)
      }
    }
    const area = jsonOf<{ population: number; children: { hidden: true; population: null }[] }>(
      await ask({ cookie }, `GET /api/areas/${village()}`),
    )
    expect(area.population).toBeGreaterThan(10)
    expect(area.children.every(({ hidden, population }) => hidden && population === null)).toBe(true)
    const township = jsonOf<{ children: { code: string; population: number }[] }>(
      await ask({ cookie }, `GET /api/areas/${grid.code.slice(0, 9)}`),
    )
    expect(township.children.every(({ population }) => population >= 0)).toBe(true)
    expect(township.children.every(({ code }) => levelOfCode(code) === 'village')).toBe(true)
  })

  it('learns nothing from two areas that differ by one grid, nor from the order of what it finds', async () => {
    const cookie = cookies.get(testCounty) as string
    const figures = async (radiusMeters: number) => {
      const { people, households, needHelp, level, incidents } = jsonOf<Record<string, unknown>>(
        await ask({ cookie }, 'POST /api/emergency/affected', circle(radiusMeters)),
      )
      return { people, households, needHelp, level, incidents }
    }
    expect(await figures(3_000)).toEqual({
      people: null,
      households: null,
      needHelp: null,
      level: null,
      incidents: { open: null, partial: false },
    })
    const find = async (who: { cookie: string } | 'operator') =>
      jsonOf<{ items: { code: string }[] }>(
        await ask(who, `GET /api/search?limit=50&q=${encodeURIComponent('同名网格')}`),
      ).items.map(({ code }) => code)
    const byCode = await find({ cookie })
    expect(byCode.length).toBeGreaterThan(1)
    expect(byCode).toEqual([...byCode].sort())
    const byPeople = byCode.filter((code) => code !== grid.code).reverse()
    expect(await find('operator')).toEqual([grid.code, ...byPeople])
  })

  it('asks for incidents by nothing smaller than a village', async () => {
    const cookie = cookies.get(village()) as string
    for (const path of [
      `/api/incidents?area=${grid.code}`,
      `/api/incidents?area=${grid.group}`,
      '/api/incidents?bbox=103,26,103.0001,26.0001',
      '/api/incidents?q=a',
      '/api/incidents?type=a',
      `/api/incidents/summary?area=${grid.code}`,
      `/api/incidents/summary?area=${grid.group}`,
      `/api/incidents/containment?area=${grid.code}`,
      `/api/incidents/containment?area=${grid.group}`,
      `/api/incidents/rates?area=${grid.code}`,
      `/api/incidents/rates?area=${grid.group}`,
      // Not at all, of whatever area.
      `/api/incidents/figures?area=${village()}`,
      `/api/incidents/trend?area=${village()}`,
      `/api/incidents/breakdown?by=village`,
      `/api/incidents/hot-spots`,
      `/api/incidents/similar?kind=hazard&lng=103.4&lat=26.4`,
    ]) {
      expect((await ask({ cookie }, `GET ${path}`)).status, path).toBe(403)
      expect((await ask({ cookie }, `GET ${path}`, { headers: { accept: 'application/geo+json' } })).status).toBe(403)
    }
    expect((await ask({ cookie }, `GET /api/incidents?area=${village()}`)).status).toBe(200)
  })

  it('is told the grid of no incident, of whatever kind', async () => {
    const cookie = cookies.get(testCounty) as string
    for (const kind of incidentKinds) {
      await run(sql`UPDATE incidents SET kind = ${kind} WHERE id = ${ids.hazard}::uuid`)
      const { items } = jsonOf<{ items: { id: string; gridCode: unknown; gridName: unknown }[] }>(
        await ask({ cookie }, `GET /api/incidents?limit=500&area=${village()}&kind=${kind}`),
      )
      expect(items.map(({ id }) => id)).toContain(ids.hazard)
      for (const { gridCode, gridName } of items) expect([gridCode, gridName], kind).toEqual([null, null])
      const features = await ask({ cookie }, `GET /api/incidents?area=${village()}&kind=${kind}`, {
        headers: { accept: 'application/geo+json' },
      })
      expect(features.bytes.toString(), kind).not.toMatch(/"grid(Code|Name)":"/)
    }
    await run(sql`UPDATE incidents SET kind = 'hazard' WHERE id = ${ids.hazard}::uuid`)
  })

  it('shows a dispute at the seat of its village, and a hazard where it is', async () => {
    const cookie = cookies.get(testCounty) as string
    const [seat] = await read<{ lng: number; lat: number }>(
      sql`SELECT ST_X(seat) AS lng, ST_Y(seat) AS lat FROM areas WHERE code = ${village()}`,
    )
    const shown = { title: null, type: null, villageCode: village(), hidden: true }
    expect(jsonOf(await ask({ cookie }, `GET /api/incidents/${ids.dispute}`))).toMatchObject({
      ...shown,
      kind: 'dispute',
      lngLat: [seat?.lng, seat?.lat],
      gridCode: null,
      gridName: null,
    })
    const hazard = jsonOf<{ timeline: { note: null }[]; lngLat: number[] }>(
      await ask({ cookie }, `GET /api/incidents/${ids.hazard}`),
    )
    expect(hazard).toMatchObject({ ...shown, kind: 'hazard', gridCode: null, gridName: null })
    const [place] = await read<{ lng: number; lat: number }>(
      sql`SELECT ST_X(location) AS lng, ST_Y(location) AS lat FROM incidents WHERE id = ${ids.hazard}::uuid`,
    )
    expect(hazard.lngLat).toEqual([place?.lng, place?.lat])
    expect(hazard.timeline.length).toBeGreaterThan(0)
    expect(hazard.timeline.every(({ note }) => note === null)).toBe(true)
  })
})
