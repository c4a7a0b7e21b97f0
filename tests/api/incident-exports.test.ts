import { sql } from 'drizzle-orm'
import readXlsxFile from 'read-excel-file/node'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createEditionsService } from '#api/ground/editions/editions.service.ts'
import type { EntriesSaved, SystemPreview } from '#api/operations/incidents/incident-exports.contract.ts'
import { recordExports } from '#api/operations/incidents/incident-exports.repo.ts'
import { createIncidentExportsService } from '#api/operations/incidents/incident-exports.service.ts'
import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import { readShippedLists } from '#api/operations/reference/shipped-lists.ts'
import { scopeOf } from '#api/platform/access/principal.ts'
import { readCell } from '#api/platform/http/csv.contract.ts'
import type { Problem } from '#api/platform/http/problem.ts'
import { problemOf } from '../support/desk-app.ts'
import { type IncidentDesk, openIncidentDesk } from '../support/incident-desk.ts'
import { aPrincipal } from '../support/principals.ts'
import { parseCsv } from '../support/read-csv.ts'

let desk: IncidentDesk
let made: Incident[]
const hostile = ['=1+1', '+86 139', '-2+3', '@SUM(A1)', '\t=1', '＝cmd', "'=1", '-5', '一、"二",三;四']
beforeAll(async () => {
  desk = await openIncidentDesk()
  made = []
  for (const title of hostile.map((text) => text.trim()))
    made.push(await desk.report({ title, description: `${title}\n第二行`, type: 'neighbours' }))
  made.push(await desk.report({ kind: 'hazard', type: 'landslide', title: '边坡', severity: 'red' }))
  made.push(
    await desk.report({ kind: 'request', type: 'water-supply', title: '停水', location: { gridCode: desk.elsewhere } }),
  )
}, 240_000)
afterAll(() => desk?.close())
afterEach(() => {
  vi.restoreAllMocks()
})

type Sender = Parameters<IncidentDesk['ask']>[0]
const exportAs = async (query: string, sender: Sender = desk.people.county, language = 'zh') =>
  desk.ask<string>(sender, `GET /api/incidents/export?${query}`, undefined, { 'accept-language': language })
const tableOf = (text: string) => {
  const [header = [], ...rows] = parseCsv(text)
  return rows.map((row) => Object.fromEntries(header.map((title, at) => [title, row[at] ?? ''])))
}

