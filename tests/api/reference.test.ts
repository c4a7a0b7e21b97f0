import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type ReferenceAnswer,
  type ReferenceName,
  referenceNames,
} from '#api/operations/reference/reference.contract.ts'
import type { Problem } from '#api/platform/http/problem.ts'
import { type Desk, openDesk, problemOf } from '../support/desk-app.ts'
import { aPrincipal } from '../support/principals.ts'

describe('the lists of an administrator', () => {
  let desk: Desk
  const administrator = aPrincipal('administrator')
  const worker = aPrincipal({ role: 'grid-worker', area: '530326105001001' })
  beforeAll(async () => {
    desk = await openDesk()
  }, 240_000)
  afterAll(() => desk?.close())

  const readAll = async () => (await desk.ask<ReferenceAnswer>(worker, 'GET /api/reference')).body.lists
  const save = (name: ReferenceName, version: number, body: unknown, by = administrator) =>
    desk.ask(by, `PUT /api/reference/${name}`, { version, body })
  /** A list that somebody has changed, with the version it has now. */
  async function change<Name extends ReferenceName>(
    name: Name,
    edit: (body: ReferenceAnswer['lists'][Name]['body']) => unknown,
  ) {
    const { version, body } = (await readAll())[name]
    return save(name, version, edit(structuredClone(body)))
  }
  const countEvents = async () => {
    const [row] = await desk.database.read((handle) =>
      handle.rows<{ count: number }>(
        sql`SELECT count(*)::integer AS count FROM event_log WHERE name = 'reference.changed'`,
      ),
    )
    return row?.count
  }

  it('come as shipped to whoever has signed in, and are not sent twice', async () => {
    const first = await desk.ask<ReferenceAnswer>(worker, 'GET /api/reference')
    expect(first.status).toBe(200)
    expect(Object.keys(first.body.lists)).toEqual(referenceNames)
    const { lists } = first.body
    for (const name of referenceNames) expect(lists[name]).toMatchObject({ version: 0, changedAt: null })
    const kinds = new Set(lists['incident-types'].body.items.map(({ kind }) => kind))
    expect([...kinds]).toEqual(['dispute', 'hazard', 'emergency', 'request'])
    expect(lists['mediation-methods'].body.items.map(({ zh }) => zh)).toEqual([
      '院户亲情调',
      '村规民约调',
      '支部说事调',
      '司法权威调',
    ])
    expect(problemOf(await desk.ask(undefined, 'GET /api/reference'))).toEqual([401, 'not_signed_in'])
    expect(first.headers.get('etag')).toMatch(/^"[\w-]{22}"$/)
  })

  it('ship every type without a foreign code, but for the example', async () => {
    const lists = await readAll()
    const types = lists['incident-types'].body.items.map(({ kind, code }) => `${kind}/${code}`)
    for (const { zh, isExample, codes } of lists['foreign-codes'].body.items) {
      expect(codes.map(({ kind, type }) => `${kind}/${type}`)).toEqual(types)
      expect(codes.some(({ code }) => code !== '')).toBe(isExample)
      expect(zh.includes('示例')).toBe(isExample)
    }
    expect(lists['foreign-codes'].body.items.filter(({ isExample }) => isExample)).toHaveLength(1)
  })

  it('are saved over the version that was seen, with a line in the audit and an event', async () => {
    const before = await countEvents()
    const saved = await change('mediation-methods', (body) => {
      body.items.push({ code: 'elders', zh: '乡贤说和调', en: 'By elders', isRetired: false })
      return body
    })
    expect(saved).toMatchObject({ status: 200, body: { version: 1, changedAt: expect.stringMatching(/^20.*Z$/) } })
    expect((await readAll())['mediation-methods']).toEqual(saved.body)
    expect(await countEvents()).toBe((before ?? 0) + 1)
    const audit = await desk.readAllText('reference_lists')
    expect(audit).toContain('乡贤说和调')
    const [line] = await desk.database.read((handle) =>
      handle.rows<{ action: string; actor: string; record: string }>(
        sql`SELECT action, actor_id AS actor, record_id AS record FROM
            (SELECT action, actor_id, record_id, record_kind FROM audit_entries UNION ALL
             SELECT action, actor_id, record_id, record_kind FROM audit_log) l WHERE record_kind = 'reference'`,
      ),
    )
    expect(line).toEqual({ action: 'reference.write', actor: 'tester', record: 'mediation-methods' })
  })

  it('of two who saw the same version one saves, and the other gets what it is now', async () => {
    const { version, body } = (await readAll()).departments
    const rename = (zh: string) => ({ items: body.items.map((item, at) => (at === 0 ? { ...item, zh } : item)) })
    const answers = await Promise.all([
      save('departments', version, rename('甲中心')),
      save('departments', version, rename('乙中心')),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const refused = answers.find(({ status }) => status === 409)?.body as unknown as Problem
    const current = (await readAll()).departments
    expect(refused).toMatchObject({ code: 'stale_version', current })
    expect(current.version).toBe(version + 1)
  })

  it.each<[string, ReferenceName, (lists: ReferenceAnswer['lists']) => unknown, string]>([
    [
      'a type that is taken away',
      'incident-types',
      (lists) => ({ items: lists['incident-types'].body.items.slice(1) }),
      'body.items',
    ],
    [
      'a retired type of what has no other',
      'incident-types',
      (lists) => ({
        items: lists['incident-types'].body.items.map((item) =>
          item.kind === 'hazard' && item.code === 'other' ? { ...item, isRetired: true } : item,
        ),
      }),
      'body.items',
    ],
    [
      'a code that stands there twice',
      'departments',
      (lists) => ({ items: [...lists.departments.body.items, lists.departments.body.items[0]] }),
      'items.28.code',
    ],
    [
      'a card with a department that there is not',
      'run-cards',
      () => ({ items: [{ kind: 'dispute', type: null, departments: ['justice', 'nobody'] }] }),
      'body.items.0.departments.1',
    ],
    [
      'a card for a type of another kind',
      'run-cards',
      () => ({ items: [{ kind: 'dispute', type: 'landslide', departments: ['justice'] }] }),
      'body.items.0.type',
    ],
    [
      'a term of nothing',
      'time-limits',
      (lists) => ({
        items: [
          { ...lists['time-limits'].body.items[0], terms: { grid: 0, village: null, township: null, county: null } },
        ],
      }),
      'items.0.terms.grid',
    ],
    [
      'a simple hazard',
      'time-limits',
      (lists) => ({ items: [{ ...lists['time-limits'].body.items[0], kind: 'hazard' }] }),
      'body.items.0.complexity',
    ],
    ['a calendar without hours', 'calendar', (lists) => ({ ...lists.calendar.body, hours: [] }), 'hours'],
    [
      'a foreign code for a type that there is not',
      'foreign-codes',
      (lists) => ({
        items: [{ ...lists['foreign-codes'].body.items[0], codes: [{ kind: 'dispute', type: 'no', code: '' }] }],
      }),
      'body.items.0.codes.0.type',
    ],
  ])('refuses %s, and says where', async (_, name, make, path) => {
    const lists = await readAll()
    const { status, body } = await save(name, lists[name].version, make(lists))
    expect(status).toBe(400)
    expect((body as unknown as Problem).errors?.map((error) => error.path)).toContain(path)
    expect(await readAll()).toEqual(lists)
  })

  it('are changed by an administrator of the county alone', async () => {
    const { version, body } = (await readAll()).departments
    for (const principal of [
      worker,
      aPrincipal('county-operator'),
      aPrincipal({ role: 'administrator', area: '530326105' }),
    ])
      expect(problemOf(await save('departments', version, body, principal))).toEqual([403, 'not_allowed'])
    expect(problemOf(await save('nothing' as ReferenceName, version, body))).toEqual([400, 'invalid_input'])
  })

  it('that no longer are as they should be give way to those that were shipped', async () => {
    await desk.database.write((transaction) =>
      transaction.run(sql`INSERT INTO reference_lists (name, body) VALUES ('run-cards', '{"items": 1}')`),
    )
    expect((await readAll())['run-cards']).toMatchObject({ version: 1, body: { items: expect.any(Array) } })
  })
})
