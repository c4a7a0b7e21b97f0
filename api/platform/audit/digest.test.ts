import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { algorithmOf, digestText, matchesDigest, readDigestSetting } from './digest.ts'

const key = 'a key of sixteen or more'

describe('the digest of the audit trail', () => {
  it('is the one of the standards', () => {
    // FIPS 180-2, B.1; the SM3 one was made with another program (openssl dgst -sm3 -hmac).
    expect(digestText({ algorithm: 'sha256' }, 'abc')).toBe(
      'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
    expect(digestText({ algorithm: 'hmac-sm3', key: 'k' }, 'a')).toBe(
      'hmac-sm3:20af94a3028844f6d8582f95252e23aae4e65f2d35e062dc8b27a6e2b655050b',
    )
  })

  it('is checked by the algorithm it names, whatever new ones are made with', () => {
    const [plain, keyed] = [digestText({ algorithm: 'sha256' }, 'x'), digestText({ algorithm: 'hmac-sm3', key }, 'x')]
    for (const algorithm of ['sha256', 'hmac-sm3'] as const)
      for (const digest of [plain, keyed]) {
        expect(matchesDigest({ algorithm, key }, digest, 'x')).toBe(true)
        expect(matchesDigest({ algorithm, key }, digest, 'y')).toBe(false)
      }
    expect(algorithmOf(keyed)).toBe('hmac-sm3')
    expect(matchesDigest({ algorithm: 'sha256' }, 'md5:00', 'x')).toBe(false)
    expect(matchesDigest({ algorithm: 'hmac-sm3', key: `${key}!` }, keyed, 'x')).toBe(false)
  })

  it('says what is missing where a row needs the key', () => {
    expect(() => matchesDigest({ algorithm: 'sha256' }, digestText({ algorithm: 'hmac-sm3', key }, 'x'), 'x')).toThrow(
      /ONEGRID_AUDIT_KEY/,
    )
  })

  it('is read from the environment, with the key in a variable or in a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'digest-'))
    try {
      const file = join(folder, 'key')
      writeFileSync(file, `${key}\n`)
      expect(readDigestSetting({})).toEqual({ algorithm: 'sha256', key: undefined })
      expect(readDigestSetting({ ONEGRID_AUDIT_DIGEST: '' })).toEqual({ algorithm: 'sha256', key: undefined })
      const keyed = { algorithm: 'hmac-sm3', key }
      expect(readDigestSetting({ ONEGRID_AUDIT_DIGEST: 'hmac-sm3', ONEGRID_AUDIT_KEY: key })).toEqual(keyed)
      expect(readDigestSetting({ ONEGRID_AUDIT_DIGEST: 'hmac-sm3', ONEGRID_AUDIT_KEY_FILE: file })).toEqual(keyed)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it.each([
    [{ ONEGRID_AUDIT_DIGEST: 'md5' }, /sha256 or hmac-sm3; it is "md5"/],
    [{ ONEGRID_AUDIT_DIGEST: 'hmac-sm3' }, /needs a key/],
    [{ ONEGRID_AUDIT_DIGEST: 'hmac-sm3', ONEGRID_AUDIT_KEY: 'short' }, /16 characters/],
    [{ ONEGRID_AUDIT_KEY_FILE: '/nowhere/key' }, /cannot be read at \/nowhere\/key: ENOENT/],
  ])('refuses a setting that means nothing: %j', (environment, message) => {
    expect(() => readDigestSetting(environment)).toThrow(message)
  })
})
