import { describe, expect, it } from 'vitest'
import {
  addressLimitKey,
  findClientAddress,
  isForwardedHttps,
  normalizeAddress,
  type ProxyTrust,
  parseProxyTrust,
} from './client-address.ts'

const trustOf = (text: string) => parseProxyTrust(text) as ProxyTrust

describe('an address', () => {
  it.each([
    ['10.1.2.3', '10.1.2.3'],
    [' 10.1.2.3:443 ', '10.1.2.3'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['::FFFF:0a01:0203', '10.1.2.3'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['unknown', undefined],
    ['10.1.2', undefined],
    ['10.1.2.3.4', undefined],
    ['_hidden', undefined],
    ['', undefined],
  ])('%j is %j', (text, address) => expect(normalizeAddress(text)).toBe(address))

  it('of IPv6 counts by its /64, of IPv4 by itself', () => {
    expect(addressLimitKey('10.1.2.3')).toBe('10.1.2.3')
    expect(addressLimitKey('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64')
    expect(addressLimitKey('2001:db8:1:2::9')).toBe('2001:db8:1:2::/64')
    expect(addressLimitKey('2001:db8::9')).toBe('2001:db8:0:0::/64')
    expect(addressLimitKey('::1')).toBe('0:0:0:0::/64')
    expect(addressLimitKey('2001:db8:1:3::')).toBe('2001:db8:1:3::/64')
    expect(addressLimitKey('')).toBe('')
  })
})

describe('the client', () => {
  it('is the other end of the connection while no proxy is trusted, whatever it claims', () => {
    expect(findClientAddress('::ffff:192.0.2.9', '10.0.0.1', null)).toBe('192.0.2.9')
    expect(findClientAddress(undefined, '10.0.0.1', null)).toBe('')
  })

  it('is the address the last of so many proxies saw, and not what the client wrote before it', () => {
    expect(findClientAddress('127.0.0.1', 'evil, 6.6.6.6, 192.0.2.9', trustOf('1'))).toBe('192.0.2.9')
    expect(findClientAddress('127.0.0.1', '6.6.6.6, 192.0.2.9, 10.0.0.2', trustOf('2'))).toBe('192.0.2.9')
    // Who comes past the proxies is no further away than his connection.
    expect(findClientAddress('192.0.2.7', undefined, trustOf('2'))).toBe('192.0.2.7')
    expect(findClientAddress('127.0.0.1', '192.0.2.9', trustOf('2'))).toBe('192.0.2.9')
  })

  it('is the rightmost address that is no proxy of the list', () => {
    const trust = trustOf('127.0.0.1, 10.0.0.0/8,2001:db8::/32')
    expect(findClientAddress('127.0.0.1', '6.6.6.6, 192.0.2.9, 10.0.0.2', trust)).toBe('192.0.2.9')
    expect(findClientAddress('::ffff:127.0.0.1', '2001:DB9::5, 2001:db8::1', trust)).toBe('2001:db9::5')
    // Not through a proxy of ours: what it says of others is not believed.
    expect(findClientAddress('192.0.2.7', '10.0.0.2', trust)).toBe('192.0.2.7')
    expect(findClientAddress('127.0.0.1', '10.0.0.3', trust)).toBe('10.0.0.3')
  })

  it('is the nearest known where a proxy was sent something that is no address', () => {
    expect(findClientAddress('127.0.0.1', '192.0.2.9, <img>', trustOf('2'))).toBe('127.0.0.1')
    expect(findClientAddress('127.0.0.1', '', trustOf('1'))).toBe('127.0.0.1')
  })
})

describe('HTTPS before a proxy', () => {
  it('is believed of a trusted one alone', () => {
    expect(isForwardedHttps('127.0.0.1', 'https', trustOf('1'))).toBe(true)
    expect(isForwardedHttps('127.0.0.1', 'https', trustOf('127.0.0.1'))).toBe(true)
    expect(isForwardedHttps('127.0.0.1', 'http, HTTPS', trustOf('1'))).toBe(true)
    expect(isForwardedHttps('127.0.0.1', 'https, http', trustOf('1'))).toBe(false)
    expect(isForwardedHttps('127.0.0.1', undefined, trustOf('1'))).toBe(false)
    expect(isForwardedHttps('127.0.0.1', 'https', null)).toBe(false)
    expect(isForwardedHttps('192.0.2.7', 'https', trustOf('127.0.0.1'))).toBe(false)
    expect(isForwardedHttps(undefined, 'https', trustOf('127.0.0.1'))).toBe(false)
  })
})

it.each([
  '0',
  '11',
  'true',
  '1.5',
  '-1',
  '10.0.0.1,',
  'proxy.local',
  '10.0.0.0/33',
  '10.0.0.0/8/8',
  '10.0.0.0/x',
  '::/129',
])('TRUST_PROXY=%s names no proxy', (text) => expect(parseProxyTrust(text)).toBeUndefined())
