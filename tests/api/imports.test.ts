import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { sql } from 'drizzle-orm'
import type { Feature, Position } from 'geojson'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { importSteps } from '#api/ground/editions/editions.contract.ts'
import type { ImportAnswer, ImportSummary } from '#api/ground/imports/imports.contract.ts'
import { importLimits } from '#api/ground/imports/imports.service.ts'
import { uploadRoot } from '#api/platform/uploads/upload-folder.ts'
import { aForm, openImportApp, sendSlowly, smallCountyFile } from '../support/import-app.ts'
import { aCollection, aGridFeature, aSquare, smallCountyGrids } from '../support/small-county.ts'

const huize = readFileSync(resolve(import.meta.dirname, '../../data/huize/huize.topojson'), 'utf8')

let opened: Awaited<ReturnType<typeof openImportApp>>
let desk: Awaited<ReturnType<typeof opened.wire>>
beforeAll(async () => {
  opened = await openImportApp()
  desk = await opened.wire()
})
afterAll(() => opened?.close())
beforeEach(() =>
  opened.database.write(async (transaction) => {
    for (const table of ['imports', 'edition_tiles', 'grid_versions', 'areas', 'grids', 'editions'])
      await transaction.run(sql`DELETE FROM ${sql.raw(table)}`)
  }),
)

type Problem = { status: number; code: string; detail: string; errors?: { path: string }[]; current?: { id: string } }
const problemOf = async (response: Response) => (await response.json()) as Problem

/** Sends a form and gives the id of its import. */
async function begin(form: FormData, through = desk): Promise<string> {
  const response = await through.upload(form)
  const { id } = (await response.json()) as { id: string }
  expect([response.status, response.headers.get('location')]).toEqual([202, `/api/imports/${id}`])
  return id
}

const isAtWork = ({ state }: Pick<ImportSummary, 'state'>) => state === 'waiting' || state === 'running'

async function waitUntil(id: string, isReached: (found: ImportAnswer) => boolean, through = desk) {
  let found = await through.find(id)
  await expect
    .poll(
      async () => {
        found = await through.find(id)
        return isReached(found)
      },
      { timeout: 120_000, interval: 50 },
    )
    .toBe(true)
  return found
}
/** At a step or beyond: how far it is is told once a second, and a fast machine is through with some sooner. */
const hasReached =
  (step: (typeof importSteps)[number]) =>
  (found: ImportAnswer): boolean =>
    found.step !== null && importSteps.indexOf(found.step) >= importSteps.indexOf(step)
const waitForEnd = (id: string, through = desk) => waitUntil(id, (found) => !isAtWork(found), through)

const readEditions = () =>
  opened.database.read((handle) =>
    handle.rows<{ number: number; isPending: boolean }>(
      sql`SELECT number, effective IS NULL AS "isPending" FROM editions ORDER BY number`,
    ),
  )
const countRows = async () => {
  const [row] = await opened.database.read((handle) =>
    handle.rows<Record<string, number>>(
      sql`SELECT (SELECT count(*) FROM grid_versions)::integer AS grids, (SELECT count(*) FROM areas)::integer AS areas,
            (SELECT count(*) FROM grids)::integer AS codes, (SELECT count(*) FROM edition_tiles)::integer AS tiles`,
    ),
  )
  return row
}
const listUploads = () =>
  readdirSync(uploadRoot(opened.database.kind, opened.place.dataFolder)).filter((name) =>
    name.startsWith(`onegrid-uploads-${process.pid}-`),
  )

