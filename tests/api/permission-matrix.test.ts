import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IncidentDetail } from '#api/operations/incidents/incidents.contract.ts'
import { insertWhistle } from '#api/operations/whistles/whistles.repo.ts'
import { insertKey } from '#api/people/keys/keys.repo.ts'
import { type Action, type Role, type Rung, roles } from '#api/platform/access/access.contract.ts'
import { permissions, rungsOfRole } from '#api/platform/access/permissions.ts'
import { covers, type Principal } from '#api/platform/access/principal.ts'
import { routeRules } from '#api/platform/access/route-actions.ts'
import { levelOfCode } from '#api/platform/http/shared.contract.ts'
import { openImportApp } from '../support/import-app.ts'
import { aPhotoForm, aPicture } from '../support/photos.ts'
import { aPrincipal, aScope } from '../support/principals.ts'
import { alwaysOk, aRoleFor, matrixDepartment, type RouteCase, type Target } from './permission-cases/route-case.ts'
import { routeCases } from './permission-cases/route-cases.ts'

/*
 * Every route × every role at every rung it can be held at × a target in the own area, in the area above but not in the own
 * one, in the area beside it, and somebody without a role and nobody at all; compared with the one table of permissions.
 */

type Seat = { role: Role; area: string }

let opened: Awaited<ReturnType<typeof openImportApp>>
let desk: Awaited<ReturnType<typeof opened.wire>>
let targets: Map<string, Target>
/** Who asks next. */
let caller: Principal | undefined

/** Of each rung one area that is asked about: with one beside it, and one that lies above but not in it. */
const places: Record<Rung, { own: string; sibling?: string; parent?: string }> = {
  county: { own: '530326' },
  township: { own: '530326105', sibling: '530326106', parent: '530326' },
  village: { own: '', sibling: '', parent: '530326105' },
  grid: { own: '', sibling: '', parent: '' },
}

beforeAll(async () => {
  opened = await openImportApp('demo')
  desk = await opened.wire({
    authenticator: { identify: async () => caller, recall: () => caller, isFamiliar: () => true, forget() {} },
  })
  const codes = await opened.database.read((handle) =>
    handle.rows<{ code: string }>(
      sql`SELECT DISTINCT i.grid_code AS code FROM incidents i
          JOIN patrol_stops s ON left(s.grid_code, 12) = left(i.grid_code, 12)
          WHERE i.grid_code LIKE '530326105%' ORDER BY 1`,
    ),
  )
  const grids = codes.map(({ code }) => code)
  const own = grids[0] as string
  const village = own.slice(0, 12)
  Object.assign(places.grid, {
    own,
    sibling: grids.find((code) => code !== own && code.startsWith(village)),
    parent: village,
  })
  Object.assign(places.village, {
    own: village,
    sibling: grids.find((code) => !code.startsWith(village))?.slice(0, 12),
  })
  targets = new Map()
  for (const { own: area, sibling, parent } of Object.values(places))
    for (const code of [area, sibling, parent]) if (code) targets.set(code, await makeTarget(code))
}, 240_000)
afterAll(() => opened?.close())

