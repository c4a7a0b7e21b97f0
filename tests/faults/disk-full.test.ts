import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { cpSync, existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { copyTemplate } from '../support/database.ts'
import { faultCounts, tellFigures } from '../support/fault-counts.ts'
import { aPhotoForm, aPicture } from '../support/photos.ts'
import { makeRunFolder, removeFolder } from '../support/run-folder.ts'
import { type Product, startProduct } from '../support/run-product.ts'
import { aCollection, smallCountyGrids } from '../support/small-county.ts'
import { mountSmallDisk, type SmallDisk } from '../support/small-disk.ts'

const repository = resolve(import.meta.dirname, '../..')
const wholeCounty = join(repository, 'data/huize/huize.topojson')

const folder = makeRunFolder('full')
const disk: SmallDisk | null = mountSmallDisk(join(folder, 'disk'), 500e6)
if (!disk) console.log('SKIPPED: a full disk is a small file system in memory, and mounting one needs root.')

let server: Product

/** Runs `npm run import` beside the server; `onOutput` hears what it says. */
function runImport(
  file: string,
  onOutput: (text: string) => void = () => {},
): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'import', file], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ONEGRID_DATA: (disk as SmallDisk).folder },
  })
  let output = ''
  const hear = (bytes: Buffer) => {
    output += bytes.toString('utf8')
    onOutput(output)
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  return new Promise((resolvePromise) => child.once('close', (code) => resolvePromise({ code: code ?? -1, output })))
}

/** Writes a note of `bytes` and gives the answer. */
async function write(bytes = 100): Promise<{ status: number; type: string; code?: string; id: string }> {
  const id = randomUUID()
  const response = await fetch(`${server.origin}/notes/${id}`, { method: 'POST', body: 'x'.repeat(bytes) })
  const { code } = (await response.json()) as { code?: string }
  return { status: response.status, type: response.headers.get('content-type') ?? '', code, id }
}
async function statusOf(path: string): Promise<number> {
  const response = await fetch(`${server.origin}${path}`)
  await response.arrayBuffer()
  return response.status
}
const getJson = async (path: string) => (await fetch(`${server.origin}${path}`)).json()
const listNotes = async () => ((await getJson('/notes')) as { id: string }[]).map(({ id }) => id).sort()
const currentEdition = () => getJson('/api/editions/current')

/** Milliseconds until a write is answered with 200. */
async function waitForWrite(saved: string[]): Promise<number> {
  const startedAt = performance.now()
  await expect
    .poll(
      async () => {
        const { status, id } = await write()
        if (status === 200) saved.push(id)
        return status
      },
      { timeout: 60_000, interval: 50 },
    )
    .toBe(200)
  return performance.now() - startedAt
}

