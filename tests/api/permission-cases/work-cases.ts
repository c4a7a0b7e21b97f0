import { expect } from 'vitest'
import type { MyWork } from '#api/operations/my-work/my-work.contract.ts'
import { get, json, listCheck, matrixDepartment, ownOnly, type RouteCase } from './route-case.ts'

let shifts = 0
/** A shift is signed over once: each that is sent begins at a time of its own. */
const nextShiftStart = () => new Date(Date.parse('2026-01-01T00:00:00Z') + shifts++).toISOString()
const whistleCase = (path: string, body: unknown): RouteCase => ({
  kind: 'record',
  ok: [409],
  make: ({ whistleId }) => ({ path: `/api/whistles/${whistleId}${path}`, init: json(body) }),
})

/** One request of each route of the work beside the incident: alarms, whistles, what waits for somebody, handovers. */
export const workCases: Readonly<Record<string, RouteCase>> = {
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
}
