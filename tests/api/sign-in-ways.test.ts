import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SessionAnswer } from '#api/platform/access/access.contract.ts'
import { networkKey } from '#api/platform/access/sign-in.service.ts'
import { bindByName, unbindByName } from '#api/platform/access/ways/bind-by-name.ts'
import { readProviderId } from '#api/platform/access/ways/provider-id.ts'
import { type WayId, wayIds } from '#api/platform/access/ways/ways.contract.ts'
import { bindAccount } from '#api/platform/access/ways/ways.repo.ts'
import { type Misdeed, startFakeProvider } from '../support/fake-provider.ts'
import { goodPassword, openSignInApp, type TestBrowser } from '../support/sign-in-app.ts'
import { codeOf } from '../support/totp.ts'

const origin = 'http://127.0.0.1:8787'
const stateCookie = 'onegrid.way'

let opened: Awaited<ReturnType<typeof openSignInApp>>
let app: Awaited<ReturnType<typeof opened.wire>>
let fake: Awaited<ReturnType<typeof startFakeProvider>>
let providerIds: Record<WayId, string>
/** Addresses and accounts of their own, so that no test uses up what another counts. */
let places = 0
let browser: TestBrowser

beforeAll(async () => {
  opened = await openSignInApp()
  fake = await startFakeProvider()
  app = await opened.wire({ ways: fake.settings({ origin }) })
  providerIds = { oidc: `oidc:${fake.url}`, wecom: 'wecom:corp', dingtalk: 'dingtalk' }
})
afterAll(async () => {
  await fake?.close()
  await opened?.close()
})
beforeEach(() => {
  places += 1
  browser = app.openBrowser(`10.1.0.${places}`)
  fake.user = `user-${places}`
})
afterEach(() => {
  fake.misdeed = null
  fake.calls.length = 0
})

/** An account of its own for each test, bound to who is signed in at the provider. */
async function addBound(way: WayId, more: Parameters<typeof opened.addUser>[2] = {}) {
  const username = `person-${places}`
  const userId = await opened.addUser(username, 'county-operator', more)
  await opened.database.write((transaction) =>
    bindAccount(transaction, { userId, providerId: providerIds[way], foreignId: fake.user }),
  )
  return { username, userId }
}

/** What the provider makes of the address that a browser was sent to: the one it is sent back to. */
async function passProvider(location: string): Promise<URL> {
  const response = await fetch(location, { redirect: 'manual' })
  expect(response.status).toBe(302)
  const back = new URL(response.headers.get('location') ?? '')
  expect(back.origin).toBe(origin)
  return back
}

/** Comes back as a browser does from another site: with cookies that are Lax, and no other. */
async function comeBack(back: URL, guest = browser) {
  const strict = [...guest.cookies].filter(([name]) => name !== stateCookie)
  for (const [name] of strict) guest.cookies.delete(name)
  const answer = await guest.send('GET', `${back.pathname}${back.search}`)
  for (const [name, value] of strict) if (!guest.cookies.has(name)) guest.cookies.set(name, value)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
  return answer.headers.get('location')
}

async function setOut(way: WayId, query = '', guest = browser): Promise<string> {
  const { status, headers } = await guest.send('GET', `/api/session/ways/${way}/start${query}`)
  expect(status).toBe(302)
  return headers.get('location') ?? ''
}

const signInBy = async (way: WayId, query = '') => comeBack(await passProvider(await setOut(way, query)))
const whoAmI = async () => (await browser.send<SessionAnswer>('GET', '/api/session')).body
const lastLine = async () => (await opened.auditLines()).at(-1)
const countAccounts = async () =>
  (await opened.database.read((handle) => handle.rows(sql`SELECT 1 FROM onegrid.users`))).length

describe('the other ways to sign in', () => {
  it('are listed with their names, and none where none is configured', async () => {
    const name = { zh: '测试', en: 'Test' }
    expect((await browser.send('GET', '/api/session/ways')).body).toEqual({ ways: wayIds.map((id) => ({ id, name })) })
    const without = (await opened.wire()).openBrowser()
    expect((await without.send('GET', '/api/session/ways')).body).toEqual({ ways: [] })
    for (const path of ['oidc/start', 'oidc/callback?code=1&state=2', '__proto__/start'])
      expect(await without.send('GET', `/api/session/ways/${path}`)).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      })
  })
})

