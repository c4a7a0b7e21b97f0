import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type KeyItem, keyRoles } from '#api/people/keys/keys.contract.ts'
import { roles } from '#api/platform/access/access.contract.ts'
import type { ListOf } from '#api/platform/http/shared.contract.ts'
import { testCounty } from '../support/database.ts'
import { type Desk, openDesk, problemOf } from '../support/desk-app.ts'
import { aPrincipal } from '../support/principals.ts'

const [township, sibling] = ['530326105', '530326106']

describe('keys of other systems', () => {
  let desk: Desk
  const county = aPrincipal('administrator')
  const ofTownship = aPrincipal({ role: 'administrator', area: township })
  beforeAll(async () => {
    desk = await openDesk()
  }, 240_000)
  afterAll(() => desk?.close())

  type Made = { id: string; secret: string; expiresAt: string }
  const make = (body: Record<string, unknown>, by = county) =>
    desk.ask<Made>(by, 'POST /api/keys', { name: '12345 热线', role: 'county-operator', area: testCounty, ...body })
  const list = async (by = county, query = '') =>
    (await desk.ask<ListOf<KeyItem>>(by, `GET /api/keys?limit=500${query}`)).body.items

  it('open what their role opens in their area, and the list says when one was last used', async () => {
    const { status, body } = await make({ role: 'township-operator', area: township })
    expect(status).toBe(201)
    expect(body.secret).toMatch(/^ogk_[\w-]{43}$/)
    expect(Date.parse(body.expiresAt) / 86_400_000 - Date.now() / 86_400_000).toBeCloseTo(30, 2)
    const { secret: key } = body
    expect((await desk.ask({ key }, 'GET /api/incidents')).body).toMatchObject({ partial: true })
    expect((await desk.ask({ key }, 'GET /api/session')).body).toMatchObject({
      kind: 'key',
      grants: [{ role: 'township-operator', area: township, until: body.expiresAt }],
    })
    expect(problemOf(await desk.ask({ key }, 'GET /api/keys'))).toEqual([403, 'not_allowed'])
    await expect
      .poll(async () => (await list()).find(({ id }) => id === body.id)?.lastUsedAt, { timeout: 5_000 })
      .toMatch(/^20/)
    const [row] = await list(ofTownship)
    expect(row).toMatchObject({
      id: body.id,
      state: 'valid',
      createdBy: 'tester',
      areaName: expect.stringMatching(/\p{L}/u),
    })
    expect(JSON.stringify(row)).not.toContain(key)
  })

  it('are kept as a hash only, in the table and in the audit', async () => {
    const { body } = await make({})
    const all = await desk.readAllText('onegrid.api_keys')
    expect(all).toContain(body.id)
    expect(all).not.toContain(body.secret)
    expect(all).not.toContain(body.secret.slice(4))
  })

  it('end at once where they are revoked, and when their time is over', async () => {
    const [{ body: revoked }, { body: expired }] = [await make({}), await make({})]
    const look = async ({ secret: key }: Made) => (await desk.ask({ key }, 'GET /api/session')).status
    expect([await look(revoked), await look(expired)]).toEqual([200, 200])
    expect((await desk.ask(county, `DELETE /api/keys/${revoked.id}`)).status).toBe(204)
    expect(await look(revoked)).toBe(401)
    expect(problemOf(await desk.ask(county, `DELETE /api/keys/${revoked.id}`))).toEqual([404, 'not_found'])
    await desk.database.write((transaction) =>
      transaction.run(sql`UPDATE onegrid.api_keys SET expires_at = now() WHERE id = ${expired.id}::uuid`, 1),
    )
    desk.authenticator.forget()
    expect(await look(expired)).toBe(401)
    const states = new Map((await list()).map(({ id, state }) => [id, state]))
    expect([states.get(revoked.id), states.get(expired.id)]).toEqual(['revoked', 'expired'])
    expect((await list(county, '&state=expired')).map(({ id }) => id)).toEqual([expired.id])
  })

  it('are neither administrator nor auditor nor approver, and what reads the metrics has a role of its own', async () => {
    for (const role of roles.filter((one) => !keyRoles.includes(one as never)))
      expect(problemOf(await make({ role })), role).toEqual([400, 'invalid_input'])
    const { secret: key } = (await make({ role: 'monitor' })).body
    expect((await desk.ask<string>({ key }, 'GET /metrics')).body).toContain('onegrid_')
    expect(problemOf(await desk.ask({ key }, 'GET /api/incidents'))).toEqual([403, 'not_allowed'])
  })

  it('are refused with what is wrong', async () => {
    for (const wrong of [
      { days: 0 },
      { days: 367 },
      { days: 1.5 },
      { name: ' ' },
      { area: '53' },
      { role: 'grid-worker' },
    ])
      expect(problemOf(await make(wrong)), JSON.stringify(wrong)).toEqual([400, 'invalid_input'])
    expect(problemOf(await make({ role: 'planner', area: '530326999' }))).toEqual([404, 'area_not_found'])
    expect((await make({ days: 366 })).status).toBe(201)
  })

  it('of another township are neither seen nor revoked nor made', async () => {
    const { body } = await make({ role: 'planner', area: sibling })
    expect((await list(ofTownship)).some(({ id }) => id === body.id)).toBe(false)
    expect(problemOf(await desk.ask(ofTownship, `DELETE /api/keys/${body.id}`))).toEqual([404, 'not_found'])
    expect(problemOf(await make({ role: 'planner', area: sibling }, ofTownship))).toEqual([403, 'not_allowed'])
    expect((await desk.ask({ key: body.secret }, 'GET /api/session')).status).toBe(200)
  })

  it('are listed newest first, page after page', async () => {
    const all = (await list()).map(({ id }) => id)
    const seen: string[] = []
    let cursor = ''
    do {
      const { body } = await desk.ask<ListOf<KeyItem>>(county, `GET /api/keys?limit=2${cursor}`)
      expect(body.total).toBe(all.length)
      seen.push(...body.items.map(({ id }) => id))
      cursor = body.nextCursor ? `&cursor=${body.nextCursor}` : ''
    } while (cursor)
    expect(seen).toEqual(all)
  })
})
