import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { wallCookie } from '#api/people/walls/walls.contract.ts'
import { refusalLimits } from '#api/platform/audit/refused-attempts.ts'
import { wallHeader } from '#api/platform/http/credentials.ts'
import { openSignInApp } from '../support/sign-in-app.ts'

/*
 * What is left in the record of those who are turned away. A server is closed before the record is looked at: what was left
 * out of a minute is written then, as it is at the minute's end.
 */

let opened: Awaited<ReturnType<typeof openSignInApp>>
beforeAll(async () => {
  opened = await openSignInApp()
  await opened.addUser('wang.hong')
  await opened.addUser('zhao.min', 'auditor')
}, 120_000)
afterAll(() => opened?.close())
beforeEach(() =>
  opened.database.write(async (transaction) => {
    for (const table of ['audit_entries', 'audit_log', 'onegrid.rate_counts', 'onegrid.sign_in_failures'])
      await transaction.run(sql`DELETE FROM ${sql.raw(table)}`)
    await transaction.run(
      sql`UPDATE audit_head SET seq = 0, hash = anchor_hash, reference_id = NULL, reference_at = NULL`,
    )
  }),
)

type Line = Awaited<ReturnType<typeof opened.auditLines>>[number] & {
  details: { by?: string; leftOut?: number; status?: number; path?: string; accounts?: unknown[]; most?: unknown[] }
}
/** In no order: lines of one moment are written side by side. */
const refusedLines = async () => ((await opened.auditLines()) as Line[]).filter(({ outcome }) => outcome === 'refused')
/** How many refusals the lines stand for. */
const sumOf = (lines: readonly Line[]) =>
  lines.reduce(
    (sum, { action, details }) => sum + (action === 'session.refused-attempts' ? (details.leftOut ?? 0) : 1),
    0,
  )

type Wired = Awaited<ReturnType<typeof opened.wire>>
const forge = async (wired: Wired, address: string, name: string, value: string) => {
  const browser = wired.openBrowser(address)
  browser.cookies.set(name, value)
  // As the page sends it for which the cookie is.
  const headers: Record<string, string> = name === wallCookie ? { [wallHeader]: '1' } : {}
  return (await browser.send('GET', '/api/incidents', undefined, headers)).status
}
const sessionCookie = 'onegrid.session_token'

describe('a flood of strangers', () => {
  it('with a thousand forged cookies leaves six lines, whose counts are a thousand', async () => {
    const wired = await opened.wire()
    for (let time = 0; time < 1000; time++)
      expect(await forge(wired, '10.9.9.9', sessionCookie, `forged${time}.c2lnbmF0dXJl`)).toBe(401)
    await wired.close()
    const lines = await refusedLines()
    expect(lines).toHaveLength(refusalLimits.perAddress + 1)
    expect(sumOf(lines)).toBe(1000)
    expect(lines.find(({ actor }) => actor === '')).toMatchObject({
      actor: '',
      address: '10.9.9.9',
      action: 'incidents.read',
      details: { status: 401, by: 'session', path: '/api/incidents' },
    })
    expect(lines.filter(({ action }) => action === 'session.refused-attempts')).toMatchObject([
      {
        actor: 'server',
        details: { most: [{ address: '10.9.9.9', by: 'session', leftOut: 995 }] },
      },
    ])
    expect(JSON.stringify(lines)).not.toContain('forged')
  }, 120_000)

  it('from a thousand addresses leaves a bounded number, and takes no line from who has signed in', async () => {
    const wired = await opened.wire()
    const auditor = wired.openBrowser('10.0.0.2')
    expect((await auditor.signIn('zhao.min')).status).toBe(200)
    for (let time = 0; time < 1000; time++) {
      const address = `10.${time % 200}.${Math.floor(time / 200)}.7`
      expect(await forge(wired, address, wallCookie, `ogw_${time}`)).toBe(401)
      // In the middle of it, and behind the address of an attacker: not this auditor's to read.
      if (time % 100 !== 99) continue
      auditor.address = address
      expect((await auditor.send('GET', '/api/incidents')).status).toBe(403)
    }
    await wired.close()
    const lines = await refusedLines()
    const ofAuditor = lines.filter(({ actor }) => actor === 'zhao.min')
    expect(ofAuditor).toHaveLength(10)
    expect(ofAuditor[0]).toMatchObject({ action: 'incidents.read', details: { status: 403 } })
    expect(lines.length - ofAuditor.length).toBe(refusalLimits.inAll + 1)
    expect(sumOf(lines)).toBe(1010)
  }, 120_000)
})