describe.each(wayIds)('signing in by %s', (way) => {
  it('gives the session of the account that the user is bound to, and writes it down', async () => {
    const { username, userId } = await addBound(way)
    expect(await signInBy(way)).toBe(`${origin}/`)
    expect(await whoAmI()).toMatchObject({ username, id: userId, pending: null })
    expect([...browser.cookies.keys()]).toEqual(['onegrid.session_token'])
    expect(await lastLine()).toMatchObject({
      actor: username,
      action: 'session.sign-in',
      outcome: 'done',
      details: { way, next: 'done' },
      address: browser.address,
    })
    const [row] = await opened.database.read((handle) =>
      handle.rows(
        sql`SELECT s.way, s.ip_address, s.user_agent, u.last_sign_in_at > now() - interval '1 minute' AS noted
            FROM onegrid.sessions s JOIN onegrid.users u ON u.id = s.user_id WHERE u.id = ${userId}`,
      ),
    )
    expect(row).toEqual({ way, ip_address: browser.address, user_agent: 'test browser', noted: true })
    // A session as any other, also for the library.
    const enrolment = await browser.send('POST', '/api/session/second-factor/enrolment', { password: goodPassword })
    expect(enrolment.status).toBe(200)
    expect((await browser.send('DELETE', '/api/session')).status).toBe(204)
    expect((await browser.send('GET', '/api/session')).status).toBe(401)
  })

  it('sets cookies that no script reads: the session for this site alone, the state for the way back', async () => {
    await addBound(way)
    const { headers } = await browser.send('GET', `/api/session/ways/${way}/start`)
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^onegrid\.way=[\w-]{43}; Max-Age=600; Path=\/api\/session\/ways; HttpOnly; SameSite=Lax$/),
    ])
    const back = await passProvider(headers.get('location') ?? '')
    const answer = await browser.send('GET', `${back.pathname}${back.search}`)
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^onegrid\.way=; Max-Age=0; Path=\/api\/session\/ways; HttpOnly; SameSite=Lax$/),
      expect.stringMatching(/^onegrid\.session_token=.+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/),
    ])
  })

  it('makes no account for a user whom nobody has bound, and tells the administrator who it was', async () => {
    const before = await countAccounts()
    expect(await signInBy(way)).toBe(`${origin}/?sign-in=unbound`)
    expect(await countAccounts()).toBe(before)
    expect(browser.cookies.size).toBe(0)
    expect(await lastLine()).toMatchObject({
      actor: '',
      action: 'session.sign-in',
      outcome: 'refused',
      details: { way, reason: 'bound to no account', foreignId: fake.user },
    })
  })

  it('takes nobody for the user of the same id in another system', async () => {
    const other = wayIds.find((id) => id !== way) as WayId
    await addBound(other)
    expect(await signInBy(way)).toBe(`${origin}/?sign-in=unbound`)
  })

  it.each([
    ['disabled', sql`disabled_at = now()`],
    ['past its last day', sql`valid_until = now() - interval '1 second'`],
  ])('refuses an account that is %s as one that is not there', async (_, change) => {
    const { username, userId } = await addBound(way)
    await opened.database.write((transaction) =>
      transaction.run(sql`UPDATE onegrid.users SET ${change} WHERE id = ${userId}`, 1),
    )
    expect(await signInBy(way)).toBe(`${origin}/?sign-in=unbound`)
    expect(browser.cookies.size).toBe(0)
    expect(await lastLine()).toMatchObject({
      actor: username,
      outcome: 'refused',
      details: { reason: 'the account is closed' },
    })
  })

  it('asks for the second factor where there is one, and the session knows how it began', async () => {
    const { username, userId } = await addBound(way, { mustChange: true })
    await opened.database.write((transaction) =>
      transaction.run(sql`UPDATE onegrid.users SET must_change_password = false WHERE id = ${userId}`, 1),
    )
    await browser.signIn(username)
    const { body } = await browser.send<{ uri: string }>('POST', '/api/session/second-factor/enrolment', {
      password: goodPassword,
    })
    const enrolled = await browser.send('POST', '/api/session/second-factor/enrolment/confirm', {
      code: codeOf(body.uri),
    })
    expect(enrolled.status).toBe(204)
    await opened.database.write((transaction) =>
      transaction.run(sql`UPDATE onegrid.users SET must_change_password = true WHERE id = ${userId}`, 1),
    )
    browser.cookies.clear()

    expect(await signInBy(way, '?to=/desk')).toBe(`${origin}/desk?sign-in=second-factor`)
    expect((await browser.send('GET', '/api/session')).status).toBe(401)
    expect((await browser.send('POST', '/api/session/second-factor', { code: '000000' })).body.code).toBe(
      'wrong_credentials',
    )
    const next = await browser.send('POST', '/api/session/second-factor', { code: codeOf(body.uri, 1) })
    expect([next.status, next.body]).toEqual([200, { next: 'done' }])
    // No password was used, so none has to be changed.
    expect(await whoAmI()).toMatchObject({ username, hasSecondFactor: true, pending: null })
  })

  it('does not ask for another first password, but for the second factor that a role requires', async () => {
    await addBound(way, { mustChange: true })
    await signInBy(way)
    expect(await whoAmI()).toMatchObject({ pending: null })
    await requireSecondFactor(true)
    try {
      browser.cookies.clear()
      await signInBy(way)
      expect(await whoAmI()).toMatchObject({ pending: 'second-factor' })
    } finally {
      await requireSecondFactor(false)
    }
  })

  it('takes no state that is wrong, missing, used, over, of another browser or of another way', async () => {
    await addBound(way)
    const stranger = app.openBrowser(browser.address)
    const failed = `${origin}/?sign-in=failed`
    fake.misdeed = 'wrong-state'
    expect(await signInBy(way)).toBe(failed)
    fake.misdeed = null

    expect(await comeBack(new URL(`${origin}/api/session/ways/${way}/callback?code=1&authCode=1`))).toBe(failed)

    // Somebody else's link, made to sign a victim in as the attacker.
    const link = await passProvider(await setOut(way, '', stranger))
    expect(await comeBack(link)).toBe(failed)
    expect(await comeBack(link, stranger)).toBe(`${origin}/`)
    expect(await comeBack(link, stranger)).toBe(failed)

    const twice = await passProvider(await setOut(way))
    const cookie = browser.cookies.get(stateCookie) as string
    expect(await comeBack(twice)).toBe(`${origin}/`)
    browser.cookies.set(stateCookie, cookie)
    expect(await comeBack(twice)).toBe(failed)

    const late = await passProvider(await setOut(way))
    await opened.database.write((transaction) =>
      transaction.run(sql`UPDATE onegrid.verifications SET expires_at = now() WHERE id LIKE 'way-%'`),
    )
    expect(await comeBack(late)).toBe(failed)

    const mixed = await passProvider(await setOut(way))
    mixed.pathname = mixed.pathname.replace(way, wayIds.find((id) => id !== way) as WayId)
    expect(await comeBack(mixed)).toBe(failed)
    expect((await lastLine())?.details).toMatchObject({ reason: 'the state is of another way' })
  })

  it('lets one in of two that come back with one state at once', async () => {
    await addBound(way)
    const back = await passProvider(await setOut(way))
    const twin = app.openBrowser(browser.address)
    twin.cookies.set(stateCookie, browser.cookies.get(stateCookie) as string)
    const landed = await Promise.all([comeBack(back), comeBack(back, twin)])
    expect(landed.sort()).toEqual([`${origin}/`, `${origin}/?sign-in=failed`])
  })

  const misdeeds: [Misdeed, string][] = [
    ['past-code', 'failed'],
    ['denied', 'cancelled'],
    ['status-500', 'unavailable'],
    ['hang', 'unavailable'],
    ['redirect', 'unavailable'],
    ['huge', 'unavailable'],
    ['no-json', way === 'oidc' ? 'failed' : 'unavailable'],
  ]
  it.each(misdeeds)('signs nobody in when the provider answers with %s, and says %s', async (misdeed, outcome) => {
    await addBound(way)
    // What it knows of the provider is from before; WeCom's token of the corporation too.
    const guest = app.openBrowser(`10.2.0.${places}`)
    await comeBack(await passProvider(await setOut(way, '', guest)), guest)
    const location = await setOut(way)
    fake.misdeed = misdeed
    expect(await comeBack(await passProvider(location))).toBe(`${origin}/?sign-in=${outcome}`)
    expect(browser.cookies.size).toBe(0)
    expect(fake.calls.filter((path) => path.startsWith('trap'))).toEqual([])
    const line = await lastLine()
    expect(line).toMatchObject({ action: 'session.sign-in', outcome: outcome === 'unavailable' ? 'failed' : 'refused' })
    expect(JSON.stringify(line)).not.toContain(fake.secret)
    expect(JSON.stringify(line)).not.toContain(encodeURIComponent(fake.secret))
  })

  it('asks the same wait of an address that keeps failing as a wrong password does', async () => {
    await addBound(way)
    const key = networkKey(browser.address)
    const countTries = async () => {
      const rows = await opened.database.read((handle) =>
        handle.rows<{ count: number }>(sql`SELECT count FROM onegrid.rate_counts WHERE key = ${key}`),
      )
      return rows.reduce((sum, { count }) => sum + count, 0)
    }
    expect(await signInBy(way)).toBe(`${origin}/`)
    expect(await countTries()).toBe(0)
    const bad = new URL(`${origin}/api/session/ways/${way}/callback?code=1&state=2`)
    expect(await comeBack(bad)).toBe(`${origin}/?sign-in=failed`)
    expect(await countTries()).toBe(1)

    // As after thirty of them, in the next minute too: this one may end meanwhile.
    await opened.database.write((transaction) =>
      transaction.run(
        sql`INSERT INTO onegrid.rate_counts (key, starts_at, count)
            SELECT ${key}, date_trunc('minute', now()) + n * interval '1 minute', 30 FROM generate_series(0, 1) n
            ON CONFLICT (key, starts_at) DO UPDATE SET count = 30`,
        2,
      ),
    )
    const back = await passProvider(await setOut(way))
    const asked = fake.calls.length
    expect(await comeBack(back)).toBe(`${origin}/?sign-in=busy`)
    expect(fake.calls.length).toBe(asked)
    expect((await browser.signIn(`person-${places}`)).status).toBe(429)
    const elsewhere = app.openBrowser(`10.2.0.${places}`)
    expect(await comeBack(await passProvider(await setOut(way, '', elsewhere)), elsewhere)).toBe(`${origin}/`)
  })

  it('sends no more than 120 people of one address to the provider in a minute', async () => {
    const answers = []
    // The minute may end between two of them, and the count with it.
    for (let tries = 0; tries < 241; tries++) answers.push(await setOut(way))
    const sent = answers.filter((location) => location !== `${origin}/?sign-in=busy`)
    expect(sent.length).toBeGreaterThanOrEqual(120)
    expect(sent.length).toBeLessThan(241)
  })

  it('goes on at a path of the page, and nowhere else', async () => {
    await addBound(way)
    expect(await signInBy(way, `?to=${encodeURIComponent('/desk?grid=1#z=9')}`)).toBe(`${origin}/desk?grid=1#z=9`)
    for (const to of [
      'https://evil.invalid/',
      '//evil.invalid/',
      '/\\evil.invalid',
      '/\t/evil.invalid',
      '/.//evil.invalid',
      '/a/..//evil.invalid',
      'javascript:alert(1)',
      ' /desk',
      'desk',
      '/api/session/ways/oidc/start',
      `/${'x'.repeat(2_000)}`,
    ])
      expect(
        await browser.send('GET', `/api/session/ways/${way}/start?to=${encodeURIComponent(to)}`),
        to,
      ).toMatchObject({ status: 400, body: { code: 'invalid_input' } })
  })
})

