import { describe, expect, it } from 'vitest'
import { listWays } from './list-ways.ts'

const oidc = { id: 'oidc', name: { zh: '县统一认证', en: 'County sign-on' } }
const wecom = { id: 'wecom', name: { zh: '政务微信', en: 'WeCom' } }
const names = { oidc: '统一身份认证', wecom: '企业微信', dingtalk: '钉钉' }
const bind = (id: string, isUsable = true) => ({ id, userId: 'u', boundAt: '2026-11-26T01:00:00.000Z', isUsable })

describe('the ways to sign in of an account', () => {
  it('are those on the sign-in page, called as there', () => {
    expect(listWays([oidc, wecom], [bind('wecom')], 'en', names)).toEqual([
      { id: 'oidc', name: 'County sign-on', isConfigured: true, bound: [] },
      { id: 'wecom', name: 'WeCom', isConfigured: true, bound: [bind('wecom')] },
    ])
  })

  it('have what is bound and no longer offered at the end, so that it can be taken away', () => {
    expect(listWays([oidc], [bind('dingtalk', false), bind('oidc', false)], 'zh', names)).toEqual([
      { id: 'oidc', name: '县统一认证', isConfigured: true, bound: [bind('oidc', false)] },
      { id: 'dingtalk', name: '钉钉', isConfigured: false, bound: [bind('dingtalk', false)] },
    ])
  })

  it('are none where nothing is configured', () => expect(listWays([], [], 'zh', names)).toEqual([]))
})
