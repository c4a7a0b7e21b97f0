import { randomUUID } from 'node:crypto'
import { type SQL, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AuditAnswer, AuditHeadAnswer, AuditItem } from '#api/platform/audit/audit.contract.ts'
import type { AuditEntry } from '#api/platform/audit/audit-trail.ts'
import { checkAudit } from '#api/platform/audit/check-audit.ts'
import { createAuditTrail } from '#api/platform/audit/create-audit-trail.ts'
import { plainDigest } from '#api/platform/audit/digest.ts'
import { anEntry } from '../support/audit.ts'
import { aForm, openImportApp, smallCountyFile } from '../support/import-app.ts'
import { alwaysSignedIn, aPrincipal } from '../support/principals.ts'
import { aCollection, aGridFeature, aSquare } from '../support/small-county.ts'

let opened: Awaited<ReturnType<typeof openImportApp>>
let auditor: Awaited<ReturnType<typeof opened.wire>>
beforeAll(async () => {
  opened = await openImportApp()
  auditor = await opened.wire({ authenticator: alwaysSignedIn(aPrincipal('auditor')) })
})
afterAll(() => opened?.close())
beforeEach(async () => {
  await expect.poll(() => waiting(), { timeout: 10_000 }).toBe(0)
  await opened.database.write(async (transaction) => {
    await transaction.run(sql`DELETE FROM audit_log`)
    await transaction.run(
      sql`UPDATE audit_head SET seq = 0, hash = anchor_hash, reference_id = NULL, reference_at = NULL`,
    )
  })
})

/** Those that run on beside the others: each has a sealer of its own. */
const running: { close(): Promise<void> }[] = []
const wire = async (...options: Parameters<typeof opened.wire>) => {
  const wired = await opened.wire(...options)
  running.push(wired)
  return wired
}
const waiting = async () =>
  (
    await opened.database.read((handle) =>
      handle.rows<{ count: number }>(sql`SELECT count(*)::integer AS count FROM audit_entries`),
    )
  )[0]?.count
const write = async (...entries: Partial<AuditEntry>[]) => {
  const audit = createAuditTrail({ database: opened.database })
  for (const entry of entries) await audit.recordAlone(anEntry(entry))
}
const list = async (query = ''): Promise<AuditAnswer> => {
  const response = await auditor.request(`/api/audit?${query}`)
  expect(response.status).toBe(200)
  return (await response.json()) as AuditAnswer
}
const ids = ({ items }: AuditAnswer) => items.map(({ record }) => record?.id)
/** All lines there are, without one for the look. */
const recorded = () =>
  opened.database.read((handle) =>
    handle.rows<{
      action: string
      outcome: string
      kind: string
      id: string
      after: unknown
      details: unknown
      actor: string
    }>(
      sql`SELECT action, outcome, record_kind AS kind, record_id AS id, after, details, actor_name AS actor FROM (
          SELECT id AS number, action, outcome, record_kind, record_id, after, details, actor_name FROM audit_log
          UNION ALL SELECT id, action, outcome, record_kind, record_id, after, details, actor_name FROM audit_entries) l ORDER BY number`,
    ),
  )