const requireSecondFactor = (isRequired: boolean) =>
  opened.database.write((transaction) =>
    transaction.run(
      sql`INSERT INTO onegrid.role_policies (county_code, role, requires_second_factor, changed_by)
          VALUES ('530326', 'county-operator', ${isRequired}, 'tests')
          ON CONFLICT (county_code, role) DO UPDATE SET requires_second_factor = ${isRequired}`,
      1,
    ),
  )

describe('signing in by OpenID Connect', () => {
  it.each<Misdeed>([
    'wrong-nonce',
    'foreign-issuer',
    'foreign-audience',
    'past-token',
    'unsigned-token',
    'forged-token',
    'no-token',
  ])('signs nobody in with an id token that has this fault: %s', async (misdeed) => {
    await addBound('oidc')
    fake.misdeed = misdeed
    expect(await signInBy('oidc')).toBe(`${origin}/?sign-in=failed`)
    expect(browser.cookies.size).toBe(0)
  })

  it('asks nobody but the configured addresses, whatever the provider says of itself', async () => {
    await addBound('oidc')
    const fresh = await opened.wire({ ways: fake.settings({ origin }) })
    browser = fresh.openBrowser(browser.address)
    fake.misdeed = 'foreign-login'
    expect(await setOut('oidc')).toBe(`${origin}/?sign-in=unavailable`)

    browser = (await opened.wire({ ways: fake.settings({ origin }) })).openBrowser(browser.address)
    fake.misdeed = 'foreign-endpoint'
    expect(await signInBy('oidc')).toBe(`${origin}/?sign-in=unavailable`)
    expect(fake.calls.filter((path) => path.startsWith('trap'))).toEqual([])
  })

  it('starts while the provider is away, and finds it when it is back', async () => {
    await addBound('oidc')
    const started = await opened.wire({ ways: fake.settings({ origin }) })
    browser = started.openBrowser(browser.address)
    fake.misdeed = 'away'
    expect(await setOut('oidc')).toBe(`${origin}/?sign-in=unavailable`)
    fake.misdeed = null
    expect(await signInBy('oidc')).toBe(`${origin}/`)
  })

  it('leaves the second factor to the provider where that is configured, and only of who comes by it', async () => {
    const { username } = await addBound('oidc')
    const trusting = await opened.wire({ ways: fake.settings({ origin, replacesSecondFactor: true }) })
    browser = trusting.openBrowser(browser.address)
    await requireSecondFactor(true)
    try {
      await signInBy('oidc')
      expect(await whoAmI()).toMatchObject({ username, pending: null })
      browser.cookies.clear()
      await browser.signIn(username)
      expect(await whoAmI()).toMatchObject({ username, pending: 'second-factor' })
    } finally {
      await requireSecondFactor(false)
    }
  })
})

