import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabase } from '#api/platform/db/open-database.ts'
import { copyTemplate, testCounty } from '../support/database.ts'
import { makeRunFolder, removeFolder } from '../support/run-folder.ts'
import { aCollection, smallCountyGrids } from '../support/small-county.ts'

let copy: Awaited<ReturnType<typeof copyTemplate>>
let folder: string
let file: string
beforeAll(async () => {
  folder = makeRunFolder('import-stop')
  file = join(folder, 'wide.geojson')
  // A hundred times as wide and high: as soon read, and then its tiles take long enough to be stopped in.
  const grids = smallCountyGrids().map((grid) => ({
    ...grid,
    geometry: {
      ...grid.geometry,
      coordinates: grid.geometry.coordinates.map((ring) =>
        ring.map(([lng = 0, lat = 0]) => [103 + (lng - 103) * 100, 26 + (lat - 26) * 100]),
      ),
    },
  }))
  writeFileSync(file, JSON.stringify(aCollection(grids)))
  copy = await copyTemplate('empty')
})
afterAll(async () => {
  await copy?.remove()
  removeFolder(folder)
})

/** What the command line has besides, and what happens right before the signal. */
type Around = { options?: string[]; before?: () => void }

/** `npm run import` of the file, sent a signal when it has said so much. */
async function runAndStop(signal: NodeJS.Signals, moment: string, { options = [], before = () => {} }: Around = {}) {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'import', file, ...options], {
    cwd: resolve(import.meta.dirname, '../..'),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ONEGRID_DATA: copy.options.dataFolder, DATABASE_URL: copy.options.databaseUrl ?? '' },
  })
  let said = ''
  child.stderr.on('data', (bytes: Buffer) => {
    const isOver = said.includes(moment)
    said += bytes.toString()
    if (isOver || !said.includes(moment)) return
    before()
    child.kill(signal)
  })
  let printed = ''
  child.stdout.on('data', (bytes: Buffer) => {
    printed += bytes.toString()
  })
  const code = await new Promise<number | null>((done) => child.once('close', done))
  return { code, said, printed }
}

async function countAll() {
  const database = await openDatabase({ ...copy.options, county: testCounty, attach: true })
  try {
    return await database.read((handle) =>
      handle.rows(
        sql`SELECT (SELECT count(*) FROM editions)::integer AS editions, (SELECT count(*) FROM grids)::integer AS grids,
              (SELECT count(*) FROM grid_versions)::integer AS versions, (SELECT count(*) FROM areas)::integer AS areas,
              (SELECT count(*) FROM edition_tiles)::integer AS tiles`,
      ),
    )
  } finally {
    await database.close()
  }
}

it.each([
  ['SIGTERM', 143, 'read:'],
  ['SIGINT', 130, 'tiles:'],
] as const)(
  'an import that gets %s leaves with %i, says that nothing was changed, and that is so: in step %s',
  async (...row) => {
    const [signal, exitCode, moment] = row
    const { code, said } = await runAndStop(signal, moment)
    expect([code, said.trim().split('\n').at(-1)]).toEqual([
      exitCode,
      '导入已中止，数据库未作任何改动。 / The import was stopped; nothing was changed.',
    ])
    expect(await countAll()).toEqual([{ editions: 0, grids: 0, versions: 0, areas: 0, tiles: 0 }])
  },
  180_000,
)

it('an import that gets a signal once its edition is as good as published says so, and what else fails', async () => {
  const place = join(folder, 'reports')
  mkdirSync(place)
  const report = join(place, 'report.geojson')
  const { code, said, printed } = await runAndStop('SIGINT', 'publish:', {
    options: ['--report', report],
    before: () => removeFolder(place),
  })
  expect(printed).toMatch(/第 \d+ 版已发布 \/ edition \d+ published/)
  expect([code, said.trim().split('\n').at(-1)]).toEqual([
    2,
    `--report 无法写入 ${report}：所在的文件夹不存在。 / --report cannot write ${report}: its folder does not exist.`,
  ])
  expect(await countAll()).toMatchObject([{ editions: 1, grids: 4 }])
}, 180_000)
