import type { Action } from './access.contract.ts'

/** `open`: for everybody. `signed-in`: for whoever has signed in, before a first password is changed as well. An action: for
 *  whoever may do it somewhere; in which area is the service's matter. */
export type RouteRule = 'open' | 'signed-in' | Action

/** Every route with what it asks of who calls it. One that is not here is answered to nobody. */
export const routeRules: Readonly<Record<string, RouteRule>> = {
  'GET /api/healthz': 'open',
  'GET /api/readyz': 'open',
  // the page itself, which asks to sign in
  'GET /*': 'open',
  'GET /api/session': 'signed-in',
  'POST /api/session': 'open',
  'DELETE /api/session': 'signed-in',
  'DELETE /api/session/all': 'signed-in',
  'GET /api/session/ways': 'open',
  'GET /api/session/ways/bound': 'signed-in',
  'GET /api/session/ways/:id/start': 'open',
  'GET /api/session/ways/:id/callback': 'open',
  'POST /api/session/ways/:id': 'signed-in',
  'DELETE /api/session/ways/:id': 'signed-in',
  'POST /api/session/activity': 'signed-in',
  'POST /api/session/password': 'signed-in',
  // between the password and the session
  'POST /api/session/second-factor': 'open',
  'DELETE /api/session/second-factor': 'signed-in',
  'POST /api/session/second-factor/enrolment': 'signed-in',
  'POST /api/session/second-factor/enrolment/confirm': 'signed-in',
  'GET /tiles/:edition/:z/:x/:y': 'map.read',
  'GET /basemap/:version/:z/:x/:y': 'map.read',
  'GET /terrain/:version/:z/:x/:y': 'map.read',
  'GET /api/editions': 'map.read',
  'GET /api/editions/current': 'map.read',
  'GET /api/areas/:code': 'map.read',
  'GET /api/grids': 'map.read',
  'GET /api/grids/metrics/:metric': 'map.read',
  'GET /api/grids/:code': 'map.read',
  'GET /api/search': 'map.read',
  'GET /api/locate': 'map.read',
  'POST /api/emergency/affected': 'map.read',
  'GET /api/incidents': 'incidents.read',
  'GET /api/incidents/summary': 'incidents.read',
  'GET /api/incidents/:id': 'incidents.read',
  'GET /api/patrols': 'patrols.read',
  'GET /api/patrols/:id': 'patrols.read',
  'GET /api/imports': 'imports.read',
  'GET /api/imports/:id': 'imports.read',
  'POST /api/imports': 'imports.write',
  'DELETE /api/imports/:id': 'imports.write',
  'GET /api/audit': 'audit.read',
  'GET /api/audit/head': 'audit.read',
  'GET /api/audit/export': 'audit.export',
  'GET /api/openapi.json': 'map.read',
  'GET /api/docs': 'map.read',
  'GET /metrics': 'operation.read',
}
