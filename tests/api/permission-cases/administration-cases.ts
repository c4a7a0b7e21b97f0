import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { aRoleFor, get, json, noId, ownOnly, type RouteCase } from './route-case.ts'

/** One request of each route by which a county is administered, and its record. */
export const administrationCases: Readonly<Record<string, RouteCase>> = {
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
}
