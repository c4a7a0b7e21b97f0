import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { alwaysSignedIn } from '../tests/support/principals.ts'
import { createApp, type Dependencies } from './app.ts'
import { createMetrics } from './platform/http/metrics.ts'
import { ApiError, type Problem } from './platform/http/problem.ts'

/** The page as it is before the build, and what the build adds for those who have signed in. */
const webFiles: Record<string, string> = {
  '/index.html': readFileSync(new URL('../web/index.html', import.meta.url), 'utf8'),
  '/console-links.json': '["</assets/console.js>; rel=modulepreload"]',
}

/** The application without a database: for what it answers before any service is asked. */
const app = createApp({
  version: '1.2.3',
  authenticator: alwaysSignedIn(),
  log: pino({ level: 'silent' }),
  metrics: createMetrics(),
  origins: [],
  trustProxy: null,
  editions: {},
  web: {
    find: (path) => {
      const body = webFiles[path]
      return body === undefined
        ? undefined
        : { body: new Uint8Array(Buffer.from(body)), tag: path, type: 'text/html', isHashed: false }
    },
    count: 2,
  } satisfies Dependencies['web'],
  checkDatabase: async () => {
    throw new ApiError(503, 'database_unavailable', { zh: '连不上', en: 'gone' })
  },
} as unknown as Dependencies)

type Operation = { responses: Record<string, { content?: Record<string, { schema: { $ref?: string } }> }> }

