import { get, json, noId, type RouteCase } from './route-case.ts'

/** Of a route about the own session: what it does is in sign-in.test.ts, here it is only asked whether it is reached. */
const withoutBody = (path: string): RouteCase => ({ kind: 'common', ok: [400], make: () => ({ path, init: json({}) }) })

/** One request of each route about the own session. */
export const sessionCases: Readonly<Record<string, RouteCase>> = {
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
}
