import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SessionAnswer } from '#api/access/access.contract.ts'
import { goodPassword, openSignInApp } from '../support/sign-in-app.ts'

describe('signing in', () => {
  let opened: Awaited<ReturnType<typeof openSignInApp>>
  let app: Awaited<ReturnType<typeof opened.wire>>

  beforeAll(async () => {
    opened = await openSignInApp()
    app = await opened.wire()
  })
  afterAll(() => opened.close())

  it('gives a session that says who one is, where one may do what, and that ends with signing out', async () => {
    await opened.addUser('zhang.san', 'township-operator', { area: '530326105' })
    const browser = app.openBrowser()
    expect((await browser.send('GET', '/api/session')).body.code).toBe('not_signed_in')
    const { status, body, headers } = await browser.signIn(' Zhang.San ')
    expect([status, body]).toEqual([200, { next: 'done' }])
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^onegrid\.session_token=.+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/),
    ])
    const { body: session } = await browser.send<SessionAnswer>('GET', '/api/session')
    expect(session).toMatchObject({
      kind: 'person',
      username: 'zhang.san',
      name: '姓名zhang.san',
      county: '530326',
      grants: [{ role: 'township-operator', area: '530326105', until: null }],
      permissions: { 'map.read': ['530326105'], 'incidents.read': ['530326105'] },
      pending: null,
      hasSecondFactor: false,
      idleSeconds: 1800,
    })
    const left = Date.parse(session.expiresAt ?? '') - Date.now()
    expect(left / 3_600_000).toBeCloseTo(12, 1)

    const stolen = app.openBrowser()
    for (const [name, value] of browser.cookies) stolen.cookies.set(name, value)
    expect((await stolen.send('GET', '/api/session')).status).toBe(200)
    expect((await browser.send('DELETE', '/api/session')).status).toBe(204)
    expect(browser.cookies.size).toBe(0)
    expect((await stolen.send('GET', '/api/session')).status).toBe(401)
    expect((await opened.database.read((handle) => handle.rows(sql`SELECT 1 FROM onegrid.sessions`))).length).toBe(0)
  })

  it('answers a wrong password, a name that does not exist and a closed account alike', async () => {
    await opened.addUser('li.si')
    await opened.addUser('disabled')
    await opened.addUser('past')
    await opened.database.write(async (transaction) => {
      await transaction.run(sql`UPDATE onegrid.users SET disabled_at = now() WHERE username = 'disabled'`, 1)
      await transaction.run(
        sql`UPDATE onegrid.users SET valid_until = now() - interval '1 s' WHERE username = 'past'`,
        1,
      )
    })
    const browser = app.openBrowser()
    const answers = [
      await browser.signIn('li.si', 'wrong'),
      await browser.signIn('nobody'),
      await browser.signIn('disabled'),
      await browser.signIn('past'),
    ].map(({ status, body: { requestId: _, ...body } }) => ({ status, body }))
    expect(answers[0]).toMatchObject({ status: 401, body: { code: 'wrong_credentials' } })
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect(browser.cookies.size).toBe(0)
    expect((await browser.signIn('li.si', goodPassword)).status).toBe(200)
  })
})
