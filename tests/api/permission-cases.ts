import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { Role } from '#api/access/access.contract.ts'
import { levelOfCode } from '#api/http/shared.contract.ts'
import type { MyWork } from '#api/my-work/my-work.contract.ts'
import { aReport } from '../support/incident-desk.ts'

/** Something of every kind in one area. */
export type Target = {
  area: string
  incidentId: string
  /** The grid it is in. */
  incidentGrid: string
  photoId: string
  /** Called of the incident, to the matrix's department. */
  whistleId: string
  /** Signed by somebody else. */
  handoverId: string
  patrolId: string
  unitId: string
  importId: string
  accountId: string
  keyId: string
  wallId: string
}

export type RouteCase = {
  /** `common`: the same for all who may; `list`: cut by the area, and says so; `record`: not there for who may not see it;
   *  `write`: refused beyond the area. */
  kind: 'common' | 'list' | 'record' | 'write'
  /** What it answers to who may. */
  ok: number[]
  make(target: Target): { path: string; init?: RequestInit }
  /** Looks at a 200. */
  check?(body: unknown, seen: { own: string; area: string; isWithin: boolean }): void
}

export const alwaysOk = [200]
const get = (path: string, ok = alwaysOk): RouteCase => ({ kind: 'common', ok, make: () => ({ path }) })
const json = (body: unknown): RequestInit => ({
  body: JSON.stringify(body),
  headers: { 'Content-Type': 'application/json' },
})

/** Of a route about the own session: what it does is in sign-in.test.ts, here it is only asked whether it is reached. */
const withoutBody = (path: string): RouteCase => ({ kind: 'common', ok: [400], make: () => ({ path, init: json({}) }) })

/** A role that somebody, or a key, can hold at the level of an area. */
export const aRoleFor = (area: string): Role =>
  (({ village: 'village-clerk', grid: 'grid-worker' }) as const)[levelOfCode(area) as 'village'] ?? 'planner'
let shifts = 0
/** A shift is signed over once: each that is sent begins at a time of its own. */
const nextShiftStart = () => new Date(Date.parse('2026-01-01T00:00:00Z') + shifts++).toISOString()
const noId = '00000000-0000-4000-8000-000000000000'

/** Nothing from beyond the own area is in a list that knows no "partial". */
const ownOnly =
  (codesOf: (item: Record<string, unknown>) => string[]): RouteCase['check'] =>
  (body, { own }) => {
    for (const item of (body as { items: Record<string, unknown>[] }).items)
      for (const code of codesOf(item)) expect(code.startsWith(own)).toBe(true)
  }

/** Nothing from beyond the own area is in a list, and it says whether it is cut. */
const listCheck =
  (codesOf: (item: Record<string, unknown>) => string[]): RouteCase['check'] =>
  (body, { own, isWithin }) => {
    const { items, partial } = body as { items: Record<string, unknown>[]; partial: boolean }
    expect(partial).toBe(!isWithin)
    for (const item of items) expect(codesOf(item).some((code) => code.startsWith(own))).toBe(true)
  }

/** Figures that say whether they are cut. */
const partialCase = (path: string): RouteCase => ({
  kind: 'list',
  ok: [200],
  make: ({ area }) => ({ path: `${path}${path.includes('?') ? '&' : '?'}area=${area}` }),
  check: (body, { isWithin }) => expect((body as { partial: boolean }).partial).toBe(!isWithin),
})

/** Of a version that was never there: answered so to who reaches the incident, before anything else is looked at. */
const workCase = (path: string, body: unknown): RouteCase => ({
  kind: 'record',
  ok: [409],
  make: ({ incidentId }) => ({ path: `/api/incidents/${incidentId}${path}`, init: json(body) }),
})

/** Whom the officer of the matrix answers for. */
export const matrixDepartment = 'judicial-office'
const whistleCase = (path: string, body: unknown): RouteCase => ({
  kind: 'record',
  ok: [409],
  make: ({ whistleId }) => ({ path: `/api/whistles/${whistleId}${path}`, init: json(body) }),
})

