import { get, type RouteCase } from './route-case.ts'

/** One request of each route about the product itself. */
export const productCases: Readonly<Record<string, RouteCase>> = {
  'GET /api/healthz': get('/api/healthz'),
  'GET /api/readyz': get('/api/readyz'),
  'GET /*': get('/nothing.txt', [404]),
  // What it tells of an area is in events.test.ts.
  'GET /api/events': get('/api/events?since=0'),
  'GET /api/openapi.json': get('/api/openapi.json'),
  'GET /api/docs': get('/api/docs'),
  'GET /metrics': get('/metrics'),
}
