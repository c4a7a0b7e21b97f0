import { randomUUID } from 'node:crypto'
import { get, json, noId, type RouteCase } from './route-case.ts'

/** One request of each route by which other systems and files bring incidents in. */
export const intakeCases: Readonly<Record<string, RouteCase>> = {
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
}
