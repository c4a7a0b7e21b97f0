import { expect } from 'vitest'
import { aReport } from '../../support/incident-desk.ts'
import { get, json, listCheck, noId, partialCase, type RouteCase } from './route-case.ts'

/** Of a version that was never there: answered so to who reaches the incident, before anything else is looked at. */
const workCase = (path: string, body: unknown): RouteCase => ({
  kind: 'record',
  ok: [409],
  make: ({ incidentId }) => ({ path: `/api/incidents/${incidentId}${path}`, init: json(body) }),
})

/** One request of each route about incidents themselves. */
export const incidentCases: Readonly<Record<string, RouteCase>> = {
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
}
