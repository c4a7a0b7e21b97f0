import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IncidentDetail } from '#api/operations/incidents/incidents.contract.ts'
import { guessColumns } from '#api/operations/intake/file-columns.ts'
import type { IntakeFileAnswer, IntakeFileSummary } from '#api/operations/intake/intake-files.contract.ts'
import { createRowReader } from '#api/operations/intake/read-file-row.ts'
import { readShippedLists } from '#api/operations/reference/shipped-lists.ts'
import type { Problem } from '#api/platform/http/problem.ts'
import { readSheetRows } from '#api/platform/sheets/read-sheet.ts'
import { problemOf } from '../support/desk-app.ts'
import { encodeGb18030 } from '../support/gb18030.ts'
import { type IncidentDesk, openIncidentDesk } from '../support/incident-desk.ts'
import { aPrincipal } from '../support/principals.ts'
import { parseCsv } from '../support/read-csv.ts'

let desk: IncidentDesk
beforeAll(async () => {
  desk = await openIncidentDesk()
}, 240_000)
afterAll(() => desk?.close())

type Sender = Parameters<IncidentDesk['ask']>[0]
const send = async (content: BlobPart, fields: Record<string, string> = {}, sender: Sender = desk.people.county) => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  form.append('files', new File([content], '工单.csv'))
  const response = await desk.sendForm(sender, '/api/intake/files', form)
  return { status: response.status, body: (await response.json()) as { id: string } & Problem }
}
const find = async (id: string, sender: Sender = desk.people.county) =>
  (await desk.ask<IntakeFileAnswer>(sender, `GET /api/intake/files/${id}`)).body
/** Sends a file and waits for its end. */
async function take(content: BlobPart, fields: Record<string, string> = {}, sender: Sender = desk.people.county) {
  const { status, body } = await send(content, fields, sender)
  expect(status).toBe(202)
  await expect.poll(async () => (await find(body.id, sender)).state, { timeout: 60_000 }).not.toBe('running')
  return find(body.id, sender)
}
const countIncidents = async () =>
  (
    await desk.database.read((handle) => handle.rows<{ n: number }>(sql`SELECT count(*)::integer AS n FROM incidents`))
  )[0]?.n ?? 0
const lines = (...rows: string[]) => ['工单编号,标题,网格编码,来电人,联系电话', ...rows].join('\r\n')
const mixed = () =>
  lines(
    `W-1,路灯不亮,${desk.grid},诸葛植入名,13612340000`,
    `W-2,=水管漏水,${desk.grid},,`,
    `W-3,,${desk.grid},,`,
    `W-4,后山起火了,${desk.grid},,`,
    'W-5,井盖缺失,530326999999999,,',
    `W-1,路灯不亮,${desk.grid},,`,
  )

