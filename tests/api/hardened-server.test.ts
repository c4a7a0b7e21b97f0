import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { request as ask, type IncomingMessage } from 'node:http'
import { connect, type IncomingHttpHeaders } from 'node:http2'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseProxyTrust } from '#api/platform/http/client-address.ts'
import type { Problem } from '#api/platform/http/problem.ts'
import { openImportApp } from '../support/import-app.ts'
import { writeKeyPair } from '../support/key-pair-files.ts'

// Over a socket: what the application sees of a proxy, of TLS and of names.

let opened: Awaited<ReturnType<typeof openImportApp>>
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'onegrid-tls-'))
  opened = await openImportApp('demo')
})
afterAll(async () => {
  await opened?.close()
  rmSync(folder, { recursive: true, force: true })
})

type Serve = NonNullable<Parameters<typeof opened.serve>[0]>
async function withServer(options: Serve, use: (url: string) => Promise<void>) {
  const { url, close } = await opened.serve(options)
  try {
    await use(url)
  } finally {
    await close()
  }
}

type Answer = { status: number | undefined; headers: IncomingHttpHeaders; body: string }
async function send(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const request = ask(url, { method, headers, agent: false })
  request.end()
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) }
}

const aTile = 'tiles/1/9/403/217'
const browser = { 'Accept-Encoding': 'gzip, deflate, br' }

describe('every answer', () => {
  const pages = [
    ['the API', 'api/healthz'],
    ['a list', 'api/incidents'],
    ['an error of the API', 'api/areas/x'],
    ['an address that is not there', 'nowhere'],
    ['a tile that is not there', 'tiles/99/9/403/217'],
    ['the description of the API', 'api/openapi.json'],
    ['its page', 'api/docs'],
    ['the metrics', 'metrics'],
  ] as const
  it.each(pages)('forbids to sniff, to frame and to run: %s', (_, path) =>
    withServer({}, async (url) => {
      const { headers } = await send(`${url}${path}`)
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
      })
      const policy = String(headers['content-security-policy'])
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe')
      expect(policy).not.toContain('script-src')
      expect(headers['strict-transport-security']).toBeUndefined()
    }),
  )

  it('allows the console its own scripts alone, and to be framed by nobody', () =>
    withServer({ webFolder: resolve(import.meta.dirname, '../../web') }, async (url) => {
      const page = await send(url)
      const policy = String(page.headers['content-security-policy'])
      expect(page.body).toContain('<div id="root">')
      expect(/script-src [^;]*/.exec(policy)?.[0]).toBe("script-src 'self'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).toContain("style-src-attr 'none'")
      expect(page.headers).toMatchObject({
        'cross-origin-opener-policy': 'same-origin',
        'permissions-policy': expect.stringContaining('geolocation=(self)'),
        'x-content-type-options': 'nosniff',
      })
    }))

  it('of the docs page has a policy that knows its style', () =>
    withServer({}, async (url) => {
      const { headers, body } = await send(`${url}api/docs`)
      const style = /<style>([\s\S]*?)<\/style>/.exec(body)?.[1] ?? ''
      const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style))
      expect(headers['content-security-policy']).toContain(`'sha256-${Buffer.from(digest).toString('base64')}'`)
      expect(body).not.toMatch(/<script|style=|onclick/)
    }))

  it('of a tile forbids to sniff', () =>
    withServer({}, async (url) => {
      for (let time = 0; time < 2; time++) {
        const { status, headers } = await send(`${url}${aTile}`, browser)
        expect([status, headers['x-content-type-options']]).toEqual([200, 'nosniff'])
      }
    }))
})

