import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SessionAnswer } from '#api/platform/access/access.contract.ts'
import { makeKey } from '../support/principals.ts'
import { goodPassword, openSignInApp } from '../support/sign-in-app.ts'

describe('changing a password', () => {
  let opened: Awaited<ReturnType<typeof openSignInApp>>
  let app: Awaited<ReturnType<typeof opened.wire>>

  beforeAll(async () => {
    opened = await openSignInApp()
    app = await opened.wire()
  })
  afterAll(() => opened.close())

  it('comes before anything else with a first password, and ends the other sessions', async () => {
    await opened.addUser('first', 'county-operator', { mustChange: true })
    const [desk, phone] = [app.openBrowser(), app.openBrowser()]
    await desk.signIn('first')
    await phone.signIn('first')
    expect((await desk.send<SessionAnswer>('GET', '/api/session')).body.pending).toBe('password')
    expect((await desk.send('GET', '/api/editions')).body.code).toBe('password_change_required')
    const next = 'Niulan-River-2026'
    expect((await desk.send('POST', '/api/session/password', { current: goodPassword, next })).status).toBe(204)
    expect((await desk.send<SessionAnswer>('GET', '/api/session')).body.pending).toBe(null)
    expect((await desk.send('GET', '/api/editions')).status).toBe(200)
    expect((await phone.send('GET', '/api/session')).status).toBe(401)
    expect((await phone.signIn('first')).status).toBe(401)
    expect((await phone.signIn('first', next)).status).toBe(200)
  })

  it('is asked for again after 90 days, or as many as are set; 0 is never', async () => {
    await opened.addUser('old')
    await opened.database.write((transaction) =>
      transaction.run(
        sql`UPDATE onegrid.users SET password_changed_at = now() - interval '91 days' WHERE username = 'old'`,
        1,
      ),
    )
    for (const [settings, pending] of [
      [{}, 'password'],
      [{ passwordDays: 92 }, null],
      [{ passwordDays: 0 }, null],
    ] as const) {
      const browser = (await opened.wire(settings)).openBrowser()
      await browser.signIn('old')
      expect((await browser.send<SessionAnswer>('GET', '/api/session')).body.pending).toBe(pending)
    }
  })

  it('is refused with what is missing, and changes nothing', async () => {
    await opened.addUser('wang.wu')
    const browser = app.openBrowser()
    await browser.signIn('wang.wu')
    for (const [next, sentence] of [
      ['Sh0rt!', '至少 10 个字符'],
      ['alllowercase1', '三种'],
      ['x-Wang.Wu-2026', '用户名'],
      ['P@ssw0rd2026', '太常见'],
      [goodPassword, '不能与当前密码相同'],
    ] as const) {
      const { status, body } = await browser.send('POST', '/api/session/password', { current: goodPassword, next })
      expect([status, body.code]).toEqual([422, 'password_refused'])
      expect(body.detail).toContain(sentence)
    }
    const { status, body } = await browser.send('POST', '/api/session/password', {
      current: 'x',
      next: 'Niulan-River-1',
    })
    expect([status, body.code]).toEqual([403, 'wrong_credentials'])
    expect((await browser.send('GET', '/api/session')).status).toBe(200)
    expect((await app.openBrowser().signIn('wang.wu')).status).toBe(200)
  })

  it('is slowed down for who sits at a desk that was left, and not by tries from outside', async () => {
    await opened.addUser('left.desk')
    const browser = app.openBrowser()
    await browser.signIn('left.desk')
    const outside = app.openBrowser('10.3.3.3')
    for (let count = 0; count < 6; count++) await outside.signIn('left.desk', 'wrong')
    const change = (current: string) =>
      browser.send('POST', '/api/session/password', { current, next: 'Niulan-River-1' })
    for (let count = 0; count < 5; count++) expect((await change('wrong')).status).toBe(403)
    const { status, headers } = await change(goodPassword)
    expect(status).toBe(429)
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(5)
  })

  it('is not for a key', async () => {
    const key = await makeKey(opened.database, 'county-operator')
    const response = await app.app.request('/api/session/password', {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ current: 'x', next: 'Niulan-River-1' }),
    })
    expect(response.status).toBe(403)
  })
})
