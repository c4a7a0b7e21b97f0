import { expect, it } from 'vitest'
import { isLoopback, openedBy, readConfig } from './config.ts'
import { StartError } from './platform/process/start-error.ts'

it('needs no setting at all', () => {
  expect(readConfig({ PORT: '', UNRELATED: 'x' })).toEqual({
    host: '127.0.0.1',
    port: 8787,
    databaseUrl: undefined,
    dataFolder: './.onegrid',
    photosFolder: '.onegrid/photos',
    county: '530326',
    tls: null,
    trustProxy: null,
    origins: [],
    digest: 'sha256',
    rateLimit: 60_000,
  })
})

it('knows the addresses of this machine alone from others', () => {
  for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '::1']) expect(isLoopback(host)).toBe(true)
  for (const host of ['0.0.0.0', '::', '192.168.1.5', 'onegrid.example', '127.0.0.1.example'])
    expect(isLoopback(host)).toBe(false)
})

it('names the setting that is wrong and what it is', () => {
  for (const [name, value] of [
    ['PORT', 'http'],
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['ONEGRID_RATE_LIMIT', '-1'],
    ['ONEGRID_RATE_LIMIT', 'many'],
    ['ONEGRID_COUNTY', '5303'],
    ['ONEGRID_COUNTY', "530326'; --"],
    ['ONEGRID_ORIGIN', 'grid.huize.gov.cn'],
    ['ONEGRID_ORIGIN', 'https://grid.huize.gov.cn/'],
    ['ONEGRID_ORIGIN', 'https://GRID.huize.gov.cn'],
    ['ONEGRID_ORIGIN', 'https://user@grid.huize.gov.cn'],
    ['ONEGRID_ORIGIN', 'https://grid.huize.gov.cn,'],
    ['ONEGRID_ORIGIN', 'file:///etc'],
    ['TRUST_PROXY', 'true'],
    ['TRUST_PROXY', '0'],
    ['TRUST_PROXY', '10.0.0.1/40'],
    ['ONEGRID_DIGEST', 'md5'],
  ] as const) {
    const read = () => readConfig({ [name]: value })
    expect(read).toThrow(StartError)
    expect(read).toThrow(name)
    expect(read).toThrow(value)
  }
})

it('takes certificate and key together', () => {
  expect(readConfig({ TLS_CERT: 'c.pem', TLS_KEY: 'k.pem' }).tls).toEqual({ certPath: 'c.pem', keyPath: 'k.pem' })
  expect(() => readConfig({ TLS_CERT: 'c.pem' })).toThrow(/only TLS_CERT/)
  expect(() => readConfig({ TLS_CERT: '', TLS_KEY: 'k.pem' })).toThrow(/only TLS_KEY/)
})

it('knows the addresses people use and the proxies before it', () => {
  const { origins, trustProxy } = readConfig({
    ONEGRID_ORIGIN: 'https://grid.huize.gov.cn, http://10.0.0.5:8080',
    TRUST_PROXY: '2',
  })
  expect(origins).toEqual(['https://grid.huize.gov.cn', 'http://10.0.0.5:8080'])
  expect(trustProxy).toEqual({ hops: 2 })
})

it('says by what other machines come in, a proxy on this one included', () => {
  const opened = (environment: Record<string, string | undefined>) => openedBy(readConfig(environment))
  for (const environment of [{}, { HOST: '::1' }, { ONEGRID_ORIGIN: 'http://localhost:8787,http://[::1]:1' }])
    expect(opened(environment)).toBe(null)
  expect(opened({ HOST: '0.0.0.0' })).toBe('HOST=0.0.0.0')
  expect(opened({ ONEGRID_ORIGIN: 'http://localhost,https://grid.example' })).toBe(
    'ONEGRID_ORIGIN=https://grid.example',
  )
  expect(opened({ TRUST_PROXY: '1' })).toBe('TRUST_PROXY')
})
