import { describe, expect, it } from 'vitest'
import { createHostCheck, listHosts } from './trusted-host.ts'

describe('a server for its own machine', () => {
  const isTrusted = createHostCheck({ isLoopback: true, origins: [] })

  it.each(['localhost', 'localhost:8787', '127.0.0.1:8787', '127.8.9.1', '[::1]:80', 'LOCALHOST:1'])(
    'serves %s',
    (host) => expect(isTrusted(host)).toBe(true),
  )

  it.each([
    'evil.example',
    'evil.example:8787',
    '127.0.0.1.evil.example',
    'localhost.evil.example:80',
    '10.0.0.1',
    '',
    'x@127.0.0.1',
  ])('refuses %s', (host) => expect(isTrusted(host)).toBe(false))
})

describe('a server with an address of its own', () => {
  const origins = ['https://grid.huize.gov.cn', 'http://10.0.0.5:8787']
  const isTrusted = createHostCheck({ isLoopback: false, origins })

  it.each(['grid.huize.gov.cn', 'GRID.huize.gov.cn', 'grid.huize.gov.cn:443', '10.0.0.5:8787'])('serves %s', (host) =>
    expect(isTrusted(host)).toBe(true),
  )
  it.each([
    'localhost',
    '127.0.0.1:8787',
    'grid.huize.gov.cn:8443',
    'x.grid.huize.gov.cn',
    '10.0.0.5',
    '10.0.0.6:8787',
  ])('refuses %s', (host) => expect(isTrusted(host)).toBe(false))
  it('serves its own machine too where it listens to that alone, behind a proxy', () => {
    const both = createHostCheck({ isLoopback: true, origins })
    expect([both('localhost:8787'), both('grid.huize.gov.cn'), both('evil.example')]).toEqual([true, true, false])
  })
})

it('lists every name a request calls the server by', () => {
  const read = (url: string, ...rawHeaders: string[]) => listHosts({ headers: {}, rawHeaders, url })
  expect(read('/api/healthz')).toEqual([])
  expect(read('/api/healthz', 'Host', 'a.example', 'Accept', 'host')).toEqual(['a.example'])
  expect(read('/', 'Host', 'a.example', 'host', 'b.example')).toEqual(['a.example', 'b.example'])
  expect(read('http://b.example:80/api', 'Host', 'a.example')).toEqual(['a.example', 'b.example'])
  expect(read('b.example:1', 'Host', 'a.example')).toHaveLength(2)
  const headers = { ':authority': 'c.example' }
  expect(listHosts({ headers, rawHeaders: [':authority', 'c.example'], url: '/' })).toEqual(['c.example'])
})
