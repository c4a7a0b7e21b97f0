import { describe, expect, it } from 'vitest'
import { chooseEncoding, isNotModified } from './conditional.ts'

describe('choosing an encoding', () => {
  it.each([
    ['gzip, deflate, br', 'br'],
    ['gzip, deflate, br, zstd', 'br'],
    ['br;q=0, gzip', 'gzip'],
    ['gzip, deflate, br;q=0', 'gzip'],
    ['br;q=0.000, gzip;q=0', 'identity'],
    ['gzip', 'gzip'],
    ['GZIP;q=0.5', 'gzip'],
    ['deflate', 'identity'],
    ['*', 'br'],
    ['*, br;q=0', 'gzip'],
    ['identity', 'identity'],
    ['brotli', 'identity'],
    ['', 'identity'],
    [undefined, 'identity'],
  ])('answers %s with %s', (header, encoding) => {
    expect(chooseEncoding(header)).toBe(encoding)
  })
})

describe('whether the caller has the content', () => {
  const etag = 'abcdefghijklmnopqrst-_'
  it.each([
    [`"${etag}"`, true],
    [`"${etag}-br"`, true],
    [`W/"${etag}-gzip"`, true],
    [`"other", "${etag}-br"`, true],
    ['*', true],
    [etag, true],
    [`"${etag.slice(1)}"`, false],
    [`"${etag}-brr"`, false],
    ['""', false],
    [undefined, false],
  ])('reads If-None-Match %s as %s', (header, isSame) => {
    expect(isNotModified(header, etag)).toBe(isSame)
  })
})