/** Something of every kind that lies in an area: in the area above, what lies in none of the areas below that are asked about. */
async function makeTarget(area: string): Promise<Target> {
  const outside = Object.values(places).flatMap(({ own, sibling }) => [own, sibling ?? ''])
  const below = outside.filter((code) => code.length > area.length && code.startsWith(area))
  const rows = await opened.database.read((handle) =>
    handle.rows<{ id: string; code: string }>(
      sql`SELECT id, grid_code AS code FROM incidents WHERE grid_code LIKE ${`${area}%`} ORDER BY id`,
    ),
  )
  const incident = rows.find(({ code }) => !below.some((inner) => code.startsWith(inner)))
  const patrols = await opened.database.read((handle) =>
    handle.rows<{ id: string; codes: string[] }>(
      sql`SELECT p.id, array_agg(s.grid_code) || p.village_code AS codes FROM patrols p
          JOIN patrol_stops s ON s.patrol_id = p.id GROUP BY p.id, p.village_code ORDER BY p.id`,
    ),
  )
  const isOf = (code: string) => code.startsWith(area) && !below.some((inner) => code.startsWith(inner))
  const patrol = patrols.find(
    ({ codes }) =>
      codes.some((code) => code.startsWith(area)) && codes.filter((code) => code.startsWith(area)).every(isOf),
  )
  // A demonstration has incidents that have ended as well; nobody is called to those.
  const whistleId = randomUUID()
  await opened.database.writeAs(aScope('whistles.write', aPrincipal('county-operator')), (transaction) =>
    insertWhistle(transaction, {
      ...{ id: whistleId, incidentId: incident?.id ?? '', reason: 'emergency', note: '', rung: 'grid' },
      ...{ calledBy: 'tests', calledAt: new Date(), departments: [matrixDepartment] },
      ...{ reportDueAt: new Date('2099-01-01'), doneDueAt: new Date('2099-01-01') },
    }),
  )
  const handoverId = randomUUID()
  await opened.database.write((transaction) =>
    transaction.run(
      sql`INSERT INTO handovers (id, area_code, shift_from, shift_to, counts, incidents, signed_account, signed_by, signed_at)
          VALUES (${handoverId}::uuid, ${area.slice(0, 12)}, '2026-01-01', clock_timestamp(), '{}', '[]', 'person:other', 'other', now())`,
      1,
    ),
  )
  const unitId = randomUUID()
  await opened.database.write((transaction) =>
    transaction.run(
      sql`INSERT INTO units (id, name, kind, area_code) VALUES (${unitId}::uuid, ${`${unitId}队`}, 'rescue', ${area.slice(0, 12)})`,
      1,
    ),
  )
  const importId = randomUUID()
  await opened.database.write((transaction) =>
    transaction.run(
      sql`INSERT INTO imports (id, state, settings, ended_at)
          VALUES (${importId}::uuid, 'done', ${JSON.stringify({ area: area.length === 6 ? null : area, map: null, snapMeters: null, crs: null, dryRun: true })}::text::jsonb, now())`,
      1,
    ),
  )
  const accountId = randomUUID()
  const [keyId, wallId] = await opened.database.write(async (transaction) => {
    const role = aRoleFor(area)
    await transaction.run(
      sql`INSERT INTO onegrid.users (id, username, name, email) VALUES (${accountId}, ${accountId}, '某人', ${accountId})`,
      1,
    )
    await transaction.run(
      sql`INSERT INTO onegrid.grants (user_id, role, area_code, granted_by) VALUES (${accountId}, ${role}, ${area}, 'tests')`,
      1,
    )
    const expiresAt = new Date(Date.now() + 86_400_000)
    const key = { name: area, secretHash: accountId, createdBy: 'tests', expiresAt, role, area }
    const [wall] = await transaction.exactly<{ id: string }>(
      1,
      sql`INSERT INTO onegrid.walls (name, scene, area_code, secret_hash, paired_by)
          VALUES ('大屏', 'map', ${area.slice(0, 12)}, ${accountId}, 'tests') RETURNING id`,
    )
    return [await insertKey(transaction, key), wall?.id ?? '']
  })
  return {
    area,
    incidentId: incident?.id ?? '',
    incidentGrid: incident?.code ?? '',
    photoId: await addPhoto(incident?.id ?? ''),
    whistleId,
    handoverId,
    patrolId: patrol?.id ?? '',
    unitId,
    importId,
    accountId,
    keyId,
    wallId,
  }
}

async function addPhoto(incidentId: string): Promise<string> {
  caller = aPrincipal('county-operator')
  const bytes = await aPicture(20, 20).jpeg().toBuffer()
  const body = aPhotoForm([['a.jpg', bytes]])
  const response = await desk.request(`/api/incidents/${incidentId}/photos`, { method: 'POST', body })
  return ((await response.json()) as IncidentDetail).photos[0]?.id ?? ''
}

const isAllowed = ({ role, area }: Seat, action: Action) =>
  permissions[role][action]?.includes(levelOfCode(area) as Rung) ?? false

