import { expect } from 'vitest'
import { get, json, listCheck, type RouteCase } from './route-case.ts'

/** One request of each route of the map and of what is loaded into it. */
export const mapCases: Readonly<Record<string, RouteCase>> = {
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
}