describe('incidents as a file', () => {
  it('are a CSV with a line each, in the language asked for', async () => {
    const zh = await exportAs('format=csv')
    expect(zh.status).toBe(200)
    expect(zh.headers.get('content-disposition')).toMatch(/^attachment; filename="incidents-\d{8}\.csv"$/)
    const rows = tableOf(zh.body)
    expect(rows).toHaveLength(made.length)
    const row = rows.find(({ 标题 }) => 标题 === '边坡')
    expect(row).toMatchObject({ 类别: '隐患', 类型: '滑坡', 等级: '红', 状态: '已上报', 层级: '网格' })
    expect(readCell(row?.网格编码 ?? '')).toBe(desk.grid)
    expect(row?.上报时间).toMatch(/^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d$/)
    const english = tableOf((await exportAs('format=csv', desk.people.county, 'en')).body)
    expect(english.find(({ Title }) => Title === '边坡')).toMatchObject({
      Kind: 'Hazard',
      Type: 'Landslide',
      Severity: 'Red',
    })
  })

  it.each(['csv', 'xlsx'] as const)(
    'run nothing as a formula in a spreadsheet (%s), and numbers stay numbers',
    async (format) => {
      const answer = await desk.fetchAs(desk.people.county, `/api/incidents/export?format=${format}`)
      const bytes = Buffer.from(await answer.arrayBuffer())
      const rows: unknown[][] =
        format === 'csv' ? parseCsv(bytes.toString('utf8')) : ((await readXlsxFile(bytes))[0]?.data ?? [])
      const [header = [], ...lines] = rows
      for (const line of lines)
        for (const cell of line)
          if (typeof cell === 'string') expect(cell).not.toMatch(/^\s*[=+@＝＋＠]|^\s*-(?!\d+(\.\d+)?$)/)
      const titles = lines.map((line) => readCell(String(line[header.indexOf('标题')])))
      expect(titles.sort()).toEqual(made.map(({ title }) => title).sort())
      const lng = lines[0]?.[header.indexOf('经度')]
      expect(Number(lng)).toBeCloseTo(103, -1)
      if (format === 'xlsx') {
        expect(typeof lng).toBe('number')
        expect(lines.some((line) => line[header.indexOf('网格编码')] === desk.grid)).toBe(true)
      }
    },
  )

  it('say who has each, a unit and a department by their names', async () => {
    const administrator = aPrincipal({ role: 'administrator', area: '530326' })
    const unit = { name: '矿山镇抢险队', kind: 'rescue', areaCode: '530326105' }
    const { body: sent } = await desk.ask<{ id: string }>(administrator, 'POST /api/units', unit)
    const wanted = [
      [{ unitId: sent.id }, '矿山镇抢险队'],
      [{ departmentId: 'judicial-office' }, '司法所'],
      [{ role: 'township-operator', area: '530326105' }, '矿山镇 乡镇值班员'],
    ] as const
    for (const [at, [assignee]] of wanted.entries()) {
      const { id } = made[at] as Incident
      await desk.step(desk.people.county, id, 'accepted')
      expect((await desk.step(desk.people.county, id, 'assigned', { assignee })).status).toBe(200)
    }
    const rows = tableOf((await exportAs('format=csv')).body)
    const assigneeOf = (at: number) => rows.find(({ 事件编号 }) => 事件编号 === made[at]?.number)?.承办
    expect(wanted.map((_, at) => assigneeOf(at))).toEqual(wanted.map(([, name]) => name))
    expect(assigneeOf(wanted.length)).toBe('')
  })

  it('are those of the filter and of the own area', async () => {
    expect(tableOf((await exportAs('severity=red')).body).map(({ 标题 }) => 标题)).toEqual(['边坡'])
    expect(tableOf((await exportAs('format=csv', desk.people.worker)).body)).toHaveLength(made.length - 1)
    expect(problemOf(await exportAs('format=csv', desk.people.planner))).toEqual([403, 'not_allowed'])
    const { body } = await desk.ask<{ features: unknown[] }>(
      desk.people.county,
      'GET /api/incidents/export?format=geojson&kind=hazard',
    )
    expect(body.features).toHaveLength(1)
  })

  it('are those that somebody chose, within the filter and the own area, and the record says which', async () => {
    const far = made.find(({ title }) => title === '停水') as Incident
    const slope = made.find(({ title }) => title === '边坡') as Incident
    const choose = (body: unknown, sender: Sender = desk.people.county) =>
      desk.ask<string & Problem>(sender, 'POST /api/incidents/export', body, { 'accept-language': 'zh' })
    const titles = ({ body }: { body: string }) =>
      tableOf(body)
        .map(({ 标题 }) => 标题)
        .sort()
    const ids = [far.id, slope.id]
    const before = (await desk.readAllText()).split('incidents.export').length
    const answer = await choose({ ids })
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="incidents-\d{8}\.csv"$/)
    expect(titles(answer)).toEqual(['停水', '边坡'])
    expect(titles(await choose({ ids, severity: 'red', q: '边坡' }))).toEqual(['边坡'])
    expect(titles(await choose({ ids }, desk.people.worker))).toEqual(['边坡'])
    const record = await desk.readAllText()
    expect(record.split('incidents.export')).toHaveLength(before + 3)
    expect(record).toContain(`"chosen": 2`)
    expect(record).toContain(far.id)
    expect(record).not.toContain('"边坡"')
    for (const body of [{ ids: [] }, { ids: ['a'] }, { ids: Array(5001).fill(far.id) }, { id: far.id }])
      expect(problemOf(await choose(body))).toEqual([400, 'invalid_input'])
    expect(problemOf(await choose({ ids }, desk.people.planner))).toEqual([403, 'not_allowed'])
    const features = await desk.ask<{ features: { id: string }[] }>(desk.people.county, 'POST /api/incidents/export', {
      ids: [slope.id],
      format: 'geojson',
    })
    expect(features.body.features.map(({ id }) => id)).toEqual([slope.id])
  })

  it('name nobody who is party to them', async () => {
    const name = '司马植入名'
    const caller = { name, phone: '13700001111' }
    const order = { externalId: 'GD-77', title: '下水道堵塞', location: { gridCode: desk.elsewhere }, caller }
    expect((await desk.ask(desk.people.county, 'POST /api/intake/12345', order)).status).toBe(201)
    const { body } = await exportAs('format=csv')
    expect(body).toContain('GD-77')
    expect(body).not.toContain(name)
    expect(body).not.toContain('13700001111')
  })

  it('are in the record each time', async () => {
    const count = async () => (await desk.readAllText()).split('incidents.export').length
    const before = await count()
    await exportAs('format=csv')
    await exportAs('format=xlsx')
    await exportAs('format=geojson')
    expect(await count()).toBe(before + 3)
  })

  it('are cut into many turns of the event loop, and refused above 20,000', async () => {
    const insert = (from: number, to: number) =>
      desk.database.write((transaction) =>
        transaction.run(
          sql`INSERT INTO incidents (id, kind, type, title, state, rung, severity, location, grid_code, reported_at)
              SELECT gen_random_uuid(), 'request', 'other', '批量 ' || n, 'closed', 'grid', 'blue',
                ST_SetSRID(ST_MakePoint(${desk.lngLat[0]}::float8, ${desk.lngLat[1]}::float8), 4326), ${desk.grid},
                '2020-01-01'::timestamptz + make_interval(secs => n)
              FROM generate_series(${from}::integer, ${to}::integer) AS n`,
        ),
      )
    await insert(1, 6_000)
    const asked = vi.spyOn(globalThis, 'setImmediate')
    const csv = await exportAs('state=closed&format=csv')
    const turns = asked.mock.calls.filter(([callback]) => callback.name === 'takeTurn').length
    asked.mockRestore()
    expect(parseCsv(csv.body)).toHaveLength(6_001)
    // In one go it would be one.
    expect(turns).toBeGreaterThanOrEqual(2)
    const workbook = await desk.fetchAs(desk.people.county, '/api/incidents/export?state=closed&format=xlsx')
    expect((await readXlsxFile(Buffer.from(await workbook.arrayBuffer())))[0]?.data).toHaveLength(6_001)
    await insert(6_001, 20_001)
    expect(problemOf(await exportAs('state=closed'))).toEqual([422, 'too_many_features'])
  }, 240_000)
})