describe('the list for the auditor', () => {
  it('shows a line at once, and where it stands in the chain a moment later', async () => {
    await write({ record: { kind: 'incidents', id: 'a' } })
    const find = async () => (await list('recordId=a')).items[0]
    expect(await find()).toMatchObject({
      actor: { kind: 'person', id: 'u1', name: 'zhang' },
      address: '10.0.0.7',
      action: 'incidents.write',
      outcome: 'done',
      record: { kind: 'incidents', id: 'a' },
      before: { state: 'reported', 备注: '旧' },
      after: { state: 'accepted', 备注: '新' },
      contentRemoved: false,
    })
    await expect.poll(async () => (await find())?.seq, { timeout: 10_000 }).toBeGreaterThan(0)
    expect(((await find()) as AuditItem).hash).toMatch(/^sha256:[0-9a-f]{64}$/)
  })

  it.each([
    ['actor=u2', ['b']],
    ['actor=li', ['b']],
    ['action=incidents', ['d', 'a']],
    ['action=incidents.read', ['d']],
    ['outcome=refused', ['c']],
    ['recordKind=contacts', ['b']],
    ['recordKind=contacts&recordId=a', []],
    ['area=530326105', ['c', 'b']],
    ['text=100%25', ['c']],
    ['text=LI', ['b']],
    ['text=%E6%9D%A5%E6%BA%90', ['d']],
    ['from=2100-01-01T00:00:00Z', []],
    ['to=2100-01-01T00:00:00Z&action=contacts', ['b']],
  ])('finds by %s', async (query, expected) => {
    await write(
      { record: { kind: 'incidents', id: 'a' } },
      {
        record: { kind: 'contacts', id: 'b' },
        action: 'contacts.write',
        area: '530326105001',
        actor: { kind: 'key', id: 'u2', name: 'li' },
      },
      {
        record: { kind: 'patrols', id: 'c' },
        action: 'patrols.read',
        area: '530326105',
        outcome: 'refused',
        details: { note: '100%' },
      },
      { record: { kind: 'incidents', id: 'd' }, action: 'incidents.read', details: { 来源: 1 } },
    )
    const found = ids(await list(query)).filter((id) => id !== undefined)
    expect(found).toEqual(expected)
  })

  it('comes in pages, whatever is sealed or written meanwhile, and is recorded once and not with each page', async () => {
    await write(
      ...Array.from({ length: 7 }, (_, number) => ({ action: 'x.write', record: { kind: 'x', id: `${number}` } })),
    )
    const seen: (string | undefined)[] = []
    let cursor: string | null = ''
    for (let page = 0; cursor !== null && page < 9; page++) {
      const answer: AuditAnswer = await list(`action=x&limit=3${cursor ? `&cursor=${cursor}` : ''}`)
      seen.push(...ids(answer))
      cursor = answer.nextCursor
      await write({ action: 'x.write', record: { kind: 'x', id: `late${page}` } })
    }
    expect(seen).toEqual(['6', '5', '4', '3', '2', '1', '0'])
    const looks = (await recorded()).filter(({ action }) => action === 'audit.read')
    expect(looks.map(({ details }) => details)).toEqual([{ filters: { action: 'x' } }])
    // A cursor that this query has not given is a look of its own.
    const { nextCursor } = await list('action=x&limit=1')
    await list(`action=y&cursor=${nextCursor}`)
    expect((await recorded()).filter(({ action }) => action === 'audit.read')).toHaveLength(3)
  })

  it.each(['cursor=x', 'limit=0', 'from=yesterday', 'outcome=x', 'area=1', 'action=A%27--', 'text='])(
    'refuses %s and records nothing',
    async (query) => {
      expect((await auditor.request(`/api/audit?${query}`)).status).toBe(400)
      expect(await recorded()).toEqual([])
    },
  )

  it('tells the end of the chain, which is what the check finds', async () => {
    await write({}, {})
    await expect.poll(() => waiting(), { timeout: 10_000 }).toBe(0)
    const head = (await (await auditor.request('/api/audit/head')).json()) as AuditHeadAnswer
    expect(head).toMatchObject({ seq: 2, waiting: 0 })
    expect(await checkAudit(opened.database, plainDigest, head)).toMatchObject({ broken: undefined, last: 2 })
  })
})

describe('the export', () => {
  it('has every line in it, the export itself the first, and no cell that a spreadsheet runs', async () => {
    await write(
      ...Array.from({ length: 1203 }, (_, number) => ({ action: 'x.write', record: { kind: 'x', id: `${number}` } })),
      { action: 'x.write', record: { kind: 'x', id: '=cmd|"/c calc"!A1' } },
    )
    const response = await auditor.request('/api/audit/export?format=jsonl')
    expect(response.headers.get('content-disposition')).toContain('audit.jsonl')
    const items = (await response.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as AuditItem)
    expect(items).toHaveLength(1205)
    expect(items[0]).toMatchObject({ action: 'audit.export', details: { format: 'jsonl', filters: {} } })
    expect(new Set(items.map(({ id }) => id)).size).toBe(1205)
    const bytes = Buffer.from(await (await auditor.request('/api/audit/export?format=csv&action=x')).arrayBuffer())
    const csv = bytes.toString('utf8')
    const rows = csv.split('\r\n')
    expect(rows[0]).toMatch(/^\ufeffseq,at,/)
    expect(rows).toHaveLength(1204 + 2)
    expect(csv).toContain(`"'=cmd|""/c calc""!A1"`)
  })

  it.each(['text', 'actor', 'recordKind', 'recordId'])(
    'is refused before it begins where %s is a word that no database takes',
    async (name) => {
      for (const path of ['/api/audit/export?format=csv&', '/api/audit?'])
        for (const word of ['%00', 'a%00b', 'a%0Ab', '%7F']) {
          const response = await auditor.request(`${path}${name}=${word}`)
          expect(response.status).toBe(400)
          expect(await response.json()).toMatchObject({ code: 'invalid_input', errors: [{ path: name }] })
        }
      expect(await recorded()).toEqual([])
    },
  )

  it('is a problem, and no file that breaks off, where the database fails at once', async () => {
    const change = (statement: SQL) => opened.database.write((transaction) => transaction.run(statement))
    await change(sql`REVOKE SELECT ON audit_log FROM onegrid_app`)
    try {
      const response = await auditor.request('/api/audit/export?format=csv')
      expect(response.status).toBe(500)
      expect(response.headers.get('content-type')).toContain('application/problem+json')
      expect(response.headers.get('content-disposition')).toBe(null)
    } finally {
      await change(sql`GRANT SELECT ON audit_log TO onegrid_app`)
    }
    expect((await auditor.request('/api/audit/export?format=csv')).status).toBe(200)
  })
})