it('lets no demonstration account in by another system where none may come in', async () => {
  const { userId } = await addBound('oidc')
  await opened.database.write((transaction) =>
    transaction.run(sql`UPDATE onegrid.users SET is_demo = true WHERE id = ${userId}`, 1),
  )
  const reachable = await opened.wire({ ways: fake.settings({ origin }), allowsDemo: false })
  browser = reachable.openBrowser(browser.address)
  expect(await signInBy('oidc')).toBe(`${origin}/?sign-in=unbound`)
})

describe('signing in by WeCom', () => {
  it('fetches the token of the corporation once, and anew when it is no longer taken', async () => {
    browser = (await opened.wire({ ways: fake.settings({ origin }) })).openBrowser(browser.address)
    await addBound('wecom')
    fake.calls.length = 0
    await signInBy('wecom')
    await signInBy('wecom')
    expect(fake.calls.filter((path) => path === '/cgi-bin/gettoken')).toHaveLength(1)
    fake.corpToken = 'corp-token-2'
    expect(await signInBy('wecom')).toBe(`${origin}/`)
    expect(fake.calls.filter((path) => path === '/cgi-bin/gettoken')).toHaveLength(2)
  })

  it('takes nobody who is not a member of the corporation', async () => {
    await addBound('wecom')
    fake.misdeed = 'outsider'
    expect(await signInBy('wecom')).toBe(`${origin}/?sign-in=unbound`)
  })
})