describe('an export for another system', () => {
  const systemExport = (query: string, system = 'example', sender: Sender = desk.people.county) =>
    desk.ask<string & SystemPreview & Problem>(sender, `GET /api/incidents/export/${system}?state=open&${query}`)
  const saved = async () =>
    (await desk.ask<EntriesSaved>(desk.people.county, 'GET /api/incidents/entries-saved?days=30')).body

  it('says before what has no code yet, and counts nothing by that', async () => {
    const { body } = await systemExport('format=json')
    expect(body.system).toMatchObject({ code: 'example', isExample: true })
    expect(body.coded).toBe(hostile.length + 1)
    expect(body.withoutCode).toContainEqual({
      kind: 'request',
      type: 'water-supply',
      zh: '供水',
      en: 'Water supply',
      count: 1,
    })
    expect((await saved()).entries).toBe(0)
  })

  const sendTo = (
    body: Record<string, unknown>,
    key?: string,
    system = 'example',
    sender: Sender = desk.people.county,
  ) =>
    desk.ask<string & Problem>(
      sender,
      `POST /api/incidents/export/${system}`,
      { state: 'open', ...body },
      key === undefined ? {} : { 'idempotency-key': key },
    )
  const lines = async () =>
    (await desk.readAllText()).split('\n').filter((line) => line.includes('"system": "example"')).length

  it('carries the code of the type and says what has none, and to look at it counts nothing', async () => {
    const rows = tableOf((await systemExport('format=csv')).body)
    expect(rows.find(({ 标题 }) => 标题 === '边坡')?.对方编码).toBe('SL-H-001')
    expect(rows.find(({ 标题 }) => 标题 === '停水')).toMatchObject({ 对方编码: '', 说明: '尚无编码，未计入' })
    await systemExport('format=xlsx')
    expect((await saved()).entries).toBe(0)
    expect(await lines()).toBe(0)
  })

  it('counts the entries it has saved when it is sent, each once, with one line in the record', async () => {
    const slope = made.find(({ title }) => title === '边坡') as Incident
    expect((await sendTo({ ids: [slope.id] }, 'once-only-1')).status).toBe(200)
    expect(await saved()).toMatchObject({ entries: 1, incidents: 1 })
    expect(await lines()).toBe(1)
    const lastAt = () =>
      desk.database.read((handle) =>
        handle.rows(sql`SELECT last_at FROM incident_exports WHERE incident_id = ${slope.id}::uuid`),
      )
    const first = await lastAt()
    const again = await sendTo({ ids: [slope.id] }, 'once-only-1')
    expect(tableOf(again.body).map(({ 标题 }) => 标题)).toEqual(['边坡'])
    expect(await lastAt()).toEqual(first)
    expect(problemOf(await sendTo({}, 'once-only-1'))).toEqual([409, 'idempotency_conflict'])
    expect(await saved()).toMatchObject({ entries: 1, incidents: 1 })
    await sendTo({ format: 'xlsx' })
    await sendTo({})
    expect(await saved()).toMatchObject({
      entries: hostile.length + 1,
      incidents: hostile.length + 1,
      systems: [{ code: 'example', entries: hostile.length + 1 }],
      partial: false,
    })
  })

  it('marks them in the order of their ids, as all who hold several incidents do', async () => {
    const ids = made.map(({ id }) => id).sort()
    const scope = scopeOf(desk.people.county, 'incidents.handle', { address: '', requestId: '' })
    await desk.database.writeAs(scope, (transaction) =>
      recordExports(transaction, { system: 'in-order', ids: ids.toReversed(), isRepeated: false }),
    )
    // As they were written.
    const written = await desk.database.read((handle) =>
      handle.rows<{ id: string }>(
        sql`SELECT incident_id AS id FROM incident_exports WHERE system = 'in-order' ORDER BY ctid`,
      ),
    )
    expect(written.map(({ id }) => id)).toEqual(ids)
    await desk.database.write((transaction) =>
      transaction.run(sql`DELETE FROM incident_exports WHERE system = 'in-order'`),
    )
  })

  it('marks nothing where the record cannot be written', async () => {
    const fails = createIncidentExportsService({
      database: desk.database,
      editions: createEditionsService({ database: desk.database }),
      reference: { current: readShippedLists },
      audit: { record: () => Promise.reject(new Error('no record')), recordAlone: () => Promise.resolve() },
    })
    const { id } = await desk.report({ kind: 'hazard', type: 'landslide', title: '新边坡' })
    const before = await saved()
    const scope = scopeOf(desk.people.county, 'incidents.handle', { address: '', requestId: '' })
    const sheet = { format: 'csv', language: 'zh' } as const
    await expect(fails.sendTo(scope, 'example', { ids: [id] }, sheet)).rejects.toThrow('no record')
    expect((await saved()).entries).toBe(before.entries)
    expect((await sendTo({ ids: [id] })).status).toBe(200)
    expect((await saved()).entries).toBe(before.entries + 1)
  })

  it('knows the systems of the reference lists only, and only who works on incidents', async () => {
    expect(problemOf(await systemExport('format=csv', 'nobody'))).toEqual([404, 'not_found'])
    expect(problemOf(await sendTo({}, undefined, 'nobody'))).toEqual([404, 'not_found'])
    // Called as a step is, and no incident.
    expect(problemOf(await sendTo({}, undefined, 'escalate'))).toEqual([404, 'not_found'])
    expect(problemOf(await sendTo({}, undefined, 'example', aPrincipal('planner')))).toEqual([403, 'not_allowed'])
    expect(problemOf(await systemExport('format=csv', 'example', aPrincipal('planner')))).toEqual([403, 'not_allowed'])
    const { body } = await desk.ask<EntriesSaved>(desk.people.township, 'GET /api/incidents/entries-saved')
    expect(body.partial).toBe(true)
  })
})