describe('a file of work orders', () => {
  it('is tried first: each row that would not be taken in with its number, field and reason, and nothing is written', async () => {
    const before = await countIncidents()
    const tried = await take(mixed(), { dryRun: 'true' })
    expect(tried).toMatchObject({
      state: 'done',
      dryRun: true,
      done: 6,
      total: 6,
      counts: { taken: 2, refused: 2, elsewhere: 1, there: 1, untyped: 2 },
    })
    expect(tried.columns.map(({ field }) => field)).toEqual([
      'externalId',
      'title',
      'gridCode',
      'callerName',
      'callerPhone',
    ])
    expect(tried.findings.map(({ row, outcome, field }) => [row, outcome, field])).toEqual([
      [4, 'refused', 'title'],
      [5, 'elsewhere', 'title'],
      [6, 'refused', 'gridCode'],
      [7, 'there', 'externalId'],
    ])
    expect(await countIncidents()).toBe(before)
  })

  it('is taken in once, however often it is sent, and nobody’s name stands anywhere but among the parties', async () => {
    const before = await countIncidents()
    const first = await take(mixed())
    expect(first.counts).toMatchObject({ taken: 2, there: 1 })
    const again = await take(mixed())
    expect(again.counts).toMatchObject({ taken: 0, there: 3 })
    expect(await countIncidents()).toBe(before + 2)
    const text = await desk.readAllText('incidents', 'incident_timeline', 'event_log', 'intake_files')
    expect(text).toContain('W-1')
    expect(text).not.toContain('诸葛植入名')
    expect(text).not.toContain('13612340000')
  })

  it('is taken in as it was tried: another file, setting or reach is refused, and nothing is written', async () => {
    const content = lines(`D-1,路灯不亮,${desk.grid},,`)
    const tried = await take(content, { dryRun: 'true' })
    const running = { tried: tried.id }
    const before = await countIncidents()
    const township = aPrincipal({ role: 'township-operator', area: '530326105' })
    const differing: Parameters<typeof send>[] = [
      [lines(`D-2,路灯不亮,${desk.grid},,`), running],
      [content, { ...running, crs: 'gcj02' }],
      [content, { ...running, isNotEmergency: 'true' }],
      [content, { ...running, system: 'hotline-12345' }],
      [content, { ...running, source: 'water' }],
      [content, { ...running, map: JSON.stringify({ title: '标题' }) }],
      [content, running, township],
      [content, { tried: '00000000-0000-4000-8000-000000000000' }],
    ]
    // One after the other: a file at a time.
    for (const request of differing) expect(problemOf(await send(...request))).toEqual([409, 'dry_run_differs'])
    expect(await countIncidents()).toBe(before)
    const taken = await take(content, running)
    expect(taken.counts).toMatchObject({ taken: tried.counts?.taken })
    // What was taken in is no dry run of anything.
    expect(problemOf(await send(content, { tried: taken.id }))).toEqual([409, 'dry_run_differs'])
    expect(problemOf(await send(content, { tried: 'x' }))).toEqual([400, 'invalid_input'])
  })

  it('pushes out the oldest of its own sender and nobody else’s', async () => {
    const content = lines(`P-1,路灯不亮,${desk.grid},,`)
    const another = { ...desk.people.county, actor: { kind: 'person' as const, id: 'another', name: '另一人' } }
    const theirs = await take(content, { dryRun: 'true' }, another)
    const first = await take(content, { dryRun: 'true' })
    await desk.database.write((transaction) =>
      transaction.run(
        sql`INSERT INTO intake_files (id, state, reach, settings, file_name, bytes, created_at, ended_at)
          SELECT gen_random_uuid(), 'done', reach, settings, file_name, bytes, now() + make_interval(secs => n), now()
          FROM intake_files, generate_series(1, 49) AS n WHERE id = ${first.id}::uuid`,
      ),
    )
    await take(content, { dryRun: 'true' })
    expect(problemOf(await desk.ask(desk.people.county, `GET /api/intake/files/${first.id}`))).toEqual([
      404,
      'not_found',
    ])
    expect((await find(theirs.id)).id).toBe(theirs.id)
  })

  it('has a report with the reasons, in the language asked for', async () => {
    const { id } = await take(mixed(), { dryRun: 'true' })
    const ask = (language: string) =>
      desk.ask<string>(desk.people.county, `GET /api/intake/files/${id}/report`, undefined, {
        'accept-language': language,
      })
    const zh = await ask('zh')
    expect(zh.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const [header, ...rows] = parseCsv(zh.body)
    expect(header).toEqual(['行号', '结果', '字段', '原因'])
    const urgent = rows.find(([row]) => row === '5')
    expect(urgent?.slice(0, 3)).toEqual(['5', '不归受理', '标题'])
    expect(urgent?.[3]).toContain('119')
    expect(parseCsv((await ask('en')).body)[0]?.[3]).toBe('Reason')
  })

  it('may be GB18030 with its columns named, rows without a number known by what stands in them', async () => {
    const content = encodeGb18030(
      `甲,乙\r\n污水外溢,${desk.grid}\r\n垃圾未清,${desk.grid}\r\n污水外溢,${desk.grid}\r\n`,
    )
    const fields = { map: JSON.stringify({ title: '甲', gridCode: '乙' }) }
    expect((await take(content, fields)).counts).toMatchObject({ taken: 2, there: 1 })
    expect((await take(content, fields)).counts).toMatchObject({ taken: 0, there: 3 })
  })

  it('shares the numbers of the hotline, where it is a list of its work orders', async () => {
    const order = { externalId: 'H-9', title: '停水', location: { gridCode: desk.grid } }
    expect((await desk.ask(desk.people.county, 'POST /api/intake/12345', order)).status).toBe(201)
    const taken = await take(lines(`H-9,停水,${desk.grid},,`, `H-10,停电,${desk.grid},,`), { system: 'hotline-12345' })
    expect(taken.counts).toMatchObject({ taken: 1, there: 1 })
  })

  it('shares them by itself where its rows have numbers, both ways, also with what it took in before', async () => {
    const order = (externalId: string) => ({ externalId, title: '停水', location: { gridCode: desk.grid } })
    const post = async (externalId: string) =>
      (await desk.ask(desk.people.county, 'POST /api/intake/12345', order(externalId))).status
    expect(await post('B-1')).toBe(201)
    expect((await take(lines(`B-1,停水,${desk.grid},,`, `B-2,停电,${desk.grid},,`))).counts).toMatchObject({
      taken: 1,
      there: 1,
    })
    expect(await post('B-2')).toBe(200)
    const sources = await desk.database.read((handle) =>
      handle.rows(sql`SELECT DISTINCT source FROM incidents WHERE external_id IN ('B-1', 'B-2')`),
    )
    expect(sources).toEqual([{ source: '12345' }])
    // As files of before they could say where they are from.
    await desk.database.write((transaction) =>
      transaction.run(sql`UPDATE incidents SET source = 'file' WHERE external_id IN ('B-1', 'B-2')`, 2),
    )
    expect(await post('B-1')).toBe(200)
    expect((await take(lines(`B-2,停电,${desk.grid},,`))).counts).toMatchObject({ taken: 0, there: 1 })
  })

  it('may be from another system, whose numbers are others', async () => {
    const file = lines(`C-1,停水,${desk.grid},,`)
    const sourcesOf = () =>
      desk.database.read((handle) =>
        handle.rows(sql`SELECT source FROM incidents WHERE external_id = 'C-1' ORDER BY source`),
      )
    for (const taken of [1, 0]) expect((await take(file, { source: 'Water-1' })).counts).toMatchObject({ taken })
    expect(await sourcesOf()).toEqual([{ source: 'Water-1' }])
    expect((await take(file)).counts).toMatchObject({ taken: 1 })
    expect(await sourcesOf()).toHaveLength(2)
    for (const source of ['a b', '水务', 'x'.repeat(41)])
      expect(problemOf(await send(file, { source }))).toEqual([400, 'invalid_input'])
  })

  it('says of a work order what the hotline’s own way says of it, with its address', async () => {
    const [place] = await desk.database.read((handle) =>
      handle.rows<{ name: string }>(
        sql`SELECT t.name || v.name AS name FROM areas v JOIN areas t ON t.code = left(v.code, 9)
          WHERE v.code = ${desk.village} LIMIT 1`,
      ),
    )
    const address = `${place?.name}3组水塔旁老杨家门口`
    const order = { externalId: 'A-1', title: '水管破裂', description: '流了一夜', address }
    expect((await desk.ask(desk.people.county, 'POST /api/intake/12345', order)).status).toBe(201)
    const file = `工单编号,标题,内容,地址\nA-2,${order.title},${order.description},${address}\n`
    expect((await take(file, { system: 'hotline-12345' })).counts).toMatchObject({ taken: 1 })
    const rows = await desk.database.read((handle) =>
      handle.rows<{ description: string; at: string }>(
        sql`SELECT description, ST_AsText(location) AS at FROM incidents WHERE external_id IN ('A-1', 'A-2')`,
      ),
    )
    expect(rows).toHaveLength(2)
    expect(rows[0]).toEqual(rows[1])
    expect(rows[0]?.description).toBe(`${order.description}\n${address}`)
  })

  it('has rows of which their own column says that they are no emergency', async () => {
    const file = `标题,网格编码,非紧急\n有人打架已劝离,${desk.grid},是\n有人打架,${desk.grid},\n`
    expect((await take(file)).counts).toMatchObject({ taken: 1, elsewhere: 1 })
  })

  it('has no row whose address is in another county', async () => {
    const file = '标题,地址\n路灯,北京市朝阳区\n路灯,昆明市盘龙区新村\n'
    const { counts, findings } = await take(file)
    expect(counts).toMatchObject({ taken: 0, refused: 2 })
    expect(findings.map(({ field, reason }) => [field, reason.zh.includes('不在本县')])).toEqual([
      ['address', true],
      ['address', true],
    ])
  })

  it('says before and after which rows have their place by their address, and where', async () => {
    const [place] = await desk.database.read((handle) =>
      handle.rows<{ name: string }>(
        sql`SELECT t.name || v.name AS name FROM areas v JOIN areas t ON t.code = left(v.code, 9)
          WHERE v.code = ${desk.village} LIMIT 1`,
      ),
    )
    const name = place?.name ?? ''
    const file = `标题,地址,网格编码\n路灯坏了,${name}老杨家门口,\n水管漏水,,${desk.grid}\n井盖坏了,新村,\n垃圾未清,会泽县${name},\n`
    const tried = await take(file, { dryRun: 'true' })
    const placed = [2, 5].map((row) => ({ row, code: desk.village, name }))
    expect(tried.counts).toMatchObject({ taken: 3, refused: 1, placed: 2 })
    expect(tried.placed).toEqual(placed)
    expect(tried.findings.map(({ row, field }) => [row, field])).toEqual([[4, 'address']])
    expect(tried.findings[0]?.reason.zh).toContain('者海镇新村')
    const taken = await take(file, { tried: tried.id })
    expect([taken.counts, taken.placed]).toEqual([tried.counts, placed])
    const again = await take(file)
    expect([again.counts?.there, again.placed]).toEqual([3, []])
    const answer = await desk.fetchAs(desk.people.county, `/api/intake/files/${taken.id}/report`)
    expect(parseCsv(await answer.text()).filter(([, outcome]) => outcome === '按地址定位')).toEqual([
      ['2', '按地址定位', '地址', name],
      ['5', '按地址定位', '地址', name],
    ])
  })

  it('has no row of a time that cannot be', async () => {
    const file = `标题,网格编码,受理时间\n路灯,${desk.grid},1900-01-01\n路灯,${desk.grid},2099-01-01 08:00\n`
    const { counts, findings } = await take(file)
    expect(counts).toMatchObject({ taken: 0, refused: 2 })
    expect(findings.map(({ field, reason }) => [field, reason.zh])).toEqual([
      ['foundAt', '时间在 10 年以前，请核对年份。'],
      ['foundAt', '时间在将来。'],
    ])
  })

  it('is taken in within the own area only, row by row', async () => {
    const other = await desk.database.read((handle) =>
      handle.rows<{ code: string }>(
        sql`SELECT code FROM grid_versions WHERE upper_inf(editions) AND code LIKE '530326106%' ORDER BY code LIMIT 1`,
      ),
    )
    const township = desk.people.township
    const content = lines(`T-1,路灯,${desk.grid},,`, `T-2,路灯,${other[0]?.code},,`)
    expect((await take(content, { dryRun: 'true' }, township)).counts).toMatchObject({ taken: 1, refused: 1 })
    const taken = await take(content, {}, township)
    expect(taken.counts).toMatchObject({ taken: 1, refused: 1 })
    // Who reaches less than its sender sees nothing of it; who reaches more does.
    expect((await find(taken.id)).id).toBe(taken.id)
    const neighbour = aPrincipal({ role: 'township-operator', area: '530326106' })
    expect(problemOf(await desk.ask(neighbour, `GET /api/intake/files/${taken.id}`))).toEqual([404, 'not_found'])
    expect(
      (await desk.ask<{ items: IntakeFileSummary[] }>(neighbour, 'GET /api/intake/files')).body.items.map(
        ({ id }) => id,
      ),
    ).not.toContain(taken.id)
    expect(problemOf(await send(lines(), {}, desk.people.village))).toEqual([403, 'not_allowed'])
  })

  it.each([
    ['no_header', '甲,乙\n1,2\n'],
    ['empty', '标题,网格编码\n'],
    ['not_text', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 0x10)],
    ['no_column', '标题,网格编码\n路灯,1\n', { map: '{"title":"丙"}' }],
  ] as [string, BlobPart, Record<string, string>?][])(
    'is refused as a whole by what is wrong: %s',
    async (code, content, fields) => {
      expect(await take(content, fields)).toMatchObject({ state: 'failed', problem: { code } })
    },
  )

  it('has one of its columns named, and the others are known by their names', async () => {
    const content = `编号,怎么了,网格编码\nN-1,井盖缺失,${desk.grid}\n`
    const named = await take(content, { dryRun: 'true', map: '{"title":"怎么了"}' })
    expect(named.columns.map(({ field }) => field)).toEqual(['externalId', 'title', 'gridCode'])
    expect(named.counts).toMatchObject({ taken: 1 })
    const without = await take(content, { dryRun: 'true', map: '{"title":"怎么了","gridCode":null}' })
    expect([without.columns[2]?.field, without.counts?.refused]).toEqual([null, 1])
    const { body } = await send(content, { map: '{"colour":"怎么了"}' })
    expect(body.detail).toMatch(/没有“colour”这个字段.*title、description/)
  })

  it('is refused at the door: a system nobody knows, a map that is none, two files, no form', async () => {
    const wrong: Record<string, string>[] = [
      { system: 'nobody' },
      { map: '[1]' },
      { map: '{"colour":"x"}' },
      { colour: 'red' },
    ]
    for (const fields of wrong) expect(problemOf(await send(lines(), fields))).toEqual([400, 'invalid_input'])
    expect(problemOf(await desk.ask(desk.people.county, 'POST /api/intake/files', {}))).toEqual([
      415,
      'unsupported_media_type',
    ])
  })

  it('ends when somebody stops it, one at a time, and what was taken in stays', async () => {
    const many = lines(...Array.from({ length: 2_000 }, (_, at) => `S-${at},路灯 ${at},${desk.grid},,`))
    const { body } = await send(many)
    await expect.poll(async () => (await find(body.id)).done, { timeout: 60_000, interval: 20 }).toBeGreaterThan(0)
    expect(problemOf(await send(lines()))).toEqual([409, 'import_busy'])
    expect((await desk.ask(desk.people.county, `DELETE /api/intake/files/${body.id}`)).status).toBe(204)
    await expect.poll(async () => (await find(body.id)).state, { timeout: 60_000 }).toBe('cancelled')
    const { counts } = await find(body.id)
    const there = await desk.database.read((handle) =>
      handle.rows<{ n: number }>(sql`SELECT count(*)::integer AS n FROM incidents WHERE external_id LIKE 'S-%'`),
    )
    expect(there[0]?.n).toBe(counts?.taken)
    expect(counts?.taken).toBeLessThan(2_000)
    expect(problemOf(await desk.ask(desk.people.county, `DELETE /api/intake/files/${body.id}`))).toEqual([
      409,
      'import_ended',
    ])
  }, 120_000)

  it('answers others while it is at work', async () => {
    const many = lines(...Array.from({ length: 300 }, (_, at) => `Q-${at},水管 ${at},${desk.grid},,`))
    const { body } = await send(many)
    let answered = 0
    while ((await find(body.id)).state === 'running') answered++
    expect((await find(body.id)).counts?.taken).toBe(300)
    // In one transaction, or in one turn, there would be an answer or two.
    expect(answered).toBeGreaterThan(5)
  }, 120_000)
})