describe('names', () => {
  it('are those of this machine, and those people use', () =>
    withServer({ origins: ['https://grid.huize.gov.cn'] }, async (url) => {
      const statusOf = async (Host: string) => (await send(`${url}api/healthz`, { Host })).status
      expect(await statusOf('grid.huize.gov.cn')).toBe(200)
      expect(await statusOf('localhost:8787')).toBe(200)
      expect(await statusOf('evil.example')).toBe(421)
      // Nor one that says two names, or another in its first line than in its header.
      const { hostname, port } = new URL(url)
      const statusFor = async (path: string, hosts: string[]) => {
        const request = ask({ hostname, port, path, headers: hosts.flatMap((host) => ['Host', host]), agent: false })
        request.end()
        const [answer] = (await once(request, 'response')) as [IncomingMessage]
        answer.resume()
        return answer.statusCode
      }
      expect(await statusFor('/api/healthz', ['localhost'])).toBe(200)
      expect(await statusFor('http://localhost/api/healthz', ['localhost'])).toBe(200)
      expect(await statusFor('/api/healthz', ['localhost', 'evil.example'])).toBe(421)
      expect(await statusFor('http://evil.example/api/healthz', ['localhost'])).toBe(421)
      // In front of the short way of tiles as well.
      expect((await send(`${url}${aTile}`, { ...browser, Host: 'evil.example' })).status).toBe(421)
    }))

  it('of a page that writes are the same', () =>
    withServer({ origins: ['https://grid.huize.gov.cn'] }, async (url) => {
      const change = async (Origin: string) => {
        const { status, body } = await send(`${url}api/imports/x`, { Origin }, 'DELETE')
        return [status, (JSON.parse(body) as Problem).code]
      }
      expect(await change('https://grid.huize.gov.cn')).toEqual([400, 'invalid_input'])
      expect(await change('https://evil.example')).toEqual([403, 'cross_site'])
    }))
})

it('says that the connection ends where a body is too large to be read', () =>
  withServer({}, async (url) => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': '2000001' }
    const request = ask(`${url}api/emergency/affected`, { method: 'POST', headers, agent: false })
    request.on('error', () => {})
    request.flushHeaders()
    const [answer] = (await once(request, 'response')) as [IncomingMessage]
    expect([answer.statusCode, answer.headers.connection]).toEqual([413, 'close'])
    request.destroy()
  }))

describe('behind a proxy', () => {
  const trustProxy = parseProxyTrust('127.0.0.1') ?? null

  it('says to come by HTTPS only where the proxy took it so', () =>
    withServer({ trustProxy }, async (url) => {
      const { headers } = await send(`${url}api/healthz`, { 'X-Forwarded-Proto': 'https' })
      expect(headers['strict-transport-security']).toMatch(/^max-age=\d{7,}$/)
      expect((await send(`${url}api/healthz`)).headers['strict-transport-security']).toBeUndefined()
    }))

  it('believes no proxy that nobody has named', () =>
    withServer({}, async (url) => {
      const { headers } = await send(`${url}api/healthz`, { 'X-Forwarded-Proto': 'https' })
      expect(headers['strict-transport-security']).toBeUndefined()
    }))
})

describe('over TLS', () => {
  it('serves API, page and known tiles by HTTP/2, under its own names alone', () =>
    withServer({ tls: writeKeyPair(folder, 'served') }, async (url) => {
      expect(url).toMatch(/^https:/)
      const session = connect(url, { rejectUnauthorized: false })
      const get = async (path: string, more: Record<string, string> = {}) => {
        const stream = session.request({ ':path': `/${path}`, ...more })
        const [headers] = (await once(stream, 'response')) as [IncomingHttpHeaders]
        const chunks: Buffer[] = await stream.toArray()
        return { headers, bytes: Buffer.concat(chunks) }
      }
      const health = await get('api/healthz')
      expect(health.headers).toMatchObject({ ':status': 200, 'strict-transport-security': 'max-age=15552000' })
      const [first, known] = [
        await get(aTile, { 'accept-encoding': 'gzip, br' }),
        await get(aTile, { 'accept-encoding': 'gzip, br' }),
      ]
      expect(known.headers).toMatchObject({ ':status': 200, 'content-encoding': 'br', etag: first.headers.etag })
      expect(known.bytes.length).toBeGreaterThan(1_000)
      expect(known.bytes.equals(first.bytes)).toBe(true)
      const tag = { 'if-none-match': String(first.headers.etag), 'accept-encoding': 'br' }
      expect((await get(aTile, tag)).headers[':status']).toBe(304)
      expect((await get('api/healthz', { ':authority': 'evil.example' })).headers[':status']).toBe(421)
      // Six streams and more at a time on one connection, none waits for the others.
      const all = await Promise.all(Array.from({ length: 30 }, () => get('api/editions/current')))
      expect(new Set(all.map(({ headers }) => headers[':status']))).toEqual(new Set([200]))
      const body = session.request({
        ':path': '/api/emergency/affected',
        ':method': 'POST',
        'content-type': 'application/json',
      })
      body.end(JSON.stringify({ center: [103.4, 26.4], radiusMeters: 500 }))
      const [affected] = (await once(body, 'response')) as [IncomingHttpHeaders]
      expect(affected[':status']).toBe(200)
      session.close()
    }))
})