/** One request of each route. */
export const routeCases: Readonly<Record<string, RouteCase>> = {
  'GET /api/healthz': get('/api/healthz'),
  'GET /api/readyz': get('/api/readyz'),
  'GET /*': get('/nothing.txt', [404]),
  'GET /api/session': get('/api/session'),
  'POST /api/session': withoutBody('/api/session'),
  'DELETE /api/session': get('/api/session', [204]),
  'GET /api/session/all': get('/api/session/all'),
  'DELETE /api/session/all': get('/api/session/all', [204]),
  'DELETE /api/session/all/:id': get(`/api/session/all/${noId}`, [404]),
  'DELETE /api/session/others': get('/api/session/others', [204]),
  'GET /api/session/ways': get('/api/session/ways'),
  'GET /api/session/ways/bound': get('/api/session/ways/bound'),
  // None is configured.
  'GET /api/session/ways/:id/start': get('/api/session/ways/oidc/start', [404]),
  'GET /api/session/ways/:id/callback': get('/api/session/ways/oidc/callback', [404]),
  'POST /api/session/ways/:id': withoutBody('/api/session/ways/oidc'),
  'DELETE /api/session/ways/:id': get('/api/session/ways/oidc', [404]),
  'POST /api/session/activity': get('/api/session/activity', [204]),
  'POST /api/session/password': withoutBody('/api/session/password'),
  'POST /api/session/second-factor': withoutBody('/api/session/second-factor'),
  'DELETE /api/session/second-factor': withoutBody('/api/session/second-factor'),
  'POST /api/session/second-factor/enrolment': withoutBody('/api/session/second-factor/enrolment'),
  'POST /api/session/second-factor/enrolment/confirm': withoutBody('/api/session/second-factor/enrolment/confirm'),
  'GET /tiles/:edition/:z/:x/:y': get('/tiles/1/9/403/217', [200, 204]),
  'GET /basemap/:version/:z/:x/:y': get('/basemap/1/9/403/217', [200, 204]),
  'GET /terrain/:version/:z/:x/:y': get('/terrain/2/9/403/217.webp', [200, 204]),
  'GET /api/editions': get('/api/editions'),
  'GET /api/editions/current': get('/api/editions/current'),
  'GET /api/areas/:code': { kind: 'common', ok: [200, 404], make: ({ area }) => ({ path: `/api/areas/${area}` }) },
  'GET /api/grids': { kind: 'common', ok: [200], make: ({ area }) => ({ path: `/api/grids?limit=1&area=${area}` }) },
  'GET /api/grids/metrics/:metric': get('/api/grids/metrics/population'),
  'GET /api/grids/:code': get('/api/grids/530326105001001', [200]),
  'GET /api/search': get('/api/search?q=%E8%80%85%E6%B5%B7'),
  'GET /api/locate': get('/api/locate?lng=103.4&lat=26.4'),
  'POST /api/emergency/affected': {
    kind: 'common',
    ok: [200],
    make: () => ({ path: '/api/emergency/affected', init: json({ center: [103.4, 26.4], radiusMeters: 2000 }) }),
    check(body, { own }) {
      const { grids, incidents } = body as { grids: { code: string }[]; incidents: { partial: boolean } }
      expect(grids.length).toBeGreaterThan(0)
      // Whoever may see no incidents at all gets a cut answer too.
      if (own.length > 6) expect(incidents.partial).toBe(grids.some(({ code }) => !code.startsWith(own)))
    },
  },
  'GET /api/incidents': {
    kind: 'list',
    ok: [200],
    make: ({ area }) => ({ path: `/api/incidents?limit=500&area=${area}` }),
    check: listCheck(({ gridCode, villageCode }) => [(gridCode ?? villageCode) as string]),
  },
  'GET /api/incidents/summary': {
    kind: 'list',
    ok: [200],
    make: ({ area }) => ({ path: `/api/incidents/summary?area=${area}` }),
    check: (body, { isWithin }) => expect((body as { partial: boolean }).partial).toBe(!isWithin),
  },
  'GET /api/incidents/containment': {
    kind: 'list',
    ok: [200],
    make: ({ area }) => ({ path: `/api/incidents/containment?area=${area}` }),
    check: (body, { isWithin }) => expect((body as { partial: boolean }).partial).toBe(!isWithin),
  },
  'GET /api/incidents/:id': {
    kind: 'record',
    ok: [200],
    make: ({ incidentId }) => ({ path: `/api/incidents/${incidentId}` }),
  },
  'GET /api/incidents/:id/timeline': {
    kind: 'record',
    ok: [200],
    make: ({ incidentId }) => ({ path: `/api/incidents/${incidentId}/timeline` }),
  },
  'GET /api/incidents/similar': {
    kind: 'common',
    ok: [200],
    make: () => ({ path: '/api/incidents/similar?kind=dispute&lng=103.4&lat=26.4&radiusMeters=5000&days=366' }),
    check: (body, { own }) => {
      const { items, partial } = body as { items: { gridCode: string }[]; partial: boolean }
      for (const { gridCode } of items) expect(gridCode.startsWith(own)).toBe(true)
      expect(partial).toBe(own.length > 6)
    },
  },
  'GET /api/incidents/figures': partialCase('/api/incidents/figures'),
  'GET /api/incidents/trend': partialCase('/api/incidents/trend'),
  'GET /api/incidents/rates': partialCase('/api/incidents/rates'),
  'GET /api/incidents/hot-spots': partialCase('/api/incidents/hot-spots?days=90'),
  'GET /api/incidents/replay': partialCase('/api/incidents/replay?from=2026-01-01T00:00:00Z&to=2026-01-01T12:00:00Z'),
  'GET /api/incidents/breakdown': partialCase('/api/incidents/breakdown?by=village'),
  'GET /api/alarms': {
    ...get('/api/alarms'),
    check: ownOnly(({ gridCode }) => [gridCode as string]),
  },
  'POST /api/alarms/:id/acknowledge': {
    kind: 'record',
    // Not as severe as that, mostly.
    ok: [200, 409],
    make: ({ incidentId }) => ({ path: `/api/alarms/${incidentId}/acknowledge`, init: json({ severity: 'orange' }) }),
  },
  'POST /api/incidents': {
    kind: 'write',
    ok: [201],
    make: ({ incidentGrid }) => ({
      path: '/api/incidents',
      init: json({ ...aReport(incidentGrid) }),
    }),
  },
  'PATCH /api/incidents/:id': workCase('', { version: 0, title: '改' }),
  'POST /api/incidents/:id/transitions': workCase('/transitions', { version: 0, to: 'accepted' }),
  'POST /api/incidents/:id/escalate': workCase('/escalate', { version: 0, reason: '说明' }),
  'POST /api/incidents/:id/hand-back': workCase('/hand-back', { version: 0, reason: '说明' }),
  'POST /api/incidents/:id/notes': {
    kind: 'record',
    ok: [201],
    make: ({ incidentId }) => ({ path: `/api/incidents/${incidentId}/notes`, init: json({ text: '备注' }) }),
  },
  // One that is none, as who reaches the incident is told; the others hear that there is no incident.
  'POST /api/incidents/:id/photos': {
    kind: 'record',
    ok: [400],
    make: ({ incidentId }) => {
      const form = new FormData()
      form.append('files', new File(['x'], 'a.jpg'))
      return { path: `/api/incidents/${incidentId}/photos`, init: { body: form } }
    },
  },
  'GET /api/incidents/:id/photos/:photoId': {
    kind: 'record',
    ok: [200],
    make: ({ incidentId, photoId }) => ({ path: `/api/incidents/${incidentId}/photos/${photoId}` }),
  },
  'DELETE /api/incidents/:id/photos/:photoId': {
    kind: 'record',
    // Not there.
    ok: [404],
    make: ({ incidentId }) => ({
      path: `/api/incidents/${incidentId}/photos/${noId}`,
      init: json({ reason: '说明' }),
    }),
  },
  // Whose rows are in it is in incident-exports.test.ts.
  'GET /api/incidents/export': {
    kind: 'common',
    ok: [200],
    make: ({ area }) => ({ path: `/api/incidents/export?format=csv&area=${area}` }),
  },
  'POST /api/incidents/export': {
    kind: 'common',
    ok: [200],
    make: ({ area, incidentId }) => ({ path: '/api/incidents/export', init: json({ ids: [incidentId], area }) }),
  },
  'GET /api/incidents/export/:system': {
    ...partialCase('/api/incidents/export/example?format=json'),
  },
  'POST /api/incidents/export/:system': {
    kind: 'common',
    ok: [200],
    make: ({ area }) => ({ path: '/api/incidents/export/example', init: json({ area }) }),
  },
  'GET /api/incidents/entries-saved': get('/api/incidents/entries-saved'),
  // Rows beyond the area are refused one by one: intake-files.test.ts.
  'GET /api/intake/files': get('/api/intake/files'),
  'POST /api/intake/files': {
    kind: 'common',
    // No field that it takes, as who may is told.
    ok: [400],
    make() {
      const form = new FormData()
      form.append('other', 'x')
      form.append('files', new File(['x'], 'a.csv'))
      return { path: '/api/intake/files', init: { body: form } }
    },
  },
  'GET /api/intake/files/:id': get(`/api/intake/files/${noId}`, [404]),
  'GET /api/intake/files/:id/report': get(`/api/intake/files/${noId}/report`, [404]),
  'DELETE /api/intake/files/:id': get(`/api/intake/files/${noId}`, [404]),
  'POST /api/intake/12345': {
    kind: 'write',
    ok: [201],
    make: ({ incidentGrid }) => ({
      path: '/api/intake/12345',
      init: json({ externalId: randomUUID(), title: '路灯不亮', location: { gridCode: incidentGrid } }),
    }),
  },
  // What it tells of an area is in events.test.ts.
  'GET /api/events': get('/api/events?since=0'),
  'GET /api/incidents/:id/whistles': {
    kind: 'record',
    ok: [200],
    make: ({ incidentId }) => ({ path: `/api/incidents/${incidentId}/whistles` }),
  },
  'POST /api/incidents/:id/whistles': {
    kind: 'record',
    // Called already.
    ok: [409],
    make: ({ incidentId }) => ({
      path: `/api/incidents/${incidentId}/whistles`,
      init: json({ reason: 'emergency', departments: [matrixDepartment] }),
    }),
  },
  'GET /api/whistles': {
    kind: 'list',
    ok: [200],
    make: ({ area }) => ({ path: `/api/whistles?limit=500&area=${area}` }),
    check: listCheck(({ incident }) => [(incident as { gridCode: string }).gridCode]),
  },
  'POST /api/whistles/:id/responses/:department': whistleCase(`/responses/${matrixDepartment}`, {
    version: 0,
    step: 'report-in',
  }),
  'POST /api/whistles/:id/close': whistleCase('/close', { version: 0, assessment: '协同顺畅' }),
  'POST /api/whistles/:id/cancel': whistleCase('/cancel', { version: 0, reason: '误报' }),
  'GET /api/my-work': {
    ...get('/api/my-work'),
    check: (body, { own }) => {
      const { assigned, overdue, called } = body as MyWork
      const places = [...assigned.items, ...overdue.items, ...called.items.map(({ incident }) => incident)]
      for (const { gridCode } of places) expect(gridCode.startsWith(own)).toBe(true)
    },
  },
  'POST /api/my-work/seen': {
    kind: 'common',
    ok: [204],
    make: ({ incidentId }) => ({ path: '/api/my-work/seen', init: json({ items: [{ incidentId, mark: 0 }] }) }),
  },
  'GET /api/handovers': {
    kind: 'list',
    ok: [200],
    make: ({ area }) => ({ path: `/api/handovers?limit=500&area=${area}` }),
    check: listCheck(({ area }) => [area as string]),
  },
  'GET /api/handovers/draft': {
    kind: 'write',
    ok: [200],
    make: ({ area }) => ({ path: `/api/handovers/draft?area=${area.slice(0, 12)}` }),
  },
  'GET /api/handovers/:id': {
    kind: 'record',
    ok: [200],
    make: ({ handoverId }) => ({ path: `/api/handovers/${handoverId}` }),
  },
  'POST /api/handovers': {
    kind: 'write',
    ok: [201],
    make: ({ area }) => ({
      path: '/api/handovers',
      init: json({ area: area.slice(0, 12), from: nextShiftStart(), to: '2026-01-01T08:00:00Z' }),
    }),
  },
  'POST /api/handovers/:id/take': {
    kind: 'record',
    // Taken by the same one before, from another seat.
    ok: [200],
    make: ({ handoverId }) => ({ path: `/api/handovers/${handoverId}/take` }),
  },
  'GET /api/units': {
    kind: 'list',
    ok: [200],
    make: ({ area }) => ({ path: `/api/units?limit=500&area=${area}` }),
    check(body, { own, isWithin }) {
      const { items, partial } = body as { items: { areaCode: string }[]; partial: boolean }
      expect(partial).toBe(!isWithin)
      // Those of the areas above are for the own one as well.
      for (const { areaCode } of items) expect(areaCode.startsWith(own) || own.startsWith(areaCode)).toBe(true)
    },
  },
  'POST /api/units': {
    kind: 'write',
    ok: [201],
    make: ({ area }) => ({
      path: '/api/units',
      init: json({ name: `${randomUUID()}队`, kind: 'rescue', areaCode: area.slice(0, 12) }),
    }),
  },
  'PATCH /api/units/:id': {
    kind: 'record',
    // Of a version that was never there.
    ok: [409],
    make: ({ unitId }) => ({ path: `/api/units/${unitId}`, init: json({ version: 0, isActive: false }) }),
  },
  'GET /api/patrols': {
    kind: 'list',
    ok: [200],
    make: ({ area }) => ({ path: `/api/patrols?limit=500&area=${area}` }),
    check: listCheck((item) => [
      item.villageCode as string,
      ...(item.stops as { gridCode: string }[]).map(({ gridCode }) => gridCode),
    ]),
  },
  'GET /api/patrols/:id': { kind: 'record', ok: [200], make: ({ patrolId }) => ({ path: `/api/patrols/${patrolId}` }) },
  'GET /api/imports': get('/api/imports'),
  'GET /api/imports/:id': { kind: 'record', ok: [200], make: ({ importId }) => ({ path: `/api/imports/${importId}` }) },
  'POST /api/imports': {
    kind: 'write',
    ok: [202],
    make({ area }) {
      const form = new FormData()
      form.append('dryRun', 'true')
      form.append('area', area)
      form.append('files', new File(['no geojson'], 'grids.geojson'))
      return { path: '/api/imports', init: { body: form } }
    },
  },
  'DELETE /api/imports/:id': {
    kind: 'record',
    // It has ended.
    ok: [409],
    make: ({ importId }) => ({ path: `/api/imports/${importId}` }),
  },
  'GET /api/accounts': {
    ...get('/api/accounts?limit=500'),
    check: ownOnly(({ grants }) => (grants as { area: string }[]).map(({ area }) => area)),
  },
  'POST /api/accounts': {
    kind: 'write',
    ok: [201],
    make: ({ area }) => ({
      path: '/api/accounts',
      init: json({ username: randomUUID().slice(0, 20), name: '新人', grants: [{ role: aRoleFor(area), area }] }),
    }),
  },
  'GET /api/accounts/:id': {
    kind: 'record',
    ok: [200],
    make: ({ accountId }) => ({ path: `/api/accounts/${accountId}` }),
  },
  'PATCH /api/accounts/:id': {
    kind: 'record',
    // Of a version that was never there.
    ok: [409],
    make: ({ accountId }) => ({ path: `/api/accounts/${accountId}`, init: json({ version: 0, name: '改名' }) }),
  },
  'POST /api/accounts/:id/password': {
    kind: 'record',
    ok: [200],
    make: ({ accountId }) => ({ path: `/api/accounts/${accountId}/password` }),
  },
  'POST /api/accounts/:id/grants': {
    kind: 'record',
    // Held already.
    ok: [409],
    make: ({ accountId, area }) => ({
      path: `/api/accounts/${accountId}/grants`,
      init: json({ role: aRoleFor(area), area }),
    }),
  },
  'DELETE /api/accounts/:id/grants/:grantId': {
    kind: 'common',
    ok: [404],
    make: ({ accountId }) => ({ path: `/api/accounts/${accountId}/grants/${noId}` }),
  },
  'DELETE /api/accounts/:id/sessions': {
    kind: 'record',
    ok: [204],
    make: ({ accountId }) => ({ path: `/api/accounts/${accountId}/sessions` }),
  },
  'DELETE /api/accounts/:id/sessions/:sessionId': {
    kind: 'common',
    ok: [404],
    make: ({ accountId }) => ({ path: `/api/accounts/${accountId}/sessions/${noId}` }),
  },
  'DELETE /api/accounts/:id/ways/:way': {
    kind: 'common',
    // Bound to none.
    ok: [404],
    make: ({ accountId }) => ({ path: `/api/accounts/${accountId}/ways/wecom` }),
  },
  'DELETE /api/accounts/:id/second-factor': {
    kind: 'record',
    // There is none.
    ok: [400],
    make: ({ accountId }) => ({ path: `/api/accounts/${accountId}/second-factor` }),
  },
  'GET /api/role-policies': get('/api/role-policies'),
  'PUT /api/role-policies': {
    kind: 'common',
    ok: [200],
    make: () => ({
      path: '/api/role-policies',
      init: json({ items: [{ role: 'planner', requiresSecondFactor: false }] }),
    }),
  },
  'GET /api/reference': get('/api/reference'),
  'PUT /api/reference/:list': {
    kind: 'common',
    // Of a version that was never there.
    ok: [409],
    make: () => ({
      path: '/api/reference/departments',
      init: json({ version: 1_000_000, body: { items: [] } }),
    }),
  },
  'GET /api/keys': { ...get('/api/keys?limit=500'), check: ownOnly(({ area }) => [area as string]) },
  'POST /api/keys': {
    kind: 'write',
    ok: [201],
    make: ({ area }) => ({ path: '/api/keys', init: json({ name: '接口', role: aRoleFor(area), area }) }),
  },
  // The second who may finds it revoked.
  'DELETE /api/keys/:id': { kind: 'record', ok: [204, 404], make: ({ keyId }) => ({ path: `/api/keys/${keyId}` }) },
  'POST /api/walls/pairing': get('/api/walls/pairing', [201, 429]),
  'GET /api/walls/pairing': get('/api/walls/pairing'),
  'GET /api/walls': { ...get('/api/walls?limit=500'), check: ownOnly(({ area }) => [area as string]) },
  'POST /api/walls': {
    kind: 'write',
    // No screen shows this code, and nobody may try many.
    ok: [400, 429],
    make: ({ area }) => ({ path: '/api/walls', init: json({ code: '222222', name: '大屏', scene: 'map', area }) }),
  },
  'DELETE /api/walls/:id': { kind: 'record', ok: [204, 404], make: ({ wallId }) => ({ path: `/api/walls/${wallId}` }) },
  'GET /api/audit': get('/api/audit?limit=1'),
  'GET /api/audit/head': get('/api/audit/head'),
  'GET /api/audit/export': get('/api/audit/export?format=csv'),
  'GET /api/openapi.json': get('/api/openapi.json'),
  'GET /api/docs': get('/api/docs'),
  'GET /metrics': get('/metrics'),
}
