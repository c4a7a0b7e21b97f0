import { describe, expect, it } from 'vitest'
import { readConfig } from '#api/config.ts'
import { describeListening } from './describe-listening.ts'

const said = (environment: Record<string, string>) => describeListening(readConfig(environment)).join('\n')
const refusesAll = /ONEGRID_ORIGIN is not set, and every request of a browser is answered 421/
const inClear = /密码以明文.*passwords cross the network in clear: set TLS_CERT/
const https = { ONEGRID_ORIGIN: 'https://grid.huize.gov.cn' }
const tls = { TLS_CERT: '/c.pem', TLS_KEY: '/k.pem' }

describe('what the start says of where it listens', () => {
  it('is nothing on the own machine', () => {
    expect(said({})).toBe('')
    expect(said({ ONEGRID_ORIGIN: 'http://localhost:8787' })).toBe('')
    expect(said(tls)).toBe('')
  })

  it('is that nobody is answered without ONEGRID_ORIGIN, and what to set', () => {
    expect(said({ HOST: '0.0.0.0', PORT: '8953' })).toMatch(refusesAll)
    expect(said({ HOST: '0.0.0.0', PORT: '8953' })).toContain('as http://grid.huize.gov.cn:8953')
    expect(said({ HOST: '10.0.0.5', ...tls })).toContain('as https://grid.huize.gov.cn')
    expect(said({ TRUST_PROXY: '1' })).toContain('every request for another name than localhost is answered 421')
  })

  it('is which addresses it answers at', () => {
    const text = said({ HOST: '0.0.0.0', ONEGRID_ORIGIN: 'http://10.0.0.5:8787,https://grid.huize.gov.cn' })
    expect(text).toContain('421 at others: http://10.0.0.5:8787, https://grid.huize.gov.cn')
    expect(text).not.toMatch(refusesAll)
  })

  it.each<[string, Record<string, string>]>([
    ['it listens without TLS', { HOST: '0.0.0.0' }],
    ['no proxy is said to have the TLS of its address', { HOST: '0.0.0.0', ...https }],
    ['one of its addresses is without TLS', { HOST: '0.0.0.0', TRUST_PROXY: '1', ONEGRID_ORIGIN: 'http://10.0.0.5' }],
    ['the proxy before it has none', { ONEGRID_ORIGIN: 'http://grid.huize.gov.cn' }],
  ])('is that passwords go in clear where %s', (_, environment) => expect(said(environment)).toMatch(inClear))

  it.each<[string, Record<string, string>]>([
    ['has a certificate', { HOST: '0.0.0.0', ...tls, ...https }],
    ['is behind a proxy with TLS', { HOST: '0.0.0.0', TRUST_PROXY: '1', ...https }],
    ['is behind one of this machine', https],
  ])('is nothing of passwords where it %s', (_, environment) => {
    expect(said(environment)).not.toMatch(inClear)
    expect(said(environment)).toContain('https://grid.huize.gov.cn')
  })
})
