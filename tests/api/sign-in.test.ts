import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OpenSession, SessionAnswer } from '#api/platform/access/access.contract.ts'
import { hashSecret } from '#api/platform/access/secrets.ts'
import { networkKey } from '#api/platform/access/sign-in.service.ts'
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
      expect.stringMatching(
        /^onegrid\.known=known.+; Max-Age=15552000; Path=\/api\/session; HttpOnly; SameSite=Strict$/,
      ),
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
    expect([...browser.cookies.keys()]).toEqual(['onegrid.known'])
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

  it('lets somebody in by a browser that is known, while strangers guess at the account from the same address', async () => {
    for (const name of ['guessed.at', 'colleague']) await opened.addUser(name)
    const office = '10.9.9.9'
    const [owner, colleague] = [app.openBrowser(office), app.openBrowser(office)]
    await owner.signIn('guessed.at')
    await owner.send('DELETE', '/api/session')
    await colleague.signIn('colleague')
    await app.openBrowser('10.8.0.1').signIn('guessed.at', 'guess')
    // As if they had gone on for long, and somebody here had guessed at names without end.
    await opened.database.write(async (transaction) => {
      await transaction.run(sql`UPDATE onegrid.sign_in_failures SET blocked_until = now() + interval '5 minutes'`)
      await transaction.run(
        sql`INSERT INTO onegrid.rate_counts (key, starts_at, count)
          SELECT ${networkKey(office)}, date_trunc('minute', now()) + n * interval '1 minute', 100 FROM generate_series(0, 5) n
          ON CONFLICT (key, starts_at) DO UPDATE SET count = 100`,
      )
    })
    expect((await app.openBrowser(office).signIn('colleague')).status).toBe(429)
    expect((await app.openBrowser('10.8.9.1').signIn('guessed.at')).status).toBe(429)
    // Neither one's own cookie nor a made one opens a way to somebody else's account.
    expect((await colleague.signIn('guessed.at')).status).toBe(429)
    const forger = app.openBrowser('10.8.9.2')
    forger.cookies.set('onegrid.known', (owner.cookies.get('onegrid.known') ?? '').replace(/[A-Za-z](?=[^.]*$)/, '0'))
    expect((await forger.signIn('guessed.at')).status).toBe(429)
    expect((await owner.signIn('guessed.at')).status).toBe(200)
    expect((await colleague.signIn('colleague')).status).toBe(200)
    // A stolen one has five tries of its own, and then waits as well.
    const thief = app.openBrowser('10.8.9.3')
    thief.cookies.set('onegrid.known', owner.cookies.get('onegrid.known') ?? '')
    const statuses: number[] = []
    for (let time = 0; time < 7; time++) statuses.push((await thief.signIn('guessed.at', 'guess')).status)
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429])
  })

  it('counts all browsers that are known to one account together, and knows none of them after a new password', async () => {
    await opened.addUser('collected')
    const browsers = [app.openBrowser('10.7.0.1'), app.openBrowser('10.7.0.2')]
    for (const browser of browsers) await browser.signIn('collected')
    await opened.database.write(async (transaction) => {
      await transaction.run(
        sql`INSERT INTO onegrid.rate_counts (key, starts_at, count)
          SELECT ${'sign-in-known:'} || id, date_trunc('minute', now()) + n * interval '1 minute', 5
          FROM onegrid.users, generate_series(0, 5) n WHERE username = 'collected'
          ON CONFLICT (key, starts_at) DO UPDATE SET count = 5`,
      )
    })
    for (const browser of browsers) expect((await browser.signIn('collected')).status).toBe(429)
    await opened.database.write((transaction) =>
      transaction.run(
        sql`UPDATE onegrid.credentials SET password = password || '0'
          WHERE user_id = (SELECT id FROM onegrid.users WHERE username = 'collected')`,
        1,
      ),
    )
    // As somebody nobody knows: the password is looked at.
    for (const browser of browsers) expect((await browser.signIn('collected')).status).toBe(401)
  })

  it('ends the session that the browser had when somebody else signs in there', async () => {
    await opened.addUser('early.shift')
    await opened.addUser('late.shift')
    const browser = app.openBrowser()
    await browser.signIn('early.shift')
    const copy = app.openBrowser()
    for (const [name, value] of browser.cookies) copy.cookies.set(name, value)
    await browser.signIn('late.shift')
    expect((await browser.send<SessionAnswer>('GET', '/api/session')).body.username).toBe('late.shift')
    expect((await copy.send('GET', '/api/session')).status).toBe(401)
  })

  it('ends every session of somebody who signs out everywhere, in another copy of the server within 5 s', async () => {
    await opened.addUser('everywhere')
    const other = await opened.wire()
    const [desk, phone] = [app.openBrowser(), other.openBrowser()]
    await desk.signIn('everywhere')
    await phone.signIn('everywhere')
    expect((await phone.send('GET', '/api/session')).status).toBe(200)
    expect((await desk.send('DELETE', '/api/session/all')).status).toBe(204)
    await expect.poll(async () => (await phone.send('GET', '/api/session')).status, { timeout: 5500 }).toBe(401)
  })

  it('lists where somebody is signed in, and ends one of them or all but the one that asks', async () => {
    await opened.addUser('several')
    await opened.addUser('stranger')
    const [desk, phone, tablet, stranger] = [1, 2, 3, 4].map(() => app.openBrowser('10.0.9.9'))
    if (!desk || !phone || !tablet || !stranger) throw new Error('no browser')
    for (const browser of [desk, phone, tablet]) await browser.signIn('several')
    await stranger.signIn('stranger')
    type Own = { sessions: (OpenSession & { isThis: boolean })[] }
    const list = async (browser = desk) => (await browser.send<Own>('GET', '/api/session/all')).body.sessions
    const own = await list()
    expect(own).toHaveLength(3)
    expect(own[0]).toMatchObject({ device: 'test browser', address: '10.0.9.9', way: null })
    expect(own.filter(({ isThis }) => isThis)).toHaveLength(1)
    const idOf = async (browser: typeof desk) => (await list(browser)).find(({ isThis }) => isThis)?.id ?? ''
    const end = async (id: string, by = desk) => (await by.send('DELETE', `/api/session/all/${id}`)).status
    expect(await end(await idOf(phone), stranger)).toBe(404)
    expect(await end(await idOf(phone))).toBe(204)
    expect((await phone.send('GET', '/api/session')).status).toBe(401)
    expect(await list()).toHaveLength(2)
    expect((await desk.send('DELETE', '/api/session/others')).status).toBe(204)
    expect((await tablet.send('GET', '/api/session')).status).toBe(401)
    expect(await list()).toMatchObject([{ isThis: true }])
    expect((await stranger.send('GET', '/api/session')).status).toBe(200)
    const left = (await opened.auditLines()).filter(
      ({ action, actor }) => actor === 'several' && action === 'session.sign-out',
    )
    expect(left).toMatchObject([
      { actor: 'several', action: 'session.sign-out', details: { session: expect.any(String) } },
      { actor: 'several', action: 'session.sign-out', details: { ended: 1, others: true } },
    ])
  })

  it('keeps the page of a wall apart from whoever has signed in in the same browser', async () => {
    await opened.addUser('at.the.wall', 'auditor')
    const browser = app.openBrowser()
    await browser.signIn('at.the.wall')
    const asWall = async (path: string) => {
      const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const answer = await app.app.request(path, { headers: { cookie, 'X-OneGrid-Wall': '1' } })
      return { status: answer.status, body: (await answer.json()) as SessionAnswer }
    }
    expect((await asWall('/api/session')).status).toBe(401)
    await opened.database.write((transaction) =>
      transaction.run(
        sql`INSERT INTO onegrid.walls (name, scene, area_code, secret_hash, paired_by)
            VALUES ('左屏', 'map', '530326', ${hashSecret('ogw_left')}, 'tests')`,
        1,
      ),
    )
    browser.cookies.set('onegrid-wall', 'ogw_left')
    expect((await asWall('/api/session')).body).toMatchObject({ kind: 'wall', name: '左屏' })
    expect((await asWall('/api/audit?limit=1')).status).toBe(403)
    const who = async () => (await browser.send<SessionAnswer>('GET', '/api/session')).body.username
    expect(await who()).toBe('at.the.wall')
    await opened.database.write((transaction) =>
      transaction.run(sql`UPDATE onegrid.walls SET revoked_at = now(), revoked_by = 'tests'`),
    )
    app.authenticator.forget()
    expect((await asWall('/api/session')).status).toBe(401)
    expect(await who()).toBe('at.the.wall')
    await browser.send('DELETE', '/api/session')
    // Nor does a pairing let anybody into the console.
    await opened.database.write((transaction) =>
      transaction.run(sql`UPDATE onegrid.walls SET revoked_at = NULL, revoked_by = NULL`),
    )
    expect((await browser.send('GET', '/api/session')).status).toBe(401)
    expect((await asWall('/api/session')).status).toBe(200)
  })

  it('ends a session in which nobody does anything; what a page asks for by itself keeps none open', async () => {
    await opened.addUser('idle')
    const browser = app.openBrowser()
    const sit = async (minutes: number) => {
      app.authenticator.forget()
      await opened.database.write((transaction) =>
        transaction.run(
          sql`UPDATE onegrid.sessions SET active_at = active_at - ${minutes}::integer * interval '1 minute'`,
        ),
      )
    }
    const isIn = async () => (await browser.send('GET', '/api/session')).status === 200
    await browser.signIn('idle')
    await sit(29)
    expect(await isIn()).toBe(true)
    await sit(2)
    expect(await isIn()).toBe(false)

    await browser.signIn('idle')
    await sit(29)
    expect((await browser.send('POST', '/api/session/activity')).status).toBe(204)
    await sit(29)
    expect(await isIn()).toBe(true)

    await browser.signIn('idle')
    await sit(29)
    expect((await browser.send('POST', '/api/emergency/affected', {})).status).toBe(400)
    await expect
      .poll(async () => {
        const rows = await opened.database.read((handle) =>
          handle.rows(sql`SELECT 1 FROM onegrid.sessions s JOIN onegrid.users u ON u.id = s.user_id
            WHERE u.username = 'idle' AND active_at > now() - interval '1 minute'`),
        )
        return rows.length
      })
      .toBe(1)
  })

  it('ends a session after twelve hours, and with the account', async () => {
    const change = async (statement: ReturnType<typeof sql>) => {
      await opened.database.write((transaction) => transaction.run(statement, 1))
      app.authenticator.forget()
    }
    for (const [username, end] of [
      [
        'expired',
        sql`UPDATE onegrid.sessions SET expires_at = now() WHERE user_id = (SELECT id FROM onegrid.users WHERE username = 'expired')`,
      ],
      ['closed', sql`UPDATE onegrid.users SET disabled_at = now() WHERE username = 'closed'`],
      ['over', sql`UPDATE onegrid.users SET valid_until = now() WHERE username = 'over'`],
    ] as const) {
      await opened.addUser(username)
      const browser = app.openBrowser()
      await browser.signIn(username)
      expect((await browser.send('GET', '/api/session')).status).toBe(200)
      await change(end)
      expect((await browser.send('GET', '/api/session')).body.code, username).toBe('not_signed_in')
    }
  })

  it('knows the roles that are held now, in this county alone', async () => {
    const id = await opened.addUser('roles', 'village-clerk', { area: '530326105001' })
    await opened.database.write((transaction) =>
      transaction.run(sql`INSERT INTO onegrid.grants (user_id, role, area_code, granted_by, valid_from, valid_until, revoked_at)
        VALUES (${id}, 'planner', '530326', 't', now() - interval '2 d', now() - interval '1 d', NULL),
          (${id}, 'approver', '530326', 't', now() - interval '2 d', NULL, now()),
          (${id}, 'county-operator', '530326', 't', now() + interval '1 d', NULL, NULL),
          (${id}, 'county-operator', '530302', 't', now(), NULL, NULL)`),
    )
    const browser = app.openBrowser()
    await browser.signIn('roles')
    const { body } = await browser.send<SessionAnswer>('GET', '/api/session')
    expect(body.grants).toEqual([{ role: 'village-clerk', area: '530326105001', until: null }])
  })

  it('takes no cookie that it has not signed', async () => {
    await opened.addUser('forger')
    const browser = app.openBrowser()
    await browser.signIn('forger')
    const [[name = '', value = ''] = []] = browser.cookies
    const [token = '', signature = ''] = decodeURIComponent(value).split('.')
    for (const forged of [
      token,
      `${token}.`,
      `${token}x.${signature}`,
      `${token}.${signature.replace(/.{4}=$/, 'AAA=')}`,
    ]) {
      browser.cookies.set(name, encodeURIComponent(forged))
      expect((await browser.send('GET', '/api/session')).status, forged).toBe(401)
    }
  })

  it('sends cookies over TLS alone where browsers come by https', async () => {
    await opened.addUser('tls')
    const secure = await opened.wire({ origin: 'https://grid.example' })
    const browser = secure.openBrowser()
    const { headers } = await browser.signIn('tls')
    expect(headers.getSetCookie()[0]).toMatch(/^__Secure-onegrid\.session_token=.*HttpOnly; Secure; SameSite=Strict$/)
    expect((await browser.send('GET', '/api/session')).status).toBe(200)
    const { headers: left } = await browser.send('DELETE', '/api/session')
    expect(left.getSetCookie()[0]).toMatch(/^__Secure-onegrid\.session_token=;.*Max-Age=0.*Secure/)
  })

  it('lets demonstration accounts in where it listens on its own machine alone', async () => {
    await opened.addUser('demo')
    await opened.database.write((transaction) =>
      transaction.run(sql`UPDATE onegrid.users SET is_demo = true WHERE username = 'demo'`, 1),
    )
    const browser = app.openBrowser()
    expect((await browser.signIn('demo')).status).toBe(200)
    const beyond = await opened.wire({ allowsDemo: false })
    const stranger = beyond.openBrowser()
    expect((await stranger.signIn('demo')).body.code).toBe('wrong_credentials')
    for (const [name, value] of browser.cookies) stranger.cookies.set(name, value)
    expect((await stranger.send('GET', '/api/session')).status).toBe(401)
  })

  it('writes down who signed in, who was refused and who left, and no password', async () => {
    await opened.addUser('recorded')
    const browser = app.openBrowser('10.9.8.7')
    await browser.signIn('recorded', 'my-other-secret')
    await browser.signIn('a-password-in-the-wrong-field', 'x')
    await browser.signIn('recorded')
    await browser.send('DELETE', '/api/session')
    const lines = (await opened.auditLines()).filter(({ address }) => address === '10.9.8.7')
    expect(lines.map(({ actor, action, outcome }) => `${actor} ${action} ${outcome}`)).toEqual([
      'recorded session.sign-in refused',
      ' session.sign-in refused',
      'recorded session.sign-in done',
      'recorded session.sign-out done',
    ])
    const text = JSON.stringify(
      await opened.database.read((handle) =>
        handle.rows(sql`SELECT a::text FROM audit_entries a UNION SELECT a::text FROM audit_log a`),
      ),
    )
    for (const secret of ['my-other-secret', 'a-password-in-the-wrong-field', goodPassword])
      expect(text).not.toContain(secret)
  })
})
