import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { toProblem } from './problem.ts'
import { refuseCrossSite } from './refuse-cross-site.ts'

const app = new Hono()
  .use(refuseCrossSite(['https://grid.huize.gov.cn']))
  .all('/', (c) => c.text('done'))
  .onError(toProblem)

const statusOf = async (headers: Record<string, string>, method = 'POST') =>
  (await app.request('http://127.0.0.1:8787/', { method, headers })).status

it.each([
  ['a program', {}],
  ['its own page', { Origin: 'http://127.0.0.1:8787', 'Sec-Fetch-Site': 'same-origin' }],
  ['its own page, of a browser that says only where from', { Origin: 'http://127.0.0.1:8787' }],
  ['its own page behind the proxy', { Origin: 'https://grid.huize.gov.cn' }],
  ['a person by the address bar', { 'Sec-Fetch-Site': 'none' }],
])('takes a change from %s', async (_, headers) => expect(await statusOf(headers)).toBe(200))

it.each([
  ['another site', { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }],
  ['another site, as JSON', { Origin: 'https://evil.example', 'Content-Type': 'application/json' }],
  ['another site of the same county', { Origin: 'https://mail.huize.gov.cn', 'Sec-Fetch-Site': 'same-site' }],
  ['another program of the same machine', { Origin: 'http://127.0.0.1:9999' }],
  ['the same name without encryption', { Origin: 'http://grid.huize.gov.cn' }],
  ['a frame without an origin', { Origin: 'null' }],
  ['a name that begins like ours', { Origin: 'https://grid.huize.gov.cn.evil.example' }],
])('refuses a change from %s', async (_, headers) => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) expect(await statusOf(headers, method)).toBe(403)
  expect(await statusOf(headers, 'GET')).toBe(200)
})
