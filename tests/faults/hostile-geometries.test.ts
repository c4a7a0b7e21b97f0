import { resolve } from 'node:path'
import { type SQL, sql } from 'drizzle-orm'
import type { MultiPolygon, Polygon, Position } from 'geojson'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { geodesicCircle } from '#api/coverage/geodesic-area.ts'
import type { ImportFault } from '#api/ground/editions/import/import-fault.ts'
import { ImportError } from '#api/ground/editions/import/import-report.ts'
import { importEdition } from '#api/ground/editions/import-edition.ts'
import type { LocateAnswer } from '#api/ground/locate/locate.contract.ts'
import type { Affected } from '#api/operations/emergency/emergency.contract.ts'
import { openIncidents } from '#api/operations/incidents/incident-routing.repo.ts'
import type { Database } from '#api/platform/db/client.ts'
import { openDatabase } from '#api/platform/db/open-database.ts'
import type { Problem } from '#api/platform/http/problem.ts'
import { wireApp } from '#api/server.ts'
import { copyTemplate, testCounty } from '../support/database.ts'
import { faultCounts, faultSeed, tellFigures } from '../support/fault-counts.ts'
import { findPostgresBinaries } from '../support/find-tools.ts'
import { type HostileGeometry, hostileKinds, listHostileGeometries } from '../support/hostile-geometries.ts'
import { readHuize } from '../support/huize.ts'
import { alwaysSignedIn } from '../support/principals.ts'
import { aCollection, aGridFeature, aSource, aSquare } from '../support/small-county.ts'
import type { TemplateContent } from '../support/template-host.ts'

const hasServer = findPostgresBinaries() !== null || process.env.TEST_DATABASE_URL !== undefined
if (!hasServer) console.log('SKIPPED: hostile geometries on both databases need the programs of PostgreSQL.')

/** The same thing twice: what is asked of one is asked of the other. */
type Both<Thing> = { embedded: Thing; server: Thing }
const onBoth = async <Thing, Result>({ embedded, server }: Both<Thing>, ask: (thing: Thing) => Promise<Result>) => {
  const [fromEmbedded, fromServer] = await Promise.all([ask(embedded), ask(server)])
  return { embedded: fromEmbedded, server: fromServer }
}

/** Everything that was not as it should be, so that a run names all of it. */
function createFindings() {
  const found: string[] = []
  return {
    found,
    /** Notes `name` where `check` throws. */
    async watch(name: string, check: () => unknown) {
      try {
        await check()
      } catch (error) {
        const { message, actual, expected } = error as Error & { actual?: unknown; expected?: unknown }
        // Vitest's own sentence leaves out what is in objects.
        const both = actual === undefined ? '' : `: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`
        found.push(`${name}: ${message.slice(0, 300)}${both.slice(0, 1_500)}`)
      }
    },
  }
}

type Answer = { status: number; body: Record<string, unknown> }

/** A refusal people can use: in both languages, the fields or the place named. */
function expectProblem(answers: { zh: Answer; en: Answer }, at: RegExp): void {
  const [zh, en] = [answers.zh.body, answers.en.body] as unknown as [Problem, Problem]
  expect([400, 413, 422]).toContain(answers.zh.status)
  expect([en.status, en.code]).toEqual([answers.zh.status, zh.code])
  expect(zh.detail).toMatch(/\p{Script=Han}{4}/u)
  expect(en.detail).toMatch(/^[^\p{Script=Han}]{10,}$/u)
  // What is no JSON has no fields, and what is too large was not read.
  const isUnread = zh.code === 'too_large' || (zh.code === 'invalid_input' && zh.errors === undefined)
  if (isUnread) return
  expect(zh.errors?.length).toBeGreaterThan(0)
  for (const { path, message, lngLat } of zh.errors ?? []) {
    expect(path).toMatch(at)
    expect(message).not.toBe('')
    if (zh.code === 'geometry_refused') expect(lngLat).toEqual([expect.any(Number), expect.any(Number)])
  }
}

const isPosition = (value: unknown) =>
  Array.isArray(value) && value.length >= 2 && value.every((number) => Number.isFinite(number))