describe.each(wayIds)('binding the own account to %s', (way) => {
  async function addPerson(username = `person-${places}`) {
    await opened.addUser(username)
    await browser.signIn(username)
    return username
  }
  async function bind() {
    const { status, body } = await browser.send<{ url: string }>('POST', `/api/session/ways/${way}`, {
      password: goodPassword,
    })
    expect(status).toBe(200)
    return comeBack(await passProvider(body.url))
  }
  const listBound = async () => (await browser.send('GET', '/api/session/ways/bound')).body

  it('lets one come in by it afterwards, until it is taken back', async () => {
    const username = await addPerson()
    expect(await listBound()).toEqual({ ways: [] })
    expect(await bind()).toBe(`${origin}/?sign-in=bound`)
    expect(await lastLine()).toMatchObject({
      actor: username,
      action: 'session.way-bound',
      outcome: 'done',
      details: { way, foreignId: fake.user },
    })
    const bound = { id: way, userId: fake.user, boundAt: expect.stringMatching(/^20.*Z$/), isUsable: true }
    expect(await listBound()).toEqual({ ways: [bound] })
    // Once more is the same.
    expect(await bind()).toBe(`${origin}/?sign-in=bound`)

    const guest = app.openBrowser(browser.address)
    expect(await comeBack(await passProvider(await setOut(way, '', guest)), guest)).toBe(`${origin}/`)
    expect((await guest.send<SessionAnswer>('GET', '/api/session')).body).toMatchObject({ username })

    expect((await browser.send('DELETE', `/api/session/ways/${way}`)).status).toBe(204)
    expect((await lastLine())?.action).toBe('session.way-unbound')
    expect((await guest.send('GET', '/api/session')).status).toBe(401)
    expect(await whoAmI()).toMatchObject({ username })
    expect((await browser.send('DELETE', `/api/session/ways/${way}`)).body.code).toBe('not_found')
    expect(await comeBack(await passProvider(await setOut(way, '', guest)), guest)).toBe(`${origin}/?sign-in=unbound`)
  })

  it('needs the password, and a session without something to be done before', async () => {
    const username = await addPerson()
    expect((await browser.send('POST', `/api/session/ways/${way}`, { password: 'wrong' })).body.code).toBe(
      'wrong_credentials',
    )
    expect(await lastLine()).toMatchObject({ actor: username, action: 'session.way-bound', outcome: 'refused' })
    await opened.addUser(`${username}-new`, 'county-operator', { mustChange: true })
    await browser.signIn(`${username}-new`)
    expect((await browser.send('POST', `/api/session/ways/${way}`, { password: goodPassword })).body.code).toBe(
      'password_change_required',
    )
    browser.cookies.clear()
    expect((await browser.send('POST', `/api/session/ways/${way}`, { password: goodPassword })).status).toBe(401)
    expect(fake.calls.filter((path) => path !== '/.well-known/openid-configuration')).toEqual([])
  })

  it('takes nobody away from another account, and puts nobody in the place of who is bound', async () => {
    await addBound(way)
    await addPerson(`second-${places}`)
    expect(await bind()).toBe(`${origin}/?sign-in=bound-elsewhere`)
    expect(await lastLine()).toMatchObject({ outcome: 'refused', details: { reason: 'bound-elsewhere' } })
    fake.user = `another-${places}`
    expect(await bind()).toBe(`${origin}/?sign-in=bound`)
    fake.user = `third-${places}`
    expect(await bind()).toBe(`${origin}/?sign-in=bound-already`)
    expect(await listBound()).toMatchObject({ ways: [{ userId: `another-${places}` }] })
  })

  it('comes back to where it set out, and nowhere else', async () => {
    await addPerson()
    const setOutFrom = (to: string) =>
      browser.send<{ url: string }>('POST', `/api/session/ways/${way}`, { password: goodPassword, to })
    expect((await setOutFrom('//evil.invalid/')).status).toBe(400)
    const { body } = await setOutFrom('/?panel=table#map=9/1,2')
    expect(await comeBack(await passProvider(body.url))).toBe(`${origin}/?panel=table&sign-in=bound#map=9/1,2`)
  })

  it('says of a binding to a system that is no longer asked that it is of no use', async () => {
    const username = await addPerson()
    await bindByName(
      { database: opened.database, audit: app.audit, actor: { kind: 'system', id: 'root', name: 'root' } },
      { username, way, providerId: `${way}:https://former.invalid`, foreignId: fake.user },
    )
    expect(await listBound()).toMatchObject({ ways: [{ id: way, isUsable: false }] })
    expect((await browser.send('DELETE', `/api/session/ways/${way}`)).status).toBe(204)
    expect(await listBound()).toEqual({ ways: [] })
  })

  it('binds nothing when the session has ended meanwhile', async () => {
    await addPerson()
    const { body } = await browser.send<{ url: string }>('POST', `/api/session/ways/${way}`, {
      password: goodPassword,
    })
    const back = await passProvider(body.url)
    await browser.send('DELETE', '/api/session')
    expect(await comeBack(back)).toBe(`${origin}/?sign-in=session-over`)
    expect(await signInBy(way)).toBe(`${origin}/?sign-in=unbound`)
  })
})