describe('the application', () => {
  it('lives without a database, but is not ready', async () => {
    expect(await (await app.request('/api/healthz')).json()).toEqual({ status: 'ok', version: '1.2.3' })
    const response = await app.request('/api/readyz')
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('2')
  })

  it.each(['/nothing', '/api/nothing', '/tiles/1/2', '/assets/%E0%A4%A'])(
    'answers %s as a problem with an id',
    async (path) => {
      const response = await app.request(path)
      expect(response.status).toBe(404)
      expect(response.headers.get('content-type')).toBe('application/problem+json')
      const { code, requestId } = (await response.json()) as Problem
      expect(code).toBe('route_not_found')
      expect(requestId).toMatch(/^[\w-]{36}$/)
    },
  )

  it('answers a browser at a wrong address with a page that leads to the console', async () => {
    const accept = 'text/html,application/xhtml+xml,*/*;q=0.8'
    const response = await app.request('/nonsense/path', { headers: { accept } })
    expect(response.status).toBe(404)
    expect(response.headers.get('content-type')).toBe('text/html; charset=UTF-8')
    expect(response.headers.get('vary')).toBe('Accept')
    const page = await response.text()
    for (const words of ['没有这个地址', 'There is nothing at this address', '<a href="/">'])
      expect(page).toContain(words)
    const style = /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? ''
    const hash = createHash('sha256').update(style).digest('base64')
    expect(response.headers.get('content-security-policy')).toContain(`style-src 'sha256-${hash}'`)
  })

  it.each(['/api/nothing', '/api', '/tiles/1/2', '/assets/gone.js'])(
    'answers %s to a browser as to any program',
    async (path) => {
      const response = await app.request(path, { headers: { accept: 'text/html' } })
      expect(response.status).toBe(404)
      expect(response.headers.get('content-type')).toBe('application/problem+json')
    },
  )

  it('has a browser ask early who has signed in and for which map, and for the page of a wall never', async () => {
    const open = async (path: string, cookie?: string) => {
      const response = await app.request(path, { headers: { ...(cookie && { cookie }) } })
      expect(response.status).toBe(200)
      return { link: response.headers.get('link'), text: await response.text() }
    }
    const early = '</api/session>; rel=preload; as=fetch; crossorigin'
    const cookie = 'onegrid.session_token=x; onegrid-wall=y'
    expect((await open('/')).link).toBe(early)
    const edition = '</api/editions/current>; rel=preload; as=fetch; crossorigin'
    const code = '</assets/console.js>; rel=modulepreload'
    expect((await open('/', cookie)).link).toBe(`${early}, ${edition}, ${code}`)
    expect((await open('/', 'a=1; __Secure-onegrid.session_token=x')).link).toBe(`${early}, ${edition}, ${code}`)
    // Of a browser that was signed out.
    expect((await open('/', 'onegrid.known_browser=x')).link).toBe(`${early}, ${code}`)
    const wall = await open('/wall', cookie)
    expect(wall.link).toBeNull()
    expect(wall.text).not.toContain('/api/')
  })

  it('says which methods an address takes', async () => {
    const response = await app.request('/api/emergency/affected')
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('POST')
    expect(((await response.json()) as Problem).code).toBe('method_not_allowed')
    expect((await app.request('/tiles/1/9/403/217', { method: 'DELETE' })).headers.get('allow')).toBe('GET, HEAD')
  })

  it('refuses what a page of another site has the browser send', async () => {
    const send = (headers: Record<string, string>) =>
      app.request('http://127.0.0.1:8787/api/imports/x', { method: 'DELETE', headers })
    const other = await send({ Origin: 'http://evil.example', 'Sec-Fetch-Site': 'cross-site' })
    expect([other.status, ((await other.json()) as Problem).code]).toEqual([403, 'cross_site'])
    expect((await send({ Origin: 'http://127.0.0.1:9999', 'Sec-Fetch-Site': 'same-site' })).status).toBe(403)
    expect((await send({ Origin: 'null' })).status).toBe(403)
    // Its own page, and programs that are no browser, get as far as the route.
    expect((await send({ Origin: 'http://127.0.0.1:8787', 'Sec-Fetch-Site': 'same-origin' })).status).toBe(400)
    expect((await send({})).status).toBe(400)
  })

  it('counts requests by the route that answered', async () => {
    for (const path of ['/api/healthz', '/api/areas/x', '/api/grids/y', '/api/nowhere']) await app.request(path)
    await app.request('/api/emergency/affected', { method: 'POST' })
    const text = await (await app.request('/metrics')).text()
    const counted = [...text.matchAll(/^onegrid_http_request_seconds_count\{method="(\w+)",route="([^"]+)"/gm)]
    expect(counted.map(([, method, route]) => `${method} ${route}`)).toEqual(
      expect.arrayContaining([
        'GET /api/healthz',
        'GET /api/areas/:code',
        'GET /api/grids/:code',
        'POST /api/emergency/affected',
      ]),
    )
  })

  it('describes every route, and each error as the problem it is', async () => {
    const { paths, components } = (await (await app.request('/api/openapi.json')).json()) as {
      paths: Record<string, Record<string, Operation>>
      components: { schemas: Record<string, unknown> }
    }
    expect(Object.keys(paths).sort()).toEqual([
      '/api/accounts',
      '/api/accounts/{id}',
      '/api/accounts/{id}/grants',
      '/api/accounts/{id}/grants/{grantId}',
      '/api/accounts/{id}/password',
      '/api/accounts/{id}/second-factor',
      '/api/accounts/{id}/sessions',
      '/api/accounts/{id}/sessions/{sessionId}',
      '/api/accounts/{id}/ways/{way}',
      '/api/alarms',
      '/api/alarms/{id}/acknowledge',
      '/api/areas/{code}',
      '/api/audit',
      '/api/audit/export',
      '/api/audit/head',
      '/api/editions',
      '/api/editions/current',
      '/api/emergency/affected',
      '/api/events',
      '/api/grids',
      '/api/grids/metrics/{metric}',
      '/api/grids/{code}',
      '/api/handovers',
      '/api/handovers/draft',
      '/api/handovers/{id}',
      '/api/handovers/{id}/take',
      '/api/healthz',
      '/api/imports',
      '/api/imports/{id}',
      '/api/incidents',
      '/api/incidents/breakdown',
      '/api/incidents/containment',
      '/api/incidents/entries-saved',
      '/api/incidents/export',
      '/api/incidents/export/{system}',
      '/api/incidents/figures',
      '/api/incidents/hot-spots',
      '/api/incidents/rates',
      '/api/incidents/replay',
      '/api/incidents/similar',
      '/api/incidents/summary',
      '/api/incidents/trend',
      '/api/incidents/{id}',
      '/api/incidents/{id}/escalate',
      '/api/incidents/{id}/hand-back',
      '/api/incidents/{id}/notes',
      '/api/incidents/{id}/photos',
      '/api/incidents/{id}/photos/{photoId}',
      '/api/incidents/{id}/timeline',
      '/api/incidents/{id}/transitions',
      '/api/incidents/{id}/whistles',
      '/api/intake/12345',
      '/api/intake/files',
      '/api/intake/files/{id}',
      '/api/intake/files/{id}/report',
      '/api/keys',
      '/api/keys/{id}',
      '/api/locate',
      '/api/my-work',
      '/api/my-work/seen',
      '/api/patrols',
      '/api/patrols/{id}',
      '/api/readyz',
      '/api/reference',
      '/api/reference/{list}',
      '/api/role-policies',
      '/api/search',
      '/api/session',
      '/api/session/activity',
      '/api/session/all',
      '/api/session/all/{id}',
      '/api/session/others',
      '/api/session/password',
      '/api/session/second-factor',
      '/api/session/second-factor/enrolment',
      '/api/session/second-factor/enrolment/confirm',
      '/api/session/ways',
      '/api/session/ways/bound',
      '/api/session/ways/{id}',
      '/api/session/ways/{id}/callback',
      '/api/session/ways/{id}/start',
      '/api/units',
      '/api/units/{id}',
      '/api/walls',
      '/api/walls/pairing',
      '/api/walls/{id}',
      '/api/whistles',
      '/api/whistles/{id}/cancel',
      '/api/whistles/{id}/close',
      '/api/whistles/{id}/responses/{department}',
      '/basemap/{version}/{z}/{x}/{y}',
      '/metrics',
      '/terrain/{version}/{z}/{x}/{y}',
      '/tiles/{edition}/{z}/{x}/{y}',
    ])
    expect(components.schemas).toHaveProperty('Problem')
    for (const { responses } of Object.values(paths).flatMap((methods) => Object.values(methods)))
      for (const [status, { content }] of Object.entries(responses))
        if (status === 'default' || Number(status) >= 400)
          expect(content).toEqual({ 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } })
  })
})