/** What the table says of a route, somebody and a target. */
function expectedOf(route: string, { kind, ok }: RouteCase, seat: Seat, target: string): number[] {
  const rule = routeRules[route]
  if (rule === 'open' || rule === 'signed-in') return ok
  if (!isAllowed(seat, rule as Action)) return [403]
  const isWithin = covers({ areas: [seat.area] }, target)
  if (kind === 'record' && !isWithin) return [404]
  if (kind === 'write' && !isWithin) return [403]
  return ok
}

/** One import at a time; who comes while there is one hears that first. */
const waitForImports = () =>
  expect
    .poll(
      async () =>
        (await opened.database.read((handle) => handle.rows(sql`SELECT FROM imports WHERE ended_at IS NULL`))).length,
      { timeout: 20_000 },
    )
    .toBe(0)

async function ask(route: string, routeCase: RouteCase, target: Target) {
  const [method] = route.split(' ')
  if (route === 'POST /api/imports') await waitForImports()
  const { path, init } = routeCase.make(target)
  const response = await desk.request(path, { method, ...init })
  const isJson = response.headers.get('content-type')?.includes('json')
  return { status: response.status, body: isJson ? await response.json() : await response.text() }
}

const seats = roles.flatMap((role) => rungsOfRole(role).map((rung) => ({ role, rung })))

describe('the routes of the product', () => {
  it('each have a rule and a place in this matrix, and no rule is left of one that is gone', () => {
    const routes = new Set(
      desk.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`),
    )
    expect([...routes].sort()).toEqual(Object.keys(routeRules).sort())
    expect([...routes].sort()).toEqual(Object.keys(routeCases).sort())
  })

  it.each(Object.keys(routeRules))('%s answers nobody without a sign-in, unless it is open', async (route) => {
    caller = undefined
    const { status, body } = await ask(route, routeCases[route] as RouteCase, targets.get('530326') as Target)
    if (routeRules[route] === 'open') return expect(routeCases[route]?.ok).toContain(status)
    expect([status, (body as { code: string }).code]).toEqual([401, 'not_signed_in'])
  })

  it.each(Object.keys(routeRules))('%s answers nobody without a role, unless it is open', async (route) => {
    caller = aPrincipal()
    const { status } = await ask(route, routeCases[route] as RouteCase, targets.get('530326') as Target)
    if (routeRules[route] === 'open' || routeRules[route] === 'signed-in')
      expect(routeCases[route]?.ok).toContain(status)
    else expect(status).toBe(403)
  })

  it.each(Object.keys(routeRules))('%s answers nobody who has a password to change first', async (route) => {
    caller = { ...aPrincipal('county-operator'), pending: 'password' }
    const { status, body } = await ask(route, routeCases[route] as RouteCase, targets.get('530326') as Target)
    if (routeRules[route] === 'open' || routeRules[route] === 'signed-in') return
    expect([status, (body as { code: string }).code]).toEqual([403, 'password_change_required'])
  })

  describe.each(seats)('as $role of a $rung', ({ role, rung }) => {
    it.each(Object.keys(routeRules))('%s', async (route) => {
      const routeCase = routeCases[route] as RouteCase
      const { own } = places[rung]
      // It says something of an officer alone.
      caller = { ...aPrincipal({ role, area: own }), department: matrixDepartment }
      for (const place of ['own', 'parent', 'sibling'] as const) {
        const area = places[rung][place]
        if (!area) continue
        const target = targets.get(area) as Target
        const { status, body } = await ask(route, routeCase, target)
        expect(
          expectedOf(route, routeCase, { role, area: own }, area),
          `${place}: ${status} ${JSON.stringify(body)?.slice(0, 200)}`,
        ).toContain(status)
        if (status === 200) routeCase.check?.(body, { own, area, isWithin: covers({ areas: [own] }, area) })
      }
    })
  })
})

it('asks of every route with a body or an id what it means, so that none is answered before it is looked at', () => {
  for (const [route, { ok }] of Object.entries(routeCases))
    if (ok !== alwaysOk)
      expect(
        ok.every((status) => status !== 401 && status !== 403 && status < 500),
        route,
      ).toBe(true)
})
