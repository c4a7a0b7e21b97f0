import { Hono } from 'hono'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { type ProxyTrust, parseProxyTrust } from './client-address.ts'
import { createMetrics } from './metrics.ts'
import { type AppEnv, requestContext } from './request-context.ts'

async function readAddress(trust: ProxyTrust | null, env?: object): Promise<string> {
  const app = new Hono<AppEnv>()
    .use(requestContext(pino({ level: 'silent' }), createMetrics(), trust))
    .get('/', (c) => c.text(c.get('clientAddress')))
  return (await app.request('/', { headers: { 'X-Forwarded-For': '192.0.2.9' } }, env)).text()
}
const from = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } })

it('tells the routes where a request comes from', async () => {
  expect(await readAddress(null, from('::ffff:10.0.0.4'))).toBe('10.0.0.4')
  expect(await readAddress(parseProxyTrust('1') ?? null, from('127.0.0.1'))).toBe('192.0.2.9')
  expect(await readAddress(parseProxyTrust('10.0.0.4') ?? null, from('127.0.0.1'))).toBe('127.0.0.1')
  expect(await readAddress(null)).toBe('')
})

it('gives every answer the headers of one, however a route has made it', async () => {
  const app = new Hono<AppEnv>()
    .use(requestContext(pino({ level: 'silent' }), createMetrics(), null))
    .get('/raw', () => new Response('raw'))
    .get('/own', (c) => c.text('own', 200, { 'Referrer-Policy': 'origin' }))
  for (const [path, policy] of [
    ['/raw', 'no-referrer'],
    ['/own', 'origin'],
    ['/none', 'no-referrer'],
  ] as const) {
    const { headers } = await app.request(path)
    expect([path, headers.get('referrer-policy')]).toEqual([path, policy])
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('x-request-id')).toMatch(/^[\w-]{36}$/)
  }
})