describe.skipIf(!disk)('a full disk', () => {
  const full = disk as SmallDisk
  const saved: string[] = []
  const resumedAfter: number[] = []

  beforeAll(async () => {
    const copy = await copyTemplate('empty')
    cpSync(copy.options.dataFolder, full.folder, { recursive: true })
    await copy.remove()
    server = await startProduct({ dataFolder: full.folder, script: '../tests/support/write-server' })
    await server.waitForAddress()
    writeFileSync(join(folder, 'small.geojson'), JSON.stringify(aCollection(smallCountyGrids())))
    expect(await runImport(join(folder, 'small.geojson'))).toMatchObject({ code: 0 })
    expect(await currentEdition()).toMatchObject({ number: 1, gridCount: 4 })
  })
  beforeEach(() => full.empty())
  afterAll(async () => {
    await server?.end('SIGTERM').catch(() => {})
    full.remove()
    removeFolder(folder)
    if (resumedAfter.length > 0)
      tellFigures(
        `row 5: ${resumedAfter.length} fillings, ${saved.length} of ${saved.length} acknowledged notes kept, ` +
          `writes again at most ${Math.max(...resumedAfter).toFixed(0)} ms after there was space, no restart`,
      )
  })

  it('answers 507 to writes and goes on answering reads, and writes again when there is space', async () => {
    for (let filling = 0; filling < faultCounts.diskFillings; filling++) {
      saved.push((await write()).id)
      full.fill(filling % 2 === 0 ? 40e6 : 0)
      for (let time = 0; time < 20; time++) {
        expect(await write(5000)).toMatchObject({ status: 507, code: 'disk_full', type: 'application/problem+json' })
        expect(await statusOf('/api/areas/530326')).toBe(200)
        expect(await statusOf('/api/readyz')).toBe(200)
        expect(await statusOf('/api/incidents?limit=5')).toBe(200)
      }
      full.empty()
      resumedAfter.push(await waitForWrite(saved))
      expect(await listNotes()).toEqual([...saved].sort())
    }
  })

  it('takes no photo and leaves nothing of it, and takes it when there is space', async () => {
    const report = {
      kind: 'hazard',
      type: 'fire',
      title: '起火',
      severity: 'red',
      location: { gridCode: '530326001001001' },
    }
    const made = await fetch(`${server.origin}/api/incidents`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(report),
    })
    const { id } = (await made.json()) as { id: string }
    const bytes = await aPicture(1500, 1500).jpeg({ quality: 100 }).toBuffer()
    const send = async () => {
      const body = aPhotoForm([['a.jpg', bytes]])
      const answer = await fetch(`${server.origin}/api/incidents/${id}/photos`, { method: 'POST', body })
      return [answer.status, ((await answer.json()) as { code?: string }).code]
    }
    const listFiles = () =>
      existsSync(join(full.folder, 'photos'))
        ? readdirSync(join(full.folder, 'photos'), { recursive: true, encoding: 'utf8' }).filter((name) =>
            name.includes('.'),
          )
        : []
    for (let filling = 0; filling < faultCounts.diskFillings; filling++) {
      const before = listFiles()
      // In turn: below what is kept for the database, and not a byte.
      full.fill(filling % 2 === 0 ? 40e6 : 0)
      for (let time = 0; time < 5; time++) expect(await send()).toEqual([507, 'disk_full'])
      expect(listFiles()).toEqual(before)
      full.empty()
      resumedAfter.push(await waitForWrite(saved))
    }
    expect((await send())[0]).toBe(201)
    expect(listFiles()).toHaveLength(2)
    expect(((await getJson(`/api/incidents/${id}`)) as { photos: unknown[] }).photos).toHaveLength(1)
    // An import that takes its grid away would be refused because of it.
    const ended = await fetch(`${server.origin}/api/incidents/${id}/transitions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ to: 'cancelled', version: 1, reason: '演练结束' }),
    })
    expect(ended.status).toBe(200)
  })

  it('refuses an import in one sentence, and leaves the edition that was there', async () => {
    full.fill(40e6)
    const { code, output } = await runImport(wholeCounty)
    expect(code).toBe(1)
    expect(output).toMatch(/磁盘已满.*disk of the database is full/)
    expect(output).not.toMatch(/\n\s+at /)
    expect(await currentEdition()).toMatchObject({ number: 1, gridCount: 4 })
    full.empty()
    resumedAfter.push(await waitForWrite(saved))
  })

  it('that fills up in the middle of an import ends it cleanly, with the edition that was there', async () => {
    for (let filling = 0; filling < faultCounts.diskFillings; filling++) {
      full.empty()
      const step = filling % 2 === 0 ? 'write: ' : 'tiles: '
      const { code, output } = await runImport(wholeCounty, (text) => {
        if (text.includes(step)) full.fill(0)
      })
      expect(code, output).toBe(1)
      expect(output).toMatch(/磁盘已满.*disk of the database is full/)
      expect(output).not.toMatch(/\n\s+at /)
      // Reads go on.
      expect(await currentEdition()).toMatchObject({ number: 1, gridCount: 4 })
      expect(await write()).toMatchObject({ status: 507, code: 'disk_full' })
      full.empty()
      resumedAfter.push(await waitForWrite(saved))
      expect(await listNotes()).toEqual([...saved].sort())
    }
    // What it had written is gone, and the next one goes through.
    expect(await runImport(join(folder, 'small.geojson'))).toMatchObject({ code: 0 })
    // The server looks once a second, and answers from the former edition until the new one is in memory.
    await expect.poll(currentEdition, { timeout: 20_000 }).toMatchObject({ number: 2, gridCount: 4 })
  })
})