describe('our own export', () => {
  it.each(['csv', 'xlsx'])(
    'is read back as it was (%s), and taken in again as nothing',
    async (format) => {
      const made: IncidentDetail[] = [
        await desk.report({ title: '=1+1', description: '一\n二，"三"', type: 'neighbours', severity: 'yellow' }),
        await desk.report({ kind: 'hazard', type: 'landslide', title: '边坡起火了', severity: 'red' }),
      ]
      for (const language of ['zh', 'en']) {
        const response = await desk.fetchAs(desk.people.county, `/api/incidents/export?format=${format}`, {
          'accept-language': language,
        })
        const bytes = new Uint8Array(await response.arrayBuffer())
        const [header = [], ...rows] = await readSheetRows(bytes)
        const read = createRowReader({
          columns: guessColumns(header),
          lists: readShippedLists(),
          system: null,
          isNotEmergency: false,
        })
        const readings = rows.map((cells, at) => read(cells, at + 2))
        for (const incident of made) {
          const found = readings.find((reading) => 'ok' in reading && reading.ok.number === incident.number)
          const [lng, lat] = incident.lngLat
          expect(found).toMatchObject({
            ok: {
              kind: incident.kind,
              type: incident.type,
              title: incident.title,
              description: incident.description,
              severity: incident.severity,
              place: { lng, lat },
            },
          })
        }
        const before = await countIncidents()
        const taken = await take(bytes)
        expect(taken.counts).toMatchObject({ taken: 0, refused: 0, there: rows.length })
        expect(await countIncidents()).toBe(before)
      }
    },
    120_000,
  )
})