/** Files of uploads that this process has open. */
const listOpenUploads = () =>
  readdirSync('/proc/self/fd').filter((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`).includes(`onegrid-uploads-${process.pid}-`)
    } catch {
      // That of this very look at the folder.
      return false
    }
  })

/** The small county a hundred times as wide and high: as soon read and written, and then there are so many tiles to cut
 *  that its import is at work for longer than that of a real one. */
const wideCountyFile = () => {
  const [west, south] = [103, 26]
  const widen = ([lng = 0, lat = 0]: Position) => [west + (lng - west) * 100, south + (lat - south) * 100]
  const grids = smallCountyGrids().map((grid) => ({
    ...grid,
    geometry: { ...grid.geometry, coordinates: grid.geometry.coordinates.map((ring) => ring.map(widen)) },
  }))
  return { 'wide.geojson': JSON.stringify(aCollection(grids)) }
}

/** Two grids that overlap, in a county of four. */
const overlappingGrids = () => {
  const [first, ...others] = smallCountyGrids()
  return aCollection([aGridFeature(String(first?.properties.code), aSquare(0, 0, 2)), ...others])
}

const anOpenUpload = () => sendSlowly(desk)

/** What is refused for its form alone was let in before: else it would hear that another import is at work. */
const expectRoom = async (through = desk) =>
  expect(await problemOf(await through.upload(aForm({})))).toMatchObject({ status: 400, errors: [{ path: 'files' }] })

/** An import that ends without a thread: a person stops it while its files are on their way. */
async function beginAndCancel(): Promise<string> {
  const upload = anOpenUpload()
  const id = await findAtWork()
  expect((await desk.request(`/api/imports/${id}`, { method: 'DELETE' })).status).toBe(204)
  upload.finish('"FeatureCollection"}')
  expect(await problemOf(await upload.answer)).toMatchObject({ status: 409, code: 'import_ended' })
  return id
}

async function findAtWork(): Promise<string> {
  let id: string | undefined
  await expect
    .poll(async () => {
      const { items } = (await (await desk.request('/api/imports')).json()) as { items: ImportSummary[] }
      id = items.find(isAtWork)?.id
      return id !== undefined
    })
    .toBe(true)
  return id as string
}

describe('an import through the API', () => {
  it('publishes an edition, and says what it has done', async () => {
    const id = await begin(aForm(smallCountyFile()))
    expect(await waitForEnd(id)).toMatchObject({
      id,
      state: 'done',
      settings: { area: null, map: null, snapMeters: null, crs: null, dryRun: false },
      files: [{ name: 'grids.geojson' }],
      faults: [],
      faultCount: 0,
      causes: [],
      report: { edition: 1, counts: { townships: 1, villages: 2, groups: 3, grids: 4 } },
      problem: null,
    })
    expect(await readEditions()).toEqual([{ number: 1, isPending: false }])
    const current = (await (await desk.request('/api/editions/current')).json()) as { number: number }
    expect(current.number).toBe(1)
    expect(listUploads()).toEqual([])
  })

  it('reads several files as one county', async () => {
    const [first, second, ...others] = smallCountyGrids()
    if (!first || !second) throw new Error('the small county has four grids')
    const files = {
      'west.geojson': JSON.stringify(aCollection([first, second])),
      'east.json': JSON.stringify(aCollection(others)),
    }
    expect(await waitForEnd(await begin(aForm(files, { dryRun: 'true' })))).toMatchObject({
      state: 'done',
      report: { counts: { villages: 2, grids: 4 } },
    })
  })

  it('only checks when asked to', async () => {
    const found = await waitForEnd(await begin(aForm(smallCountyFile(), { dryRun: 'true' })))
    expect(found).toMatchObject({
      state: 'done',
      settings: { dryRun: true },
      report: { edition: null, comparison: { added: 4, changed: 0, unchanged: 0, gone: 0 } },
    })
    expect(await readEditions()).toEqual([])
  })

  it('refuses grids that overlap and says where', async () => {
    const id = await begin(aForm({ 'grids.geojson': JSON.stringify(overlappingGrids()) }))
    const found = await waitForEnd(id)
    expect(found.state).toBe('refused')
    expect(found.report).toMatchObject({ edition: null, grids: { read: 4, kept: 0 }, shift: null })
    expect(found.faultCount).toBe(found.faults.length)
    expect(found.faults.length).toBeGreaterThan(0)
    const located = found.faults.filter(({ lngLat }) => lngLat)
    expect(located.length).toBeGreaterThan(0)
    expect(await readEditions()).toEqual([])
    const geoJson = await desk.request(`/api/imports/${id}`, { headers: { Accept: 'application/geo+json' } })
    expect(geoJson.headers.get('content-type')).toBe('application/geo+json')
    expect(await geoJson.json()).toMatchObject({
      type: 'FeatureCollection',
      features: found.faults.map(({ code, lngLat }) => ({
        geometry: lngLat ? { type: 'Point', coordinates: lngLat } : null,
        properties: { about: 'fault', code },
      })),
    })
  })

  it('refuses in a dry run as well, and lists no more than a thousand faults', async () => {
    const features = Array.from({ length: 1_100 }, (_, index) => aGridFeature(`bad${index}`, aSquare(0, 0)))
    const form = aForm({ 'bad.geojson': JSON.stringify(aCollection(features)) }, { dryRun: 'true' })
    const found = await waitForEnd(await begin(form))
    expect([found.state, found.faults.length, found.faultCount]).toEqual(['refused', 1_000, 1_100])
    expect(found.report).toMatchObject({ edition: null, grids: { read: 0, kept: 0 }, shift: null })
    expect(found.causes).toMatchObject([{ kind: 'bad_code', field: null, count: 1_100, code: 'bad0', hint: null }])
  })

  it('says of a file that is no map what it is', async () => {
    const found = await waitForEnd(await begin(aForm({ 'grids.geojson': 'PK\u0003\u0004 a spreadsheet' })))
    expect(found).toMatchObject({ state: 'refused', faults: [{ kind: 'unknown_format', place: 'grids.geojson' }] })
  })

  it('names a file that is empty, and one that is not in UTF-8', async () => {
    const form = aForm({ ...smallCountyFile(), 'empty.geojson': '' })
    form.append('files', new File([new Uint8Array([0x7b, 0xcd, 0xf8, 0x7d])], 'gbk.geojson'))
    const found = await waitForEnd(await begin(form))
    expect(found.state).toBe('refused')
    expect(found.faults.map(({ kind, place }) => [kind, place])).toEqual([
      ['unreadable', 'empty.geojson'],
      ['unreadable', 'gbk.geojson'],
    ])
    expect((await waitForEnd(await begin(aForm({ 'empty.geojson': '' })))).faults).toMatchObject([
      { kind: 'unreadable', place: 'empty.geojson' },
    ])
  })

  it('says of texts the database cannot hold that they are no names', async () => {
    const [first, ...others] = smallCountyGrids()
    const named = { ...first, properties: { ...first?.properties, name: '网\0格\ud83d' } }
    const document = { type: 'Topology', arcs: [], objects: { 'a\0b\ud83d': { type: 'Polygon', arcs: [[7]] } } }
    const files = {
      'grids.json': JSON.stringify(aCollection([named, ...others] as Feature[])),
      'more.json': JSON.stringify(document),
    }
    const found = await waitForEnd(await begin(aForm(files)))
    const place = expect.not.stringMatching(/\0/)
    expect(found).toMatchObject({
      state: 'refused',
      faults: [
        { kind: 'bad_field', place },
        { kind: 'no_geometry', place },
      ],
    })
    expect(await readEditions()).toEqual([])
  })

  it('lists imports, the newest first', async () => {
    const first = await beginAndCancel()
    const second = await beginAndCancel()
    const { items } = (await (await desk.request('/api/imports')).json()) as { items: ImportSummary[] }
    expect(items.map(({ id }) => id)).toEqual([second, first])
  })
})

describe('one import at a time', () => {
  it('refuses a second one, naming the first, and takes it when the first has ended', async () => {
    const first = anOpenUpload()
    const id = await findAtWork()
    expect((await desk.find(id)).state).toBe('waiting')
    const second = await desk.upload(aForm(smallCountyFile()))
    expect(await problemOf(second)).toMatchObject({ status: 409, code: 'import_busy', current: { id } })
    first.finish(JSON.stringify(aCollection([])).slice('{"type":'.length))
    expect((await first.answer).status).toBe(202)
    await waitForEnd(id)
    await expectRoom()
  })

  it('forgets an upload that breaks off', async () => {
    const upload = anOpenUpload()
    const id = await findAtWork()
    await expect.poll(() => listOpenUploads().length).toBe(1)
    upload.breakOff()
    expect(await problemOf(await upload.answer)).toMatchObject({ status: 400, code: 'invalid_input' })
    expect((await desk.request(`/api/imports/${id}`)).status).toBe(404)
    expect([listUploads(), listOpenUploads()]).toEqual([[], []])
    await expectRoom()
  })

  it('refuses an upload that ends in the middle', async () => {
    const upload = anOpenUpload()
    await findAtWork()
    upload.end()
    expect(await problemOf(await upload.answer)).toMatchObject({ status: 400, code: 'invalid_input' })
    expect(listUploads()).toEqual([])
  })
})

describe('cancelling', () => {
  it('stops an upload', async () => {
    const id = await beginAndCancel()
    expect(await desk.find(id)).toMatchObject({ state: 'cancelled', problem: null })
    expect(listUploads()).toEqual([])
  })

  it('stops an upload whose sender has fallen silent', async () => {
    const upload = anOpenUpload()
    const id = await findAtWork()
    expect((await desk.request(`/api/imports/${id}`, { method: 'DELETE' })).status).toBe(204)
    expect(await problemOf(await upload.answer)).toMatchObject({ status: 409, code: 'import_ended' })
    expect(await desk.find(id)).toMatchObject({ state: 'cancelled', problem: null })
    expect([listUploads(), listOpenUploads()]).toEqual([[], []])
  })

  it('ends the thread of an import that does not stop in time, and takes back what it wrote', async () => {
    const strict = await opened.wire({ importLimits: { ...importLimits, cancelGraceMs: 0 } })
    const id = await begin(aForm(wideCountyFile()), strict)
    await waitUntil(id, hasReached('tiles'), strict)
    await strict.request(`/api/imports/${id}`, { method: 'DELETE' })
    expect((await waitForEnd(id, strict)).state).toBe('cancelled')
    expect(await readEditions()).toEqual([])
    expect(await countRows()).toEqual({ grids: 0, areas: 0, codes: 0, tiles: 0 })
  }, 180_000)
})

describe('an import that cannot go on', () => {
  it('that needs more memory than it may use fails, and the server lives', async () => {
    const small = await opened.wire({ importLimits: { ...importLimits, heapMb: 24 } })
    const id = await begin(aForm({ 'huize.topojson': huize }), small)
    expect(await waitForEnd(id, small)).toMatchObject({ state: 'failed', problem: { code: 'out_of_memory' } })
    expect(await readEditions()).toEqual([])
    await waitForEnd(await begin(aForm(smallCountyFile(), { dryRun: 'true' }), small), small)
  }, 120_000)

  it('that takes too long fails', async () => {
    const hasty = await opened.wire({ importLimits: { ...importLimits, milliseconds: 1_500 } })
    const id = await begin(aForm(wideCountyFile()), hasty)
    expect(await waitForEnd(id, hasty)).toMatchObject({ state: 'failed', problem: { code: 'time_limit' } })
    expect(await readEditions()).toEqual([])
  }, 120_000)

  it('whose process has died is told as interrupted, and its leftovers go', async () => {
    const id = '11111111-2222-4333-8444-555555555555'
    await opened.database.write(async (transaction) => {
      await transaction.run(
        sql`INSERT INTO imports (id, state, settings, touched_at)
            VALUES (${id}::uuid, 'running', '{"area":null,"map":null,"snapMeters":null,"crs":null,"dryRun":false}',
                    now() - interval '21 seconds')`,
      )
      await transaction.run(
        sql`INSERT INTO editions (number, made_by, bounds, county_code, grid_count)
            VALUES (1, ${`import:${id}`}, '{0,0,1,1}', '530326', 0)`,
      )
    })
    expect(await desk.find(id)).toMatchObject({ state: 'failed', problem: { code: 'interrupted' } })
    await expect.poll(readEditions).toEqual([])
  })

  it('that is found when the server starts is told as interrupted', async () => {
    const id = '11111111-2222-4333-8444-666666666666'
    const silentFor = opened.database.kind === 'embedded' ? '0 seconds' : '21 seconds'
    await opened.database.write((transaction) =>
      transaction.run(
        sql`INSERT INTO imports (id, state, settings, touched_at)
            VALUES (${id}::uuid, 'running', '{"area":null,"map":null,"snapMeters":null,"crs":null,"dryRun":false}',
                    now() - ${silentFor}::text::interval)`,
      ),
    )
    const restarted = await opened.wire()
    expect(await restarted.find(id)).toMatchObject({ state: 'failed', problem: { code: 'interrupted' } })
  })

  it('when the server closes is told as interrupted', async () => {
    const other = await opened.wire()
    const id = await begin(aForm(wideCountyFile()), other)
    // Its thread is at work.
    await waitUntil(id, ({ step }) => step !== null)
    await other.close()
    expect(await desk.find(id)).toMatchObject({ state: 'failed', problem: { code: 'interrupted' } })
  }, 60_000)

  it('when the server closes, but whose edition is published, is told as done', async () => {
    const other = await opened.wire()
    const id = await begin(aForm(wideCountyFile()), other)
    await waitUntil(id, hasReached('tiles'))
    // As by its thread, in the moment before that says so.
    await opened.database.write((transaction) =>
      transaction.run(sql`UPDATE editions SET effective = tstzrange(now(), NULL) WHERE made_by = ${`import:${id}`}`, 1),
    )
    await other.close()
    expect(await desk.find(id)).toMatchObject({ state: 'done', problem: null })
  }, 60_000)

  it('that has no place for its files keeps nobody from importing', async () => {
    // Nobody can make a folder there.
    vi.stubEnv('TMPDIR', '/proc')
    const other = await opened.wire({ place: { ...opened.place, dataFolder: '/proc' } })
    const refused = await other.upload(aForm(smallCountyFile()))
    vi.unstubAllEnvs()
    expect(refused.status).toBe(500)
    await expectRoom()
  })
})

describe('another copy of the server', () => {
  it('tells how an import stands and cancels it, and what was written is taken back', async () => {
    await waitForEnd(await begin(aForm(smallCountyFile())))
    const before = await countRows()
    const other = await opened.wire()
    const id = await begin(aForm(wideCountyFile()))
    await waitUntil(id, hasReached('write'), other)
    expect(await readEditions()).toHaveLength(2)
    const second = await other.upload(aForm(smallCountyFile()))
    expect(await problemOf(second)).toMatchObject({ status: 409, code: 'import_busy', current: { id } })
    expect((await other.request(`/api/imports/${id}`, { method: 'DELETE' })).status).toBe(204)
    expect(await waitForEnd(id, other)).toMatchObject({ state: 'cancelled', report: null, problem: null })
    expect(await readEditions()).toEqual([{ number: 1, isPending: false }])
    expect(await countRows()).toEqual(before)
    expect(listUploads()).toEqual([])
    const again = await desk.request(`/api/imports/${id}`, { method: 'DELETE' })
    expect(await problemOf(again)).toMatchObject({ status: 409, code: 'import_ended' })
  }, 180_000)
})

describe('what an upload may be', () => {
  const send = async (form: FormData, language = 'zh') => problemOf(await desk.upload(form, language))

  it.each([
    ['snap', '3'],
    ['snap', 'x'],
    ['crs', 'beijing54'],
    ['area', '53'],
    ['map', '网格编码'],
    ['map', 'colour=颜色'],
    ['dryRun', 'maybe'],
    ['colour', 'red'],
  ])('names a field that is wrong: %s=%s', async (field, value) => {
    const problem = await send(aForm(smallCountyFile(), { [field]: value }))
    expect(problem).toMatchObject({ status: 400, code: 'invalid_input' })
    // An unknown field is a fault of the whole form.
    expect(problem.errors?.map(({ path }) => path)).toEqual([field === 'colour' ? '' : field])
    expect(listUploads()).toEqual([])
  })

  it('reads every field', async () => {
    const fields = { area: '530326001', map: 'code=网格编码,name=名 称', snap: '0.5', crs: 'cgcs2000', dryRun: 'true' }
    const found = await waitForEnd(await begin(aForm(smallCountyFile(), fields)))
    expect(found.settings).toEqual({
      area: '530326001',
      map: { code: '网格编码', name: '名 称' },
      snapMeters: 0.5,
      crs: 'cgcs2000',
      dryRun: true,
    })
  })

  it('takes no more bytes than it may, whatever the header says', async () => {
    const small = await opened.wire({ importLimits: { ...importLimits, bytes: 100_000 } })
    const problem = await problemOf(await small.upload(aForm({ 'big.geojson': 'x'.repeat(150_000) })))
    expect(problem).toMatchObject({ status: 413, code: 'too_large' })
    expect(listUploads()).toEqual([])
  })

  it('takes 20 files', async () => {
    const files = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`${index}.geojson`, '{}']))
    // Time and again: one in ten was refused while the last of its files was only being made, and stayed.
    for (let time = 0; time < 30; time++)
      expect(await send(aForm(files))).toMatchObject({ status: 400, errors: [{ path: 'files' }] })
    expect(listUploads()).toEqual([])
  })

  it('wants a file', async () => {
    // A browser sends an empty file without a name where none was chosen.
    for (const form of [aForm({}), aForm({ '': '' })])
      expect(await send(form)).toMatchObject({ status: 400, errors: [{ path: 'files' }] })
  })

  it('takes files in one field only', async () => {
    const form = new FormData()
    form.append('elsewhere', new File(['{}'], 'x.geojson'))
    expect(await send(form)).toMatchObject({ status: 400, errors: [{ path: 'elsewhere' }] })
  })

  it('wants a form', async () => {
    const response = await desk.request('/api/imports', {
      method: 'POST',
      body: '{}',
      headers: { 'Content-Type': 'application/json' },
    })
    expect(await problemOf(response)).toMatchObject({ status: 415, code: 'unsupported_media_type' })
    const noBoundary = await desk.request('/api/imports', {
      method: 'POST',
      body: 'x',
      headers: { 'Content-Type': 'multipart/form-data' },
    })
    expect(noBoundary.status).toBe(415)
  })

  it('keeps files under names of its own, for itself alone', async () => {
    const upload = anOpenUpload()
    await findAtWork()
    const root = uploadRoot(opened.database.kind, opened.place.dataFolder)
    await expect.poll(() => listUploads().flatMap((name) => readdirSync(join(root, name))).length).toBe(1)
    const [folder] = listUploads().map((name) => join(root, name))
    const [file] = readdirSync(folder as string)
    expect(file).toMatch(/^[\da-f-]{36}$/)
    expect(statSync(folder as string).mode & 0o777).toBe(0o700)
    expect(statSync(join(folder as string, file as string)).mode & 0o777).toBe(0o600)
    upload.breakOff()
    await upload.answer
  })

  it('shows of names what is fit to be read', async () => {
    const names = [
      '../../../etc/passwd',
      'C:\\Users\\x\\网格.geojson',
      '..',
      'a\u202Eb\u0007.json',
      'the "new" one.json',
    ]
    const files = Object.fromEntries(names.map((name, index) => [name, `no json ${index}`]))
    const found = await waitForEnd(await begin(aForm(files)))
    const shown = ['passwd', '网格.geojson', 'unnamed', 'ab.json', 'the "new" one.json']
    expect(found.files.map((file) => file.name)).toEqual(shown)
    expect(found.faults.map(({ place }) => place)).toEqual(shown)
  })

  it('speaks English when asked to', async () => {
    const problem = await send(aForm({}), 'en')
    expect(problem.detail).toBe('There is no file.')
  })
})

describe('other requests', () => {
  it('know no import but those there are', async () => {
    const id = '00000000-0000-4000-8000-000000000000'
    for (const method of ['GET', 'DELETE'])
      expect(await problemOf(await desk.request(`/api/imports/${id}`, { method }))).toMatchObject({
        status: 404,
        code: 'not_found',
      })
    expect((await desk.request('/api/imports/x')).status).toBe(400)
  })

  it('say which methods there are', async () => {
    const response = await desk.request('/api/imports', { method: 'PUT' })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST'])
  })

  it('are refused when another site sends them', async () => {
    const response = await desk.request('http://localhost/api/imports', {
      method: 'POST',
      body: aForm(smallCountyFile()),
      headers: { Origin: 'http://evil.example', 'Sec-Fetch-Site': 'cross-site' },
    })
    expect(await problemOf(response)).toMatchObject({ status: 403, code: 'cross_site' })
    expect(((await (await desk.request('/api/imports')).json()) as { items: unknown[] }).items).toEqual([])
  })

  it('count imports by how they ended', async () => {
    const countCancelled = async () => {
      const text = await (await desk.request('/metrics')).text()
      return Number(/^onegrid_imports_total\{state="cancelled"\} (\d+)$/m.exec(text)?.[1] ?? 0)
    }
    const before = await countCancelled()
    await beginAndCancel()
    expect(await countCancelled()).toBe(before + 1)
  })
})
