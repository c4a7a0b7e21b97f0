import { verifyPassword } from 'better-auth/crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AccountDetail, AccountItem, RolePolicy } from '#api/people/accounts/accounts.contract.ts'
import type { Role } from '#api/platform/access/access.contract.ts'
import type { Principal } from '#api/platform/access/principal.ts'
import type { ListOf } from '#api/platform/http/shared.contract.ts'
import { testCounty } from '../support/database.ts'
import { type Desk, openDesk, problemOf } from '../support/desk-app.ts'
import { aPrincipal, aScope } from '../support/principals.ts'

const [township, sibling] = ['530326105', '530326106']
const soon = (seconds = 3600) => new Date(Date.now() + seconds * 1000).toISOString()

describe('accounts', () => {
  let desk: Desk
  const county = aPrincipal('administrator')
  const ofTownship = aPrincipal({ role: 'administrator', area: township })
  beforeAll(async () => {
    desk = await openDesk()
  }, 240_000)
  afterAll(() => desk?.close())

  const create = (username: string, grants: unknown[] = [], by: Principal = county, more = {}) =>
    desk.ask<{ id: string; password: string }>(by, 'POST /api/accounts', { username, name: '张三', grants, ...more })
  const createOne = async (username: string, ...grants: { role: Role; area: string; until?: string }[]) => {
    const { status, body } = await create(username, grants)
    expect(status, JSON.stringify(body)).toBe(201)
    return body.id
  }
  const find = async (id: string, by: Principal = county) =>
    (await desk.ask<AccountDetail>(by, `GET /api/accounts/${id}`)).body
  const grant = (id: string, role: Role, area: string, by: Principal = county, more = {}) =>
    desk.ask<{ id: string }>(by, `POST /api/accounts/${id}/grants`, { role, area, ...more })
  const rows = <Row>(query: ReturnType<typeof sql>) => desk.database.read((handle) => handle.rows<Row>(query))
  const change = (query: ReturnType<typeof sql>) => desk.database.write((transaction) => transaction.run(query, 1))
  const signIn = (userId: string, id: string, userAgent = '') =>
    change(
      sql`INSERT INTO onegrid.sessions (id, token, user_id, expires_at, ip_address, user_agent)
        VALUES (${id}, ${`secret-${id}`}, ${userId}, now() + interval '1 day', '10.1.2.3', ${userAgent})`,
    )
  const asPerson = (id: string, ...grants: Parameters<typeof aPrincipal>): Principal => ({
    ...aPrincipal(...grants),
    actor: { kind: 'person', id, name: id },
  })

  describe('a new one', () => {
    it('has a one-time password that is hashed as the sign-in reads it, and has to be changed', async () => {
      const { status, body, headers } = await create('zhang.san', [{ role: 'village-clerk', area: '530326105001' }])
      expect(status).toBe(201)
      expect(headers.get('location')).toBe(`/api/accounts/${body.id}`)
      expect(headers.get('cache-control')).toBe('no-store')
      expect(body.password).toMatch(/^([a-z2-8]{5}-){3}[a-z2-8]{5}$/)
      const [row] = await rows<{ password: string; must: boolean; email: string; account: string }>(
        sql`SELECT c.password, c.account_id AS account, u.must_change_password AS must, u.email FROM onegrid.users u
          JOIN onegrid.credentials c ON c.user_id = u.id AND c.provider_id = 'credential' WHERE u.id = ${body.id}`,
      )
      expect(row).toMatchObject({ must: true, email: 'zhang.san@onegrid.invalid', account: body.id })
      expect(await verifyPassword({ hash: row?.password ?? '', password: body.password })).toBe(true)
      expect(await find(body.id)).toMatchObject({
        username: 'zhang.san',
        state: 'active',
        mustChangePassword: true,
        hasSecondFactor: false,
        canManage: true,
        partial: false,
        grants: [{ role: 'village-clerk', area: '530326105001', state: 'valid', until: null, grantedBy: 'tester' }],
      })
    })

    it('is refused with a sentence where something is wrong, and nothing is left of it', async () => {
      const refused = async (username: string, grants: unknown[] = [], by = county, more = {}) => {
        const answer = await create(username, grants, by, more)
        expect(await rows(sql`SELECT FROM onegrid.users WHERE username = ${username}`)).toHaveLength(
          username === 'zhang.san' ? 1 : 0,
        )
        return problemOf(answer)
      }
      for (const username of ['ab', 'Zhang', '张三', 'a b c', 'x'.repeat(31)])
        expect(await refused(username), username).toEqual([400, 'invalid_input'])
      expect(await refused('zhang.san')).toEqual([409, 'username_taken'])
      expect(await refused('li.si', [], county, { until: soon(-60) })).toEqual([400, 'invalid_input'])
      const one = (role: string, area: string, more = {}) => refused('li.si', [{ role, area, ...more }])
      expect(await one('wall', testCounty)).toEqual([400, 'invalid_input'])
      expect(await one('monitor', testCounty)).toEqual([400, 'invalid_input'])
      expect(await one('auditor', township)).toEqual([400, 'invalid_input'])
      expect(await one('planner', '53032610500101')).toEqual([400, 'invalid_input'])
      expect(await one('village-clerk', '530326105999')).toEqual([404, 'area_not_found'])
      expect(await one('planner', township, { until: soon(-60) })).toEqual([400, 'invalid_input'])
      expect(await refused('li.si', [{ role: 'planner', area: sibling }], ofTownship)).toEqual([403, 'not_allowed'])
      expect(await refused('li.si', [], ofTownship)).toEqual([400, 'invalid_input'])
      expect(
        await refused('li.si', [
          { role: 'auditor', area: testCounty },
          { role: 'administrator', area: township },
        ]),
      ).toEqual([409, 'grant_refused'])
    })

    it('is in the audit without its password', async () => {
      const { body } = await create('audited.one', [{ role: 'planner', area: township }])
      const lines = (await desk.readAllText()).split('\n').filter((line) => line.includes(body.id))
      expect(lines).toHaveLength(1)
      expect(lines[0]).toContain('audited.one')
      expect(lines[0]).toContain('tester')
      expect(lines[0]).not.toContain(body.password)
    })
  })

  describe('the list', () => {
    it('shows an administrator of a township who has or had a role there, and the county also who has none', async () => {
      await createOne('list.none')
      await createOne('list.here', { role: 'planner', area: township })
      await createOne('list.beside', { role: 'planner', area: sibling })
      await createOne('list.above', { role: 'county-operator', area: testCounty })
      const past = await createOne('list.past', { role: 'planner', area: township }, { role: 'planner', area: sibling })
      const [gone] = (await find(past)).grants.filter(({ area }) => area === township)
      expect((await desk.ask(county, `DELETE /api/accounts/${past}/grants/${gone?.id}`)).status).toBe(204)
      const names = async (by: Principal, query = '') => {
        const { body } = await desk.ask<ListOf<AccountItem>>(by, `GET /api/accounts?limit=500&q=list.${query}`)
        expect(body.total).toBe(body.items.length)
        return body.items.map(({ username }) => username)
      }
      expect(await names(ofTownship)).toEqual(['list.here', 'list.past'])
      expect(await names(county)).toEqual(['list.above', 'list.beside', 'list.here', 'list.none', 'list.past'])
      expect(await names(county, '&role=planner')).toEqual(['list.beside', 'list.here', 'list.past'])
      expect(await names(county, `&role=planner&area=${township}`)).toEqual(['list.here'])
      expect(await names(county, '&state=disabled')).toEqual([])
      // Of somebody who also works elsewhere only what lies within reach.
      const seen = await find(past, ofTownship)
      expect(seen.grants.map(({ area, state }) => [area, state])).toEqual([[township, 'past']])
      expect(seen).toMatchObject({ partial: true, canManage: false })
    })

    it('goes on where the page before ended', async () => {
      const seen: string[] = []
      let cursor = ''
      do {
        const { body } = await desk.ask<ListOf<AccountItem>>(county, `GET /api/accounts?limit=2${cursor}`)
        seen.push(...body.items.map(({ username }) => username))
        cursor = body.nextCursor ? `&cursor=${body.nextCursor}` : ''
      } while (cursor)
      expect(seen).toEqual([...new Set(seen)].sort())
      expect(seen).toContain('list.none')
      expect(problemOf(await desk.ask(county, 'GET /api/accounts?cursor=x'))).toEqual([400, 'invalid_input'])
    })
  })

  describe('an administrator of a township', () => {
    it('finds nobody from elsewhere, whatever is tried', async () => {
      const id = await createOne('else.where', { role: 'planner', area: sibling })
      for (const [what, body] of [
        [`GET /api/accounts/${id}`],
        [`PATCH /api/accounts/${id}`, { version: 1, name: '李四' }],
        [`POST /api/accounts/${id}/password`],
        [`POST /api/accounts/${id}/grants`, { role: 'planner', area: township }],
        [`DELETE /api/accounts/${id}/sessions`],
        [`DELETE /api/accounts/${id}/second-factor`],
        ['GET /api/accounts/nobody'],
      ] as const)
        expect(problemOf(await desk.ask(ofTownship, what, body)), what).toEqual([404, 'not_found'])
    })

    it('gives and takes roles of the township, and may not disable or reset who also works elsewhere', async () => {
      const id = await createOne('both.places', { role: 'planner', area: township }, { role: 'planner', area: sibling })
      const { grants, version } = await find(id, ofTownship)
      expect(grants).toHaveLength(1)
      for (const [what, body] of [
        [`PATCH /api/accounts/${id}`, { version, isDisabled: true }],
        [`PATCH /api/accounts/${id}`, { version, name: '李四' }],
        [`POST /api/accounts/${id}/password`],
        [`DELETE /api/accounts/${id}/sessions`],
        [`DELETE /api/accounts/${id}/second-factor`],
        [`POST /api/accounts/${id}/grants`, { role: 'planner', area: testCounty }],
      ] as const)
        expect(problemOf(await desk.ask(ofTownship, what, body)), what).toEqual([403, 'not_allowed'])
      expect((await grant(id, 'emergency-commander', township, ofTownship)).status).toBe(201)
      expect((await desk.ask(ofTownship, `DELETE /api/accounts/${id}/grants/${grants[0]?.id}`)).status).toBe(204)
      const other = (await find(id)).grants.find(({ area }) => area === sibling)
      expect(problemOf(await desk.ask(ofTownship, `DELETE /api/accounts/${id}/grants/${other?.id}`))).toEqual([
        404,
        'not_found',
      ])
    })
  })

  describe('a grant', () => {
    it('is not given twice, and can be given again once it was taken back or has expired', async () => {
      const id = await createOne('again.and', { role: 'planner', area: township })
      expect(problemOf(await grant(id, 'planner', township))).toEqual([409, 'grant_refused'])
      const [first] = (await find(id)).grants
      const remove = () => desk.ask(county, `DELETE /api/accounts/${id}/grants/${first?.id}`)
      expect((await remove()).status).toBe(204)
      expect(problemOf(await remove())).toEqual([404, 'not_found'])
      expect((await grant(id, 'planner', township)).status).toBe(201)
      await change(
        sql`UPDATE onegrid.grants SET valid_from = now() - interval '2 days', valid_until = now() - interval '1 day'
          WHERE user_id = ${id} AND revoked_at IS NULL`,
      )
      expect((await find(id)).grants.map(({ state }) => state)).toEqual(['past', 'past'])
      expect((await grant(id, 'planner', township, county, { from: soon(), until: soon(7200) })).status).toBe(201)
      expect((await find(id)).grants.map(({ state }) => state).sort()).toEqual(['future', 'past', 'past'])
    })

    it('makes nobody auditor and administrator, not even one after the other', async () => {
      const id = await createOne('exclusive.1', { role: 'auditor', area: testCounty })
      expect(problemOf(await grant(id, 'administrator', township))).toEqual([409, 'grant_refused'])
      const future = await createOne('exclusive.2')
      expect((await grant(future, 'administrator', testCounty, county, { from: soon() })).status).toBe(201)
      expect(problemOf(await grant(future, 'auditor', testCounty))).toEqual([409, 'grant_refused'])
      // What lies beyond the reach of who grants counts as well.
      const beyond = await createOne(
        'exclusive.3',
        { role: 'auditor', area: testCounty },
        { role: 'planner', area: township },
      )
      expect(problemOf(await grant(beyond, 'administrator', township, ofTownship))).toEqual([409, 'grant_refused'])
    })

    it('makes nobody both where two administrators grant in the same moment', async () => {
      for (let round = 0; round < 6; round++) {
        const id = await createOne(`race.${round}.x`)
        const wanted: Role[] = round % 2 ? ['auditor', 'administrator'] : ['administrator', 'auditor']
        const answers = await Promise.all(wanted.map((role) => grant(id, role, testCounty)))
        expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
        expect((await find(id)).grants).toHaveLength(1)
      }
    })
  })

  describe('who answers for a department', () => {
    const role = { role: 'department-officer', area: testCounty }

    it('has one, of those in the reference lists, and the record says which', async () => {
      const unnamed = await create('wu.bumen', [role])
      expect(problemOf(unnamed)).toEqual([400, 'invalid_input'])
      const unknown = { department: 'ministry-of-silly-walks' }
      expect(problemOf(await create('wu.bumen', [role], county, unknown))).toEqual([400, 'invalid_input'])
      const { body } = await create('sifa.suo', [role], county, { department: 'judicial-office' })
      const made = await find(body.id)
      expect(made.department).toBe('judicial-office')
      const change = (department: string | null, version: number) =>
        desk.ask(county, `PATCH /api/accounts/${body.id}`, { version, department })
      expect(problemOf(await change(null, made.version))).toEqual([400, 'invalid_input'])
      expect(problemOf(await change('nobody', made.version))).toEqual([400, 'invalid_input'])
      expect((await change('police-station', made.version)).status).toBe(200)
      expect((await find(body.id)).department).toBe('police-station')
      expect(await desk.readAllText()).toMatch(
        /"after": \{[^\n]*"department": ?"police-station"[^\n]*"before": \{[^\n]*"department": ?"judicial-office"/,
      )
    })

    it('is given the role only with a department', async () => {
      const { body } = await create('later.on')
      const grant = () => desk.ask(county, `POST /api/accounts/${body.id}/grants`, role)
      expect(problemOf(await grant())).toEqual([400, 'invalid_input'])
      const { version } = await find(body.id)
      await desk.ask(county, `PATCH /api/accounts/${body.id}`, { version, department: 'women' })
      expect((await grant()).status).toBe(201)
    })
  })

  describe('oneself', () => {
    it('cannot be changed, disabled, reset or given rights, but renamed', async () => {
      const id = await createOne('self.admin', { role: 'administrator', area: testCounty })
      const self = asPerson(id, 'administrator')
      const { version, grants, isSelf, canManage } = await find(id, self)
      expect([isSelf, canManage]).toEqual([true, false])
      for (const [what, body] of [
        [`PATCH /api/accounts/${id}`, { version, isDisabled: true }],
        [`PATCH /api/accounts/${id}`, { version, until: null }],
        [`POST /api/accounts/${id}/password`],
        [`POST /api/accounts/${id}/grants`, { role: 'planner', area: township }],
        [`DELETE /api/accounts/${id}/grants/${grants[0]?.id}`],
        [`DELETE /api/accounts/${id}/second-factor`],
      ] as const)
        expect(problemOf(await desk.ask(self, what, body)), what).toEqual([403, 'own_account'])
      const renamed = await desk.ask<AccountDetail>(self, `PATCH /api/accounts/${id}`, { version, name: '王五' })
      expect([renamed.status, renamed.body.name]).toEqual([200, '王五'])
    })
  })

  describe('the administrators of the county', () => {
    it('stay at least one who can sign in, also where two remove each other in the same moment', async () => {
      await desk.database.write((transaction) =>
        transaction.run(sql`UPDATE onegrid.grants SET revoked_at = now(), revoked_by = 'test'
          WHERE role = 'administrator' AND revoked_at IS NULL`),
      )
      const [one, two] = await Promise.all(
        ['last.1', 'last.2'].map((name) => createOne(name, { role: 'administrator', area: testCounty })),
      )
      const disable = async (id = '') => {
        const { version } = await find(id)
        return () => desk.ask(county, `PATCH /api/accounts/${id}`, { version, isDisabled: true })
      }
      const attempts = [await disable(one), await disable(two)]
      const answers = await Promise.all(attempts.map((attempt) => attempt()))
      expect(answers.map(problemOf).sort()).toEqual([
        [200, undefined],
        [409, 'last_administrator'],
      ])
      const left = answers[0]?.status === 200 ? two : one
      const { grants } = await find(left as string)
      expect(problemOf(await desk.ask(county, `DELETE /api/accounts/${left}/grants/${grants[0]?.id}`))).toEqual([
        409,
        'last_administrator',
      ])
      // One who cannot sign in is no other.
      await createOne('last.3', { role: 'administrator', area: testCounty })
      await change(sql`UPDATE onegrid.users SET valid_until = now() - interval '1 minute' WHERE username = 'last.3'`)
      expect((await (await disable(left))()).status).toBe(409)
      // Nor is one of the demonstration, which goes with it.
      await change(sql`UPDATE onegrid.users SET valid_until = NULL, is_demo = true WHERE username = 'last.3'`)
      expect((await (await disable(left))()).status).toBe(409)
      await createOne('last.4', { role: 'administrator', area: testCounty })
      expect((await (await disable(left))()).status).toBe(200)
    })
  })

  describe('a change', () => {
    it('made from a stale version is refused with what stands there now', async () => {
      const id = await createOne('stale.one')
      const { version } = await find(id)
      const first = await desk.ask<AccountDetail>(county, `PATCH /api/accounts/${id}`, {
        version,
        name: '甲',
        until: soon(),
      })
      expect([first.status, first.body.name, first.body.version]).toEqual([200, '甲', version + 1])
      const second = await desk.ask<{ current: AccountItem }>(county, `PATCH /api/accounts/${id}`, {
        version,
        name: '乙',
      })
      expect(problemOf(second)).toEqual([409, 'stale_version'])
      expect(second.body.current).toMatchObject({ name: '甲' })
    })

    it('that disables ends the sessions, and is told to whoever remembers who is signed in', async () => {
      const id = await createOne('disabled.one')
      await signIn(id, 's1', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36')
      const { version, sessions } = await find(id)
      expect(sessions).toMatchObject([{ id: 's1', device: 'Chrome · Windows', address: '10.1.2.3' }])
      let forgotten = 0
      const { forget } = desk.authenticator
      desk.authenticator.forget = () => {
        forgotten += 1
        forget()
      }
      const { body } = await desk.ask<AccountDetail>(county, `PATCH /api/accounts/${id}`, { version, isDisabled: true })
      desk.authenticator.forget = forget
      expect(forgotten).toBe(1)
      expect(body).toMatchObject({ state: 'disabled', sessions: [] })
      const back = await desk.ask<AccountDetail>(county, `PATCH /api/accounts/${id}`, {
        version: body.version,
        isDisabled: false,
      })
      expect(back.body.state).toBe('active')
    })
  })

  describe('sessions, password and second factor', () => {
    it('end one by one or all together', async () => {
      const id = await createOne('sessions.one')
      for (const session of ['a1', 'a2', 'a3']) await signIn(id, session)
      expect((await desk.ask(county, `DELETE /api/accounts/${id}/sessions/a2`)).status).toBe(204)
      expect((await find(id)).sessions.map((session) => session.id).sort()).toEqual(['a1', 'a3'])
      expect(problemOf(await desk.ask(county, `DELETE /api/accounts/${id}/sessions/a2`))).toEqual([404, 'not_found'])
      expect((await desk.ask(county, `DELETE /api/accounts/${id}/sessions`)).status).toBe(204)
      expect((await find(id)).sessions).toEqual([])
    })

    it('a new password makes the old one worthless and signs out', async () => {
      const { body } = await create('password.one')
      await signIn(body.id, 'p1')
      await change(sql`UPDATE onegrid.users SET must_change_password = false WHERE id = ${body.id}`)
      const reset = await desk.ask<{ password: string }>(county, `POST /api/accounts/${body.id}/password`)
      expect(reset.status).toBe(200)
      expect(reset.body.password).not.toBe(body.password)
      const [row] = await rows<{ password: string }>(
        sql`SELECT password FROM onegrid.credentials WHERE user_id = ${body.id}`,
      )
      expect(await verifyPassword({ hash: row?.password ?? '', password: body.password })).toBe(false)
      expect(await verifyPassword({ hash: row?.password ?? '', password: reset.body.password })).toBe(true)
      expect(await find(body.id)).toMatchObject({ mustChangePassword: true, sessions: [] })
    })

    it('bindings to other systems are seen, and taken back with the sessions that came by them', async () => {
      const id = await createOne('bound.one', { role: 'village-clerk', area: '530326105001' })
      for (const [provider, user] of [
        ['wecom:corp', 'ZhangSan'],
        ['wecom:former', 'zhang'],
        ['dingtalk', 'u-1'],
      ])
        await change(
          sql`INSERT INTO onegrid.credentials (id, user_id, provider_id, account_id)
              VALUES (${`${provider} ${user}`}, ${id}, ${provider}, ${user})`,
        )
      await signIn(id, 'by-wecom')
      await signIn(id, 'by-password')
      await change(sql`UPDATE onegrid.sessions SET way = 'wecom' WHERE id = 'by-wecom'`)
      const before = await find(id)
      expect(before.ways.map(({ id: way, userId }) => [way, userId])).toEqual([
        ['dingtalk', 'u-1'],
        ['wecom', 'ZhangSan'],
        ['wecom', 'zhang'],
      ])
      expect(before.ways[0]?.boundAt).toMatch(/^20.*Z$/)
      expect(before.sessions.find(({ way }) => way === 'wecom')?.id).toBe('by-wecom')

      const unbind = (way: string, by: Principal = county) => desk.ask(by, `DELETE /api/accounts/${id}/ways/${way}`)
      expect(problemOf(await unbind('credential'))).toEqual([400, 'invalid_input'])
      expect(problemOf(await unbind('oidc'))).toEqual([404, 'not_found'])
      expect(problemOf(await unbind('wecom', asPerson(id, 'administrator')))).toEqual([403, 'own_account'])
      const elsewhere = aPrincipal({ role: 'administrator', area: sibling })
      expect(problemOf(await unbind('wecom', elsewhere))).toEqual([404, 'not_found'])
      expect((await find(id)).ways).toHaveLength(3)
      expect((await unbind('wecom', ofTownship)).status).toBe(204)
      const after = await find(id)
      expect(after.ways.map(({ id: way }) => way)).toEqual(['dingtalk'])
      expect(after.sessions.map((session) => session.id)).toEqual(['by-password'])
      const [row] = await rows<{ password: string }>(
        sql`SELECT password FROM onegrid.credentials WHERE user_id = ${id} AND provider_id = 'credential'`,
      )
      expect(row?.password).toBeTruthy()
      const line = (await desk.readAllText()).split('\n').find((text) => text.includes('"did": "unbind"'))
      expect(line).toContain('"foreignId": "ZhangSan, zhang"')
    })

    it('a second factor is removed where there is one', async () => {
      const id = await createOne('factor.one')
      const remove = () => desk.ask(county, `DELETE /api/accounts/${id}/second-factor`)
      expect(problemOf(await remove())).toEqual([400, 'invalid_input'])
      await change(
        sql`INSERT INTO onegrid.second_factors (id, user_id, secret, backup_codes) VALUES ('f1', ${id}, 'x', 'y')`,
      )
      await change(sql`UPDATE onegrid.users SET two_factor_enabled = true WHERE id = ${id}`)
      expect((await find(id)).hasSecondFactor).toBe(true)
      expect((await remove()).status).toBe(204)
      expect((await find(id)).hasSecondFactor).toBe(false)
      const [row] = await rows(sql`SELECT two_factor_enabled FROM onegrid.users WHERE id = ${id}`)
      expect(row).toEqual({ two_factor_enabled: false })
    })
  })

  it('keeps which roles need a second factor', async () => {
    type Policies = { items: RolePolicy[] }
    const { body: before } = await desk.ask<Policies>(ofTownship, 'GET /api/role-policies')
    expect(before.items.map(({ role }) => role)).not.toContain('wall')
    expect(before.items.every(({ requiresSecondFactor }) => !requiresSecondFactor)).toBe(true)
    const items = [{ role: 'administrator', requiresSecondFactor: true }]
    expect(problemOf(await desk.ask(ofTownship, 'PUT /api/role-policies', { items }))).toEqual([403, 'not_allowed'])
    const wall = [{ role: 'wall', requiresSecondFactor: true }]
    expect((await desk.ask(county, 'PUT /api/role-policies', { items: wall })).status).toBe(400)
    const { body: after } = await desk.ask<Policies>(county, 'PUT /api/role-policies', { items })
    expect(after.items.filter(({ requiresSecondFactor }) => requiresSecondFactor)).toMatchObject([
      { role: 'administrator', changedBy: 'tester' },
    ])
    expect((await desk.ask<Policies>(ofTownship, 'GET /api/role-policies')).body).toEqual(after)
  })

  it('leaves no password or token readable to the application, nor a first password that is not to be changed', async () => {
    const id = await createOne('locked.away')
    for (const attempt of [
      sql`SELECT password FROM onegrid.credentials`,
      sql`UPDATE onegrid.credentials SET password = 'x'`,
      sql`DELETE FROM onegrid.credentials`,
      sql`SELECT token FROM onegrid.sessions`,
      sql`SELECT secret FROM onegrid.second_factors`,
      sql`UPDATE onegrid.users SET must_change_password = false WHERE id = ${id}`,
      sql`SELECT claim_hash FROM onegrid.wall_pairings`,
    ])
      await expect(
        desk.database.writeAs(aScope('accounts.write', county), (transaction) => transaction.run(attempt)),
      ).rejects.toThrow(/permission denied/)
  })
})