describe('an administrator', () => {
  const deps = () => ({
    database: opened.database,
    audit: app.audit,
    actor: { kind: 'system', id: 'root', name: 'root' } as const,
  })

  it.each(wayIds)('binds an account to a user of %s and takes it back, which ends the sessions', async (way) => {
    const username = `person-${places}`
    await opened.addUser(username)
    const providerId = readProviderId({ OIDC_ISSUER: fake.url, WECOM_CORP_ID: 'corp' }, way)
    await bindByName(deps(), { username: ` Person-${places} `, way, providerId, foreignId: fake.user })
    expect(await lastLine()).toMatchObject({ actor: 'root', action: 'session.way-bound', outcome: 'done' })
    expect(await signInBy(way)).toBe(`${origin}/`)
    const byPassword = app.openBrowser(browser.address)
    await byPassword.signIn(username)

    await unbindByName(deps(), { username, way })
    expect(await lastLine()).toMatchObject({
      actor: 'root',
      action: 'session.way-unbound',
      details: { foreignId: fake.user },
    })
    // Another process: within the five seconds for which somebody is remembered.
    await expect.poll(async () => (await browser.send('GET', '/api/session')).status, { timeout: 8_000 }).toBe(401)
    expect((await byPassword.send('GET', '/api/session')).status).toBe(200)
    await expect(unbindByName(deps(), { username, way })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('is told whose account a user is bound to, and changes nothing then', async () => {
    const { username } = await addBound('wecom')
    const second = `second-${places}`
    await opened.addUser(second)
    const binding = { way: 'wecom', providerId: providerIds.wecom } as const
    await expect(bindByName(deps(), { ...binding, username: second, foreignId: fake.user })).rejects.toThrow(username)
    await expect(bindByName(deps(), { ...binding, username, foreignId: 'other' })).rejects.toThrow('another user')
    await expect(bindByName(deps(), { ...binding, username: 'nobody', foreignId: 'other' })).rejects.toThrow('nobody')
    expect(await signInBy('wecom')).toBe(`${origin}/`)
    expect(await whoAmI()).toMatchObject({ username })
  })

  it('has to name the system within which an id holds', () => {
    expect(() => readProviderId({}, 'oidc')).toThrow('OIDC_ISSUER')
    expect(() => readProviderId({ WECOM_CORP_ID: ' ' }, 'wecom')).toThrow('WECOM_CORP_ID')
  })
})

it('takes no password away with a way that is none', async () => {
  const username = `person-${places}`
  await opened.addUser(username)
  await browser.signIn(username)
  expect((await browser.send('DELETE', '/api/session/ways/credential')).body.code).toBe('not_found')
  browser.cookies.clear()
  expect((await browser.signIn(username)).status).toBe(200)
})