const isRing = (value: unknown) => Array.isArray(value) && value.every(isPosition)
const isPolygon = (value: unknown) => Array.isArray(value) && value.length > 0 && value.every(isRing)

/** The area where the text is one as far as types go, whatever its shape. */
function readArea(text: string): Polygon | MultiPolygon | undefined {
  let value: { type?: unknown; coordinates?: unknown } | null
  try {
    value = JSON.parse(text) as typeof value
  } catch {
    return undefined
  }
  const { type, coordinates } = value ?? {}
  const isArea =
    type === 'Polygon'
      ? isPolygon(coordinates)
      : type === 'MultiPolygon' && Array.isArray(coordinates) && coordinates.length > 0 && coordinates.every(isPolygon)
  return isArea ? ({ type, coordinates } as Polygon | MultiPolygon) : undefined
}

const allPositions = ({ type, coordinates }: Polygon | MultiPolygon): Position[] =>
  type === 'Polygon' ? coordinates.flat() : coordinates.flat(2)

/** The pairs that stand where coordinates do, as they are written. */
const listPairs = (text: string): [string, string][] =>
  [...text.slice(0, 20_000).matchAll(/\[\s*("[^"]*"|[^[\]{},"]+),\s*("[^"]*"|[^[\]{},"]+)/g)]
    .slice(0, 3)
    .map(([, lng = '', lat = '']) => [lng.replaceAll('"', '').trim(), lat.replaceAll('"', '').trim()])

/** A share of a grid below which the index does not look, unless it is much of the area asked for. */
const touchedShare = 1e-9

