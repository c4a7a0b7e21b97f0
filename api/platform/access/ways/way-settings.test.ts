import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readWaySettings } from './way-settings.ts'

const ONEGRID_ORIGIN = 'https://grid.county.example'
const oidc = { OIDC_ISSUER: 'https://id.county.example/realms/a/', OIDC_CLIENT_ID: 'grid', OIDC_CLIENT_SECRET: 's1' }
const wecom = { WECOM_CORP_ID: 'corp', WECOM_AGENT_ID: '1000002', WECOM_SECRET: 's2' }
const dingtalk = { DINGTALK_CLIENT_ID: 'ding', DINGTALK_CLIENT_SECRET: 's3' }

describe('the settings of the other ways to sign in', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ways-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('are none where nothing is set, or set to nothing', () => {
    expect(readWaySettings({ ONEGRID_ORIGIN })).toBeUndefined()
    expect(readWaySettings({ OIDC_ISSUER: '', WECOM_SECRET: ' ' })).toBeUndefined()
  })

  it('lead to the public services where no address is named, and people back to the first origin', () => {
    const settings = readWaySettings({
      ONEGRID_ORIGIN: `${ONEGRID_ORIGIN}, https://other.example`,
      ...oidc,
      ...wecom,
      ...dingtalk,
    })
    expect(settings).toEqual({
      origin: ONEGRID_ORIGIN,
      oidc: {
        name: { zh: '统一身份认证', en: 'Single sign-on' },
        issuer: 'https://id.county.example/realms/a/',
        clientId: 'grid',
        clientSecret: 's1',
        origins: [],
        replacesSecondFactor: false,
      },
      wecom: {
        name: { zh: '企业微信', en: 'WeCom' },
        baseUrl: 'https://qyapi.weixin.qq.com',
        loginUrl: 'https://open.work.weixin.qq.com/wwopen/sso/qrConnect',
        corpId: 'corp',
        agentId: '1000002',
        secret: 's2',
      },
      dingtalk: {
        name: { zh: '钉钉', en: 'DingTalk' },
        baseUrl: 'https://api.dingtalk.com',
        loginUrl: 'https://login.dingtalk.com/oauth2/auth',
        clientId: 'ding',
        clientSecret: 's3',
      },
    })
  })

  it('lead to a private service by its one address, or by two', () => {
    const place = {
      ...wecom,
      ONEGRID_ORIGIN,
      WECOM_BASE_URL: 'https://im.county.example/',
      WECOM_NAME: '政务微信 / Gov',
    }
    expect(readWaySettings(place)?.wecom).toMatchObject({
      name: { zh: '政务微信', en: 'Gov' },
      baseUrl: 'https://im.county.example',
      loginUrl: 'https://im.county.example/wwopen/sso/qrConnect',
    })
    const login = { WECOM_LOGIN_URL: 'https://qr.county.example/scan', WECOM_NAME: '政务微信' }
    expect(readWaySettings({ ...place, ...login })?.wecom).toMatchObject({
      name: { zh: '政务微信', en: '政务微信' },
      loginUrl: 'https://qr.county.example/scan',
    })
  })

  it('take the origins and the second factor of OpenID Connect', () => {
    expect(
      readWaySettings({
        ...oidc,
        ONEGRID_ORIGIN,
        OIDC_ORIGINS: 'https://token.example/a, http://127.0.0.1:9000',
        OIDC_SECOND_FACTOR: 'provider',
      })?.oidc,
    ).toMatchObject({ origins: ['https://token.example', 'http://127.0.0.1:9000'], replacesSecondFactor: true })
  })

  it('take a secret out of a file, and no other way beside it', () => {
    const path = join(folder, 'secret')
    writeFileSync(path, 'from a file\n')
    const { WECOM_SECRET: _, ...rest } = wecom
    const environment = { ...rest, ONEGRID_ORIGIN, WECOM_SECRET_FILE: path }
    expect(readWaySettings(environment)?.wecom?.secret).toBe('from a file')
    expect(() => readWaySettings({ ...environment, WECOM_SECRET: 's' })).toThrow('not both')
    expect(() => readWaySettings({ ...environment, WECOM_SECRET_FILE: join(folder, 'none') })).toThrow('cannot be read')
    writeFileSync(path, '\n')
    expect(() => readWaySettings(environment)).toThrow('is empty')
  })

  it.each([
    [{ ...oidc, OIDC_CLIENT_SECRET: '' }, 'OIDC_CLIENT_SECRET is missing'],
    [{ OIDC_NAME: 'a' }, 'OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET is missing'],
    [{ WECOM_BASE_URL: 'https://im.example' }, 'WECOM_CORP_ID, WECOM_AGENT_ID, WECOM_SECRET is missing'],
    [{ DINGTALK_CLIENT_ID: 'a' }, 'DINGTALK_CLIENT_SECRET is missing'],
    [{ ...oidc, ONEGRID_ORIGIN: '' }, 'ONEGRID_ORIGIN is needed'],
    [{ ...oidc, ONEGRID_ORIGIN: 'http://grid.county.example' }, 'is not encrypted'],
    [{ ...oidc, OIDC_ISSUER: 'http://id.county.example' }, 'is not encrypted'],
    [{ ...oidc, OIDC_ORIGINS: 'http://169.254.169.254' }, 'is not encrypted'],
    [{ ...oidc, OIDC_ISSUER: 'id.county.example' }, 'with https:// in front'],
    [{ ...oidc, OIDC_ISSUER: 'https://id.county.example/?a=1' }, 'with https:// in front'],
    [{ ...oidc, OIDC_ISSUER: 'https://user:word@id.county.example/' }, 'with https:// in front'],
    [{ ...oidc, OIDC_SECOND_FACTOR: 'yes' }, 'OIDC_SECOND_FACTOR is to be local or provider'],
    [{ ...wecom, WECOM_BASE_URL: 'file:///etc/passwd' }, 'with https:// in front'],
    [{ ...dingtalk, DINGTALK_LOGIN_URL: 'javascript:alert(1)' }, 'with https:// in front'],
  ])('that are wrong are refused in a sentence: %j', (environment, sentence) => {
    expect(() => readWaySettings({ ONEGRID_ORIGIN, ...environment })).toThrow(sentence)
  })
})