describe('what the application records by itself', () => {
  it('a list that is taken whole', async () => {
    const operator = await wire()
    const ask = (accept: string) => operator.request('/api/incidents?state=open', { headers: { accept } })
    expect((await ask('application/json')).status).toBe(200)
    expect(await recorded()).toEqual([])
    expect((await ask('application/geo+json')).status).toBe(200)
    expect(await recorded()).toMatchObject([
      {
        action: 'incidents.export',
        details: { format: 'geojson', path: '/api/incidents', filters: { state: 'open' } },
      },
    ])
  })

  it('an import: its start, the edition it publishes, its end, and who cancels one', async () => {
    const planner = await wire()
    const { id } = (await (await planner.upload(aForm(smallCountyFile()))).json()) as { id: string }
    await expect.poll(async () => (await planner.find(id)).state, { timeout: 60_000 }).toBe('done')
    const edition = (await planner.find(id)).report?.edition
    expect(await recorded()).toMatchObject([
      { action: 'imports.start', kind: 'imports', id, actor: 'tester', after: { files: [{ name: 'grids.geojson' }] } },
      {
        action: 'imports.publish',
        kind: 'editions',
        id: String(edition),
        actor: 'tester',
        details: { importId: id },
        after: { edition },
      },
      {
        action: 'imports.end',
        outcome: 'done',
        kind: 'imports',
        id,
        actor: 'tester',
        after: { state: 'done', edition, faults: 0, dryRun: false },
      },
    ])
    expect((await planner.request(`/api/imports/${id}`, { method: 'DELETE' })).status).toBe(409)
    expect(await recorded()).toHaveLength(3)
  })

  it('an import that was refused, one that failed, and one whose process was gone', async () => {
    const planner = await wire()
    const endOf = async (form: FormData) => {
      const { id } = (await (await planner.upload(form)).json()) as { id: string }
      await expect.poll(async () => (await planner.find(id)).endedAt, { timeout: 60_000 }).not.toBeNull()
      return (await recorded()).filter((line) => line.id === id && line.action === 'imports.end')
    }
    const overlapping = JSON.stringify(
      aCollection([aGridFeature('530326001001001', aSquare(0, 0)), aGridFeature('530326001001002', aSquare(0, 0))]),
    )
    expect(await endOf(aForm({ 'grids.geojson': overlapping }))).toMatchObject([
      { outcome: 'refused', actor: 'tester', after: { state: 'refused', edition: null, faults: expect.any(Number) } },
    ])
    const gone = randomUUID()
    await opened.database.write((transaction) =>
      transaction.run(
        sql`INSERT INTO imports (id, state, settings, touched_at)
            VALUES (${gone}::uuid, 'running', '{"area":null,"dryRun":false}', now() - interval '1 hour')`,
        1,
      ),
    )
    expect((await planner.find(gone)).state).toBe('failed')
    expect((await recorded()).filter(({ id }) => id === gone)).toMatchObject([
      { action: 'imports.end', outcome: 'failed', actor: 'server', after: { state: 'failed', problem: 'interrupted' } },
    ])
  })

  it('who was turned away, at a bounded rate, with the number of those left out', async () => {
    const nobody = await opened.wire({
      authenticator: { identify: async () => undefined, recall: () => undefined, isFamiliar: () => false, forget() {} },
    })
    await nobody.request('/api/incidents')
    expect(await recorded()).toEqual([])
    for (let time = 0; time < 50; time++)
      expect(
        (await nobody.request('/api/incidents?q=secret', { headers: { authorization: 'Bearer wrong' } })).status,
      ).toBe(401)
    const planner = await opened.wire({ authenticator: alwaysSignedIn(aPrincipal('planner')) })
    expect((await planner.request('/api/incidents')).status).toBe(403)
    await nobody.close()
    await planner.close()
    const lines = await recorded()
    const refused = lines.filter(({ action }) => action === 'incidents.read')
    expect(refused).toHaveLength(6)
    expect(refused[0]).toMatchObject({
      outcome: 'refused',
      actor: '',
      details: { status: 401, method: 'GET', path: '/api/incidents' },
    })
    expect(refused.find(({ actor }) => actor === 'tester')).toMatchObject({ details: { status: 403 } })
    expect(JSON.stringify(lines)).not.toContain('secret')
    expect(lines.filter(({ action }) => action === 'session.refused-attempts')).toMatchObject([
      { details: { leftOut: 45, most: [{ by: 'key', leftOut: 45 }] } },
    ])
  })

  it('an attempt on what lies beyond the area', async () => {
    const planner = await wire({
      authenticator: alwaysSignedIn(aPrincipal({ role: 'planner', area: '530326105' })),
    })
    expect((await planner.upload(aForm(smallCountyFile()))).status).toBe(403)
    await expect
      .poll(async () => (await recorded()).map(({ action, outcome }) => `${action} ${outcome}`))
      .toEqual(['imports.write refused'])
  })
})

it('chains at its start what a process before has left', async () => {
  for (const one of [auditor, ...running]) await one.close()
  await write({}, {})
  expect(await waiting()).toBe(2)
  const next = await opened.wire()
  await expect.poll(() => waiting(), { timeout: 10_000 }).toBe(0)
  // What is written as it closes is chained before it has closed.
  await next.request('/api/incidents', { headers: { accept: 'application/geo+json' } })
  await next.close()
  expect(await checkAudit(opened.database, plainDigest)).toMatchObject({ broken: undefined, rows: 3, waiting: 0 })
})