describe.runIf(hasServer)('hostile geometries on both databases', () => {
  const closers: (() => Promise<unknown>)[] = []
  let databases: Both<Database>
  let small: Both<Database>
  let apps: Both<{ request(path: string, init?: RequestInit): Response | Promise<Response> }>
  let rings: Position[][]
  const slowest = { milliseconds: 0, what: '' }

  async function openBoth(content: TemplateContent) {
    const copies = {
      embedded: await copyTemplate(content, 'embedded'),
      server: await copyTemplate(content, 'server'),
    }
    const places = await onBoth(copies, async ({ options }) => ({ ...options, county: testCounty }))
    const opened = await onBoth(places, async (place) => {
      const database = await openDatabase(place)
      closers.push(() => database.close())
      return database
    })
    closers.push(copies.embedded.remove, copies.server.remove)
    return { places, opened }
  }

  beforeAll(async () => {
    const county = await openBoth('demo')
    databases = county.opened
    small = (await openBoth('empty')).opened
    const wire = async (kind: 'embedded' | 'server') => {
      const wired = await wireApp({
        database: databases[kind],
        place: county.places[kind],
        webFolder: resolve(import.meta.dirname, '../support'),
        version: 'test',
        log: pino({ level: 'silent' }),
        authenticator: alwaysSignedIn(),
      })
      closers.unshift(wired.close)
      return wired.app
    }
    apps = { embedded: await wire('embedded'), server: await wire('server') }
    // The first request of a server makes its indexes; that is not the geometry's doing.
    for (const app of [apps.embedded, apps.server])
      for (const path of ['/api/locate?lng=103.4&lat=26.4', '/api/search?q=x']) await app.request(path)
    rings = readHuize().grids.map(({ geometry }) => allRings(geometry)[0] as Position[])
  })
  afterAll(async () => {
    for (const close of closers) await close()
  })

  const geometries = () => listHostileGeometries({ rings, count: faultCounts.hostileGeometries, seed: faultSeed })

  /** The answer of both databases, which must be the same but for what is of one request. */
  async function ask(what: string, path: string, init?: RequestInit): Promise<Answer> {
    const answers = await onBoth(apps, async (app) => {
      const startedAt = performance.now()
      const response = await app.request(path, init)
      const body = (await response.json()) as Record<string, unknown>
      const milliseconds = performance.now() - startedAt
      if (milliseconds > slowest.milliseconds) Object.assign(slowest, { milliseconds, what })
      const { requestId: _id, elapsedMs: _ms, ...rest } = body
      return { status: response.status, body: rest }
    })
    expect(answers.embedded).toEqual(answers.server)
    expect(answers.server.status).toBeLessThan(500)
    return answers.server
  }
  const post = (what: string, body: string, language: 'zh' | 'en' = 'zh') =>
    ask(what, '/api/emergency/affected', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': language },
      body,
    })
  const askServer = async <Row>(query: SQL): Promise<Row> =>
    (await databases.server.read((handle) => handle.exactly<Row>(1, query), { deadlineMs: 60_000 }))[0] as Row

  type Referee = {
    valid: boolean
    size: number
    open: number
    touched: [code: string, ofGrid: number, ofArea: number][]
  }
  /** What PostGIS on the server says of an area; undefined where it is none to it. */
  async function judge(area: Polygon | MultiPolygon): Promise<Referee | undefined> {
    const asked = sql`SELECT ST_SetSRID(ST_GeomFromGeoJSON(${JSON.stringify(area)}), 4326) AS area`
    const first = await askServer<{ valid: boolean; empty: boolean; size: number }>(
      sql`SELECT ST_IsValid(area) AS valid, ST_IsEmpty(area) AS empty, ST_Area(area) AS size FROM (${asked}) asked`,
    ).catch(() => undefined)
    if (!first?.valid || first.empty) return first && { valid: false, size: first.size, open: 0, touched: [] }
    const { touched, open } = await askServer<Pick<Referee, 'touched' | 'open'>>(
      sql`WITH asked AS MATERIALIZED (${asked}) SELECT
        (SELECT coalesce(json_agg(json_build_array(code, shared / ofgrid, shared / nullif(ofarea, 0)) ORDER BY code), '[]') FROM (
          SELECT g.code, ST_Area(ST_Intersection(g.geometry, area)) AS shared, ST_Area(g.geometry) AS ofgrid, ST_Area(area) AS ofarea
          FROM grid_versions g, asked
          WHERE g.geometry && area AND ST_Intersects(g.geometry, area) AND NOT ST_Touches(g.geometry, area)) t) AS touched,
        (SELECT count(*)::integer FROM incidents i, asked
          WHERE i.state NOT IN ('closed', 'merged', 'cancelled') AND ST_Intersects(i.location, area)) AS open`,
    )
    return { valid: true, size: first.size, open, touched }
  }

  /** Neither a grid too many nor one too few; the slightest contact may be either. */
  function expectTouched(body: Affected, { touched, open }: Referee): void {
    const codes = new Set(body.grids.map(({ code }) => code))
    const known = new Set(touched.map(([code]) => code))
    const missed = touched.filter(
      ([code, ofGrid, ofArea]) => (ofGrid > 2 * touchedShare || ofArea > 0.02) && !codes.has(code),
    )
    expect(missed).toEqual([])
    expect([...codes].filter((code) => !known.has(code))).toEqual([])
    expect(body.incidents.open).toBe(open)
    const inside = touched.reduce((sum, [, , ofArea]) => sum + ofArea, 0)
    // Square degrees here, square metres there.
    expect(Math.abs(1 - inside - body.outsideShare)).toBeLessThan(0.02)
  }

  it('are of every sort', () => {
    expect(faultCounts.hostileGeometries).toBeGreaterThanOrEqual(hostileKinds)
  })

  it('asked about as an area: the grids PostGIS names, or a refusal with the place; never silently nobody', async () => {
    const { found, watch } = createFindings()
    const outcomes = { answered: 0, refused: 0, grids: 0 }
    for (const { name, text } of geometries())
      await watch(name, async () => {
        const body = `{"area":${text}}`
        const answer = await post(name, body)
        const area = readArea(text)
        const isOffEarth = area && allPositions(area).some(([x = 0, y = 0]) => Math.abs(x) > 180 || Math.abs(y) > 90)
        const referee = area && !isOffEarth ? await judge(area) : undefined
        if (answer.status === 200) {
          outcomes.answered++
          const affected = answer.body as unknown as Affected
          outcomes.grids += affected.grids.length
          expect(referee?.valid, 'answered, though it is no valid area').toBe(true)
          expectTouched(affected, referee as Referee)
          const again = await ask(name, '/api/emergency/affected', {
            method: 'POST',
            headers: { 'content-type': 'application/json', accept: 'application/geo+json' },
            body,
          })
          const { features } = again.body as { features: { properties: { code: string } }[] }
          expect(features.map(({ properties }) => properties.code)).toEqual(affected.grids.map(({ code }) => code))
          return
        }
        outcomes.refused++
        expectProblem({ zh: answer, en: await post(name, body, 'en') }, /^area(\.|$)/)
        const isTooMuch = area && allPositions(area).length > 10_000
        const isCut = area && allRings(area).some((ring) => ring.length === 0)
        // An empty hole is none to PostGIS, and a square millimetre is an area to it. Not to us.
        if (referee?.valid && !isTooMuch && !isCut && referee.size > 1e-16)
          expect(answer.body, 'refused, though it is a valid area').toBeUndefined()
      })
    tellFigures(
      `row 3, affected: ${faultCounts.hostileGeometries} geometries, ${outcomes.answered} answered as PostGIS does ` +
        `(${outcomes.grids} grids), ${outcomes.refused} refused, ${found.length} wrong`,
    )
    expect(found).toEqual([])
    expect(Math.min(outcomes.answered, outcomes.refused)).toBeGreaterThan(faultCounts.hostileGeometries / 5)
  })

  it('asked about as a circle: the same', async () => {
    const { found, watch } = createFindings()
    let answered = 0
    const radii = [
      '1',
      '0.001',
      '500',
      '1e-9',
      '20000',
      '0',
      '-1',
      '200000',
      '200001',
      '1e308',
      '1e999',
      '"500"',
      'null',
    ]
    for (const [index, { name, text }] of geometries().entries())
      await watch(name, async () => {
        const [lng, lat] = listPairs(text)[0] ?? ['103.4', '26.4']
        const radius = radii[index % radii.length] as string
        const body = `{"center":[${lng},${lat}],"radiusMeters":${radius}}`
        const what = `${name} ${body}`
        const answer = await post(what, body)
        if (answer.status !== 200) {
          expectProblem({ zh: answer, en: await post(what, body, 'en') }, /^(center|radiusMeters)(\.|$)/)
          return
        }
        answered++
        const asked = JSON.parse(body) as { center: [number, number]; radiusMeters: number }
        const referee = await judge(geodesicCircle(asked.center, asked.radiusMeters, 128))
        expect(referee?.valid, body).toBe(true)
        expectTouched(answer.body as unknown as Affected, referee as Referee)
      })
    tellFigures(
      `row 3, circles: ${faultCounts.hostileGeometries}, ${answered} answered as PostGIS does, ${found.length} wrong`,
    )
    expect(found).toEqual([])
  })

  it('located and searched point by point: the grid PostGIS names, or a refusal', async () => {
    const { found, watch } = createFindings()
    const decimal = /^-?\d+(\.\d+)?(e[-+]?\d+)?$/
    const plain = /^-?\d{1,3}(\.\d+)?$/
    const isOnEarth = (lng: number, lat: number) => Math.abs(lng) <= 180 && Math.abs(lat) <= 90
    let points = 0
    for (const { name, text } of geometries())
      for (const [lng, lat] of [...listPairs(text), [text.slice(0, 90), text.slice(-90)] as [string, string]])
        await watch(`${name} (${lng}, ${lat})`, async () => {
          points++
          const path = `/api/locate?lng=${encodeURIComponent(lng)}&lat=${encodeURIComponent(lat)}`
          const [x, y] = [Number(lng), Number(lat)]
          const isPlace = decimal.test(lng) && decimal.test(lat) && isOnEarth(x, y)
          const answer = await ask(name, path)
          const hits = isPlace
            ? await askServer<{ inside: string[]; near: string[] }>(
                sql`SELECT array_agg(code ORDER BY code) FILTER (WHERE ST_Intersects(geometry, point)) AS inside,
                    array_agg(code ORDER BY code) AS near
                  FROM grid_versions, (SELECT ST_SetSRID(ST_MakePoint(${x}::float8, ${y}::float8), 4326) AS point) p
                  WHERE ST_DWithin(geometry, point, 1e-10)`,
              )
            : undefined
          if (hits) {
            expect(answer.status).toBe(200)
            const located = answer.body as unknown as LocateAnswer
            if (located.inside) expect(hits.near ?? []).toContain(located.grid.code)
            else expect(hits.inside ?? []).toEqual([])
          } else expectProblem({ zh: answer, en: await ask(name, `${path}&lang=en`) }, /^(lng|lat)$/)

          const notations = [
            `${lng},${lat}`,
            `${lng}，${lat}`,
            `${lng} ${lat}`,
            `(${lng}; ${lat})`,
            `[${lng}°、${lat}°]`,
          ]
          // In China latitude first cannot be meant otherwise.
          if (x > 100 && x < 110 && y > 20 && y < 30) notations.push(`${lat},${lng}`)
          for (const q of [...notations, `E${lng} N${lat}`, `${lng}${lat}`]) {
            const search = `/api/search?q=${encodeURIComponent(q)}`
            const answered = await ask(name, search)
            if (answered.status !== 200) {
              expect(q.trim().length === 0 || q.trim().length > 100, `${answered.status} for ${q}`).toBe(true)
              expectProblem({ zh: answered, en: await ask(name, `${search}&lang=en`) }, /^q$/)
            } else if (notations.includes(q) && plain.test(lng) && plain.test(lat) && isOnEarth(x, y) && x > 90) {
              const { items } = answered.body as { items: { kind: string; code: string | null; center: Position }[] }
              expect(items, q).toMatchObject([{ kind: 'coordinate', center: [x, y] }])
              expect([...(hits?.near ?? []), null], q).toContain(items[0]?.code)
              if (hits?.inside) expect(items[0]?.code, q).not.toBeNull()
            }
          }
        })
    tellFigures(`row 3, locate and search: ${points} points, each in seven notations or eight, ${found.length} wrong`)
    tellFigures(`row 3: slowest answer of any ${slowest.milliseconds.toFixed(0)} ms (${slowest.what})`)
    expect(found).toEqual([])
  })

  /** Nine squares, the one in the middle surrounded: whatever else it becomes is a fault. */
  const nineGrids = Array.from({ length: 9 }, (_, i) =>
    aGridFeature(`53032600100100${i + 1}`, aSquare(i % 3, Math.floor(i / 3))),
  )
  const importNine = (database: Database, text: string, dryRun: boolean) => {
    const others = nineGrids.filter((_, i) => i !== 4).map((grid) => JSON.stringify(grid))
    const { properties } = nineGrids[4] as (typeof nineGrids)[number]
    const hostile = `{"type":"Feature","properties":${JSON.stringify(properties)},"geometry":${text}}`
    const features = [...others.slice(0, 4), hostile, ...others.slice(4)].join(',')
    return importEdition({
      database,
      sources: [aSource(`{"type":"FeatureCollection","features":[${features}]}`)],
      county: testCounty,
      madeBy: 'tests',
      openWork: openIncidents,
      cutTiles: async () => {},
      dryRun,
    })
  }
  const readTables = (database: Database) =>
    database.read((handle) =>
      handle.exactly(
        1,
        sql`SELECT (SELECT json_agg(e ORDER BY number)::text FROM (SELECT number, effective::text FROM editions) e) AS editions,
          (SELECT json_agg(g ORDER BY code)::text FROM (SELECT code, editions::text AS e, population, ST_AsText(geometry) AS g FROM grid_versions) g) AS grids,
          (SELECT json_agg(a ORDER BY code)::text FROM (SELECT code, editions::text AS e, population, ST_AsText(geometry) AS g FROM areas) a) AS areas`,
      ),
    )

  it('imported as a grid: refused with code or place and reason, or the same grid as before; nothing changes', async () => {
    const { found, watch } = createFindings()
    await onBoth(small, (database) =>
      importEdition({
        database,
        sources: [aSource(aCollection(nineGrids))],
        county: testCounty,
        madeBy: 'tests',
        openWork: openIncidents,
        cutTiles: async () => {},
      }),
    )
    const before = await onBoth(small, readTables)
    const ring = nineGrids[4]?.geometry.coordinates[0] as Position[]
    const outcomes = { refused: 0, same: 0, real: 0 }
    const list: HostileGeometry[] = listHostileGeometries({
      rings: [ring],
      count: faultCounts.hostileGeometries,
      seed: faultSeed,
    })
    for (const [index, { name, text }] of list.entries())
      await watch(name, async () => {
        const { embedded, server } = await onBoth(small, async (database) => {
          const { faults, comparison } = await importNine(database, text, true)
          return { faults, comparison }
        })
        expect(embedded).toEqual(server)
        if (server.faults.length === 0) {
          outcomes.same++
          expect(server.comparison).toEqual({ added: 0, changed: 0, unchanged: 9, gone: 0 })
          return
        }
        outcomes.refused++
        for (const { kind, code, place, reason } of server.faults) {
          expect(kind).not.toBe('')
          expect(code ?? place).toBeTruthy()
          expect(reason.zh).toMatch(/\p{Script=Han}{2}/u)
          expect(reason.en).toMatch(/[a-z]{3}/)
        }
        if (index % 4 === 0) {
          outcomes.real++
          const refused = await onBoth(small, (database) =>
            importNine(database, text, false).then(
              () => 'imported',
              (error: unknown) => (error instanceof ImportError ? error.report.faults : error),
            ),
          )
          expect(refused).toEqual({ embedded: server.faults, server: server.faults } satisfies Both<ImportFault[]>)
        }
        expect(await onBoth(small, readTables)).toEqual(before)
      })
    tellFigures(
      `row 3, import: ${outcomes.refused} refused (${outcomes.real} of them not only checked), ${outcomes.same} the same grid, ${found.length} wrong`,
    )
    expect(found).toEqual([])
    expect(await onBoth(small, readTables)).toEqual(before)
  })

  it('in a statement whose overlay fails: an error on both, to who reads and to who writes', async () => {
    const first = sql`ST_GeomFromText('POLYGON((0 0,2 2,2 0,0 2,0 0))', 4326)`
    const second = sql`ST_GeomFromText('POLYGON((0 0.1,2 2.1,2 0,0 2,0 0.1))', 4326)`
    const failing = [
      sql`ST_Union(ST_MakeEnvelope(0, 0, 1, 1, 4326), ${first}, -1)`,
      sql`ST_Intersection(${first}, ${second})`,
      sql`ST_ConcaveHull(ST_GeomFromText('MULTIPOINT(0 0,1 1)', 4326), 2)`,
    ]
    await onBoth(small, (database) =>
      database.write(async (transaction) => {
        await transaction.run(sql`CREATE TABLE notes (text text)`)
        await transaction.run(sql`INSERT INTO notes VALUES ('kept')`)
      }),
    )
    const answers = await onBoth(small, async (database) => {
      const heard: string[] = []
      const hear = (work: Promise<unknown>) =>
        work.then(
          (rows) => heard.push(`no error, ${JSON.stringify(rows)}`),
          (error: { code?: string }) => heard.push(String(error.code)),
        )
      for (const expression of failing) {
        await hear(database.read((handle) => handle.rows(sql`SELECT 1 AS one, ST_AsText(${expression}) AS shape`)))
        await hear(database.write((handle) => handle.run(sql`INSERT INTO notes SELECT ST_AsText(${expression})`)))
        await hear(database.write((handle) => handle.run(sql`UPDATE notes SET text = ST_AsText(${expression})`)))
      }
      return { heard, notes: await database.read((handle) => handle.rows(sql`SELECT text FROM notes`)) }
    })
    const isError = expect.stringMatching(/^[A-Z0-9]{5}$/)
    expect(answers.server).toEqual({ heard: Array(9).fill(isError), notes: [{ text: 'kept' }] })
    expect(answers.embedded).toEqual(answers.server)
    // Where the exception is dropped the statement may get no answer at all.
  }, 120_000)
})

const allRings = (geometry: Polygon | MultiPolygon): Position[][] =>
  geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat()