describe('leaves a line', () => {
  it('who comes with a session that was ended, and a key or a wall that nobody knows', async () => {
    const wired = await opened.wire()
    const browser = wired.openBrowser('10.0.0.3')
    await browser.signIn('wang.hong')
    const stolen = new Map(browser.cookies)
    expect((await browser.send('DELETE', '/api/session')).status).toBe(204)
    for (const [name, value] of stolen) browser.cookies.set(name, value)
    expect((await browser.send('GET', '/api/session')).status).toBe(401)
    expect(await forge(wired, '10.0.0.4', wallCookie, 'ogw_gone')).toBe(401)
    // What asks with nothing at all finds out that it has to sign in.
    expect((await wired.openBrowser('10.0.0.5').send('GET', '/api/session')).status).toBe(401)
    const answer = await wired.app.request(
      '/api/grids',
      { headers: { authorization: 'Bearer ogk_gone' } },
      { incoming: { socket: { remoteAddress: '10.0.0.6' } } },
    )
    expect(answer.status).toBe(401)
    await wired.close()
    expect((await refusedLines()).map(({ address, details: { by } }) => [address, by]).sort()).toEqual([
      ['10.0.0.3', 'ended-session'],
      ['10.0.0.4', 'wall'],
      ['10.0.0.6', 'key'],
    ])
  })

  it('who was away for too long by another name than who forges a session', async () => {
    const wired = await opened.wire()
    const browser = wired.openBrowser('10.0.0.12')
    await browser.signIn('wang.hong')
    await opened.database.write((transaction) =>
      transaction.run(sql`UPDATE onegrid.sessions SET active_at = now() - interval '1 day'`),
    )
    wired.authenticator.forget()
    expect((await browser.send('GET', '/api/session')).status).toBe(401)
    const signed = browser.cookies.get(sessionCookie) ?? ''
    expect(
      await forge(
        wired,
        '10.0.0.13',
        sessionCookie,
        signed.replace(/^./, (first) => (first === 'a' ? 'b' : 'a')),
      ),
    ).toBe(401)
    await wired.close()
    expect((await refusedLines()).map(({ address, actor, details: { by } }) => [address, actor, by]).sort()).toEqual([
      ['10.0.0.12', '', 'ended-session'],
      ['10.0.0.13', '', 'session'],
    ])
  })

  it('who has to wait after wrong passwords, beside the lines of the wrong ones', async () => {
    const wired = await opened.wire()
    const browser = wired.openBrowser('10.0.0.7')
    const statuses = []
    for (let time = 0; time < 20; time++) statuses.push((await browser.signIn('wang.hong', 'wrong-password')).status)
    expect(statuses.filter((status) => status === 401)).toHaveLength(5)
    await wired.close()
    const lines = await refusedLines()
    expect(lines.filter(({ actor }) => actor === 'wang.hong')).toHaveLength(5)
    const waiting = lines.filter(({ details }) => details.status === 429)
    expect(waiting).toHaveLength(refusalLimits.perAddress)
    expect(waiting[0]).toMatchObject({ action: 'session.sign-in', address: '10.0.0.7', details: { by: 'sign-in' } })
    expect(sumOf(lines)).toBe(20)
    expect(JSON.stringify(lines)).not.toContain('wrong-password')
  }, 60_000)

  it('a screen that asks with a claim nobody knows, or for too many codes, and a wrong code', async () => {
    const wired = await opened.wire()
    const screen = wired.openBrowser('10.0.0.8')
    screen.cookies.set('onegrid-wall-claim', 'ogc_forged')
    expect((await screen.send('GET', '/api/walls/pairing')).body).toMatchObject({ state: 'expired' })
    const statuses = []
    for (let time = 0; time < 32; time++) statuses.push((await screen.send('POST', '/api/walls/pairing')).status)
    expect(statuses.filter((status) => status === 429)).toHaveLength(2)
    const operator = wired.openBrowser('10.0.0.9')
    await operator.signIn('wang.hong')
    const body = { code: '222222', name: '大屏', scene: 'map', area: '530326' }
    expect((await operator.send('POST', '/api/walls', body)).status).toBe(400)
    await wired.close()
    const lines = await refusedLines()
    expect(lines.map(({ actor, action, details: { by, status } }) => [actor, action, by, status]).sort()).toEqual([
      ['', 'walls.pairing', 'pairing', 200],
      ['', 'walls.pairing', 'pairing', 429],
      ['', 'walls.pairing', 'pairing', 429],
      ['wang.hong', 'walls.write', undefined, undefined],
    ])
    expect(JSON.stringify(lines)).not.toContain('222222')
  })

  it("no screen whose code nobody has typed, until its claim is nobody's", async () => {
    const wired = await opened.wire()
    const screen = wired.openBrowser('10.0.0.14')
    expect((await screen.send('POST', '/api/walls/pairing')).status).toBe(201)
    const age = (minutes: number) =>
      opened.database.write((transaction) =>
        transaction.run(
          sql`UPDATE onegrid.wall_pairings SET expires_at = now() - make_interval(mins => ${minutes}::integer)`,
        ),
      )
    const ask = async () => (await screen.send('GET', '/api/walls/pairing')).body
    await age(2)
    expect(await ask()).toMatchObject({ state: 'expired' })
    // Another screen sweeps what is older than an hour.
    for (const minutes of [59, 61]) {
      await age(minutes)
      await wired.openBrowser('10.0.0.15').send('POST', '/api/walls/pairing')
      expect(await ask(), `${minutes}`).toMatchObject({ state: 'expired' })
    }
    await wired.close()
    expect((await refusedLines()).map(({ action, details: { status } }) => [action, status])).toEqual([
      ['walls.pairing', 200],
    ])
  })

  it('nobody who opens the console, signed out, in a browser that is a paired screen as well', async () => {
    const wired = await opened.wire()
    const browser = wired.openBrowser('10.0.0.16')
    browser.cookies.set(wallCookie, 'ogw_paired')
    expect((await browser.send('GET', '/api/session')).status).toBe(401)
    await wired.close()
    expect(await refusedLines()).toEqual([])
  })

  it('nobody who asks with nothing, nor a screen that waits', async () => {
    const wired = await opened.wire()
    const screen = wired.openBrowser('10.0.0.10')
    await screen.send('GET', '/api/incidents')
    await screen.send('POST', '/api/walls/pairing')
    await screen.send('GET', '/api/walls/pairing')
    await wired.openBrowser('10.0.0.11').send('GET', '/api/walls/pairing')
    await wired.close()
    expect(await refusedLines()).toEqual([])
  })
})

it('what the page of another site sends leaves a line, also where it would need nobody', async () => {
  const wired = await opened.wire()
  for (const path of ['/api/session', '/api/keys']) {
    const response = await wired.app.request(
      path,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
        body: '{}',
      },
      { incoming: { socket: { remoteAddress: '10.6.0.1' } } },
    )
    expect(response.status).toBe(403)
  }
  await wired.close()
  const lines = await refusedLines()
  expect(lines.map(({ address, details }) => [address, details.status, details.path]).sort()).toEqual([
    ['10.6.0.1', 403, '/api/keys'],
    ['10.6.0.1', 403, '/api/session'],
  ])
})
