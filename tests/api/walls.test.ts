import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PairingAnswer, pairingAlphabet, type WallItem } from '#api/people/walls/walls.contract.ts'
import { actions } from '#api/platform/access/access.contract.ts'
import { type Principal, scopeOf } from '#api/platform/access/principal.ts'
import { routeRules } from '#api/platform/access/route-actions.ts'
import { wallHeader } from '#api/platform/http/credentials.ts'
import type { ListOf } from '#api/platform/http/shared.contract.ts'
import { testCounty } from '../support/database.ts'
import { type Desk, openDesk, problemOf } from '../support/desk-app.ts'
import { aPrincipal, aScope } from '../support/principals.ts'

const [township, sibling] = ['530326105', '530326106']

describe('walls', () => {
  let desk: Desk
  const county = aPrincipal('county-operator')
  const ofTownship = aPrincipal({ role: 'township-operator', area: township })
  beforeAll(async () => {
    desk = await openDesk()
  }, 240_000)
  afterAll(() => desk?.close())

  const cookiesOf = (headers: Headers) =>
    headers
      .getSetCookie()
      .map((line) => line.split(';')[0] as string)
      .filter((pair) => !pair.endsWith('='))
      .join('; ')
  const startPairing = async () => {
    const { status, headers, body } = await desk.ask<PairingAnswer>(undefined, 'POST /api/walls/pairing')
    expect(status).toBe(201)
    return { code: body.code ?? '', claim: cookiesOf(headers), headers, body }
  }
  const askPairing = (cookie: string) => desk.ask<PairingAnswer>({ cookie }, 'GET /api/walls/pairing')
  const pair = (code: string, by: Principal = county, more = {}) =>
    desk.ask<{ id: string }>(by, 'POST /api/walls', { code, name: '指挥中心', scene: 'map', area: testCounty, ...more })
  /** A screen that has been paired: its id and its cookie. */
  const makeWall = async (area = testCounty) => {
    const { code, claim } = await startPairing()
    const { status, body } = await pair(code, county, { area })
    expect(status).toBe(201)
    return { id: body.id, cookie: cookiesOf((await askPairing(claim)).headers) }
  }
  const run = (query: ReturnType<typeof sql>) => desk.database.write((transaction) => transaction.run(query))

  it('are paired by the code they show, and the screen gets a cookie that no script reads', async () => {
    const { code, claim, headers, body } = await startPairing()
    expect(code).toMatch(new RegExp(`^[${pairingAlphabet}]{6}$`))
    expect(body.state).toBe('waiting')
    expect((Date.parse(body.expiresAt ?? '') - Date.now()) / 60_000).toBeCloseTo(10, 0)
    expect(headers.getSetCookie()[0]).toMatch(/HttpOnly; SameSite=Strict$/)
    expect((await askPairing(claim)).body).toEqual(body)
    // As somebody types it.
    const typed = `${code.slice(0, 3).toLowerCase()}-${code.slice(3)}`
    const paired = await pair(typed)
    expect(paired.status).toBe(201)
    const answer = await askPairing(claim)
    expect(answer.body.state).toBe('paired')
    const [wallLine, claimLine] = answer.headers.getSetCookie()
    expect(wallLine).toMatch(/^onegrid-wall=ogw_[\w-]{43}; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Strict$/)
    expect(claimLine).toMatch(/^onegrid-wall-claim=; Max-Age=0;/)
    const cookie = cookiesOf(answer.headers)
    expect((await desk.ask({ cookie }, 'GET /api/session')).body).toMatchObject({
      kind: 'wall',
      id: paired.body.id,
      name: '指挥中心',
      grants: [{ role: 'wall', area: testCounty }],
      expiresAt: null,
    })
    expect((await desk.ask({ cookie }, 'GET /api/incidents?limit=1')).status).toBe(200)
  })

  it('get their token again where the answer was lost, and nobody else gets one', async () => {
    const { code, claim } = await startPairing()
    await pair(code)
    const [first, second] = [await askPairing(claim), await askPairing(claim)]
    expect(cookiesOf(second.headers)).toBe(cookiesOf(first.headers))
    for (const cookie of ['', 'onegrid-wall-claim=ogc_x', claim.replace('ogc_', 'ogd_')])
      expect((await askPairing(cookie)).body.state).toBe('expired')
    const all = await desk.readAllText('onegrid.walls', 'onegrid.wall_pairings')
    const secretOf = (cookies: string) => cookies.split('_').slice(1).join('_')
    for (const secret of [secretOf(claim), secretOf(cookiesOf(first.headers))]) {
      expect(secret).toHaveLength(43)
      expect(all).not.toContain(secret)
    }
  })

  it('take a code once, and none that has expired', async () => {
    const { code, claim } = await startPairing()
    const answers = await Promise.all([pair(code), pair(code)])
    expect(answers.map(problemOf).sort()).toEqual([
      [201, undefined],
      [400, 'invalid_input'],
    ])
    const { body } = await desk.ask<ListOf<WallItem>>(county, 'GET /api/walls')
    const late = await startPairing()
    await run(sql`UPDATE onegrid.wall_pairings SET expires_at = now()`)
    expect(problemOf(await pair(late.code))).toEqual([400, 'invalid_input'])
    expect((await askPairing(late.claim)).body).toEqual({ state: 'expired', code: null, expiresAt: null })
    expect((await askPairing(claim)).body.state).toBe('expired')
    // Nothing is left of what was refused.
    expect((await desk.ask<ListOf<WallItem>>(county, 'GET /api/walls')).body.total).toBe(body.total)
  })

  it('are refused with what is wrong with them', async () => {
    const { code } = await startPairing()
    for (const more of [{ code: 'ABC' }, { code: 'O00000' }, { scene: 'x' }, { name: '' }, { area: '530326105001001' }])
      expect(problemOf(await pair(code, county, more)), JSON.stringify(more)).toEqual([400, 'invalid_input'])
    expect(problemOf(await pair(code, county, { area: '530326999' }))).toEqual([404, 'area_not_found'])
    expect(problemOf(await pair(code, ofTownship, { area: sibling }))).toEqual([403, 'not_allowed'])
    expect(problemOf(await pair(code, aPrincipal('planner')))).toEqual([403, 'not_allowed'])
    expect((await pair(code, ofTownship, { area: township })).status).toBe(201)
  })

  it('are signed out at once where they are revoked, by who reaches their area', async () => {
    const { id, cookie } = await makeWall()
    expect(problemOf(await desk.ask(ofTownship, `DELETE /api/walls/${id}`))).toEqual([404, 'not_found'])
    const seen = async (by: Principal) =>
      (await desk.ask<ListOf<WallItem>>(by, 'GET /api/walls?limit=500')).body.items.find((wall) => wall.id === id)
    expect(await seen(ofTownship)).toBeUndefined()
    expect(await seen(county)).toMatchObject({ scene: 'map', state: 'valid', pairedBy: 'tester', revokedAt: null })
    expect((await seen(county))?.lastSeenAt).toMatch(/^20/)
    expect((await desk.ask({ cookie }, 'GET /api/session')).status).toBe(200)
    expect((await desk.ask(county, `DELETE /api/walls/${id}`)).status).toBe(204)
    expect((await desk.ask({ cookie }, 'GET /api/session')).status).toBe(401)
    expect(await seen(county)).toMatchObject({ state: 'revoked', revokedBy: 'tester' })
    expect(problemOf(await desk.ask(county, `DELETE /api/walls/${id}`))).toEqual([404, 'not_found'])
  })

  it('that are revoked before they have fetched their token never get one', async () => {
    const { code, claim } = await startPairing()
    const { body } = await pair(code)
    expect((await desk.ask(county, `DELETE /api/walls/${body.id}`)).status).toBe(204)
    const { body: answer, headers } = await askPairing(claim)
    expect([answer.state, headers.getSetCookie()]).toEqual(['expired', []])
  })

  it('reach no table with persons, under any action there is, nor any writing route', async () => {
    await desk.database.writeAs(aScope('contacts.write'), (transaction) =>
      transaction.run(
        sql`INSERT INTO contacts (area_code, name, expires_at) VALUES (${township}, '张三', now() + interval '1 year')`,
        1,
      ),
    )
    const { cookie } = await makeWall()
    const wall = await desk.authenticator.identify({ cookie, [wallHeader]: '1' })
    expect(wall?.actor.kind).toBe('wall')
    for (const action of actions) {
      const scope = scopeOf(wall as Principal, action, { address: '', requestId: '' })
      const read = (table: string) =>
        desk.database.readAs(scope, (handle) => handle.rows(sql`SELECT * FROM ${sql.identifier(table)}`))
      expect(scope.persons, action).toEqual([])
      expect(await read('contacts'), action).toEqual([])
      expect(await read('incident_parties'), action).toEqual([])
    }
    // The row is there for who may see it.
    const seen = await desk.database.readAs(aScope('contacts.read'), (handle) => handle.rows(sql`SELECT FROM contacts`))
    expect(seen).toHaveLength(1)
    for (const [route, rule] of Object.entries(routeRules)) {
      if (rule === 'open' || rule === 'signed-in' || route.startsWith('GET')) continue
      if (route === 'POST /api/emergency/affected') continue
      const { status } = await desk.ask({ cookie }, route.replaceAll(/:\w+/g, 'x'), {})
      expect(status, route).toBe(403)
    }
  })

  describe('codes', () => {
    it('cannot be tried out: after 20 wrong ones an account waits, and right ones count nothing', async () => {
      const guesser: Principal = { ...county, actor: { kind: 'person', id: 'guesser', name: 'guesser' } }
      for (let right = 0; right < 3; right++)
        expect((await pair((await startPairing()).code, guesser)).status).toBe(201)
      const wrong = await Promise.all(Array.from({ length: 24 }, () => pair('222222', guesser)))
      const count = (status: number) => wrong.filter((answer) => answer.status === status).length
      expect([count(400), count(429)]).toEqual([20, 4])
      const { code } = await startPairing()
      const late = await pair(code, guesser)
      expect(problemOf(late)).toEqual([429, 'too_many_requests'])
      expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0)
      expect((await pair(code)).status).toBe(201)
    })

    it('are given to a screen as often as screens need them', async () => {
      await run(sql`DELETE FROM onegrid.rate_counts`)
      const answers = await Promise.all(
        Array.from({ length: 33 }, () => desk.ask(undefined, 'POST /api/walls/pairing')),
      )
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(30)
      expect(answers.filter(({ status }) => status === 429)).toHaveLength(3)
      await run(sql`DELETE FROM onegrid.rate_counts`)
    })
  })
})
