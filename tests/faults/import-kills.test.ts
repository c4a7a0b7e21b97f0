import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEditionsService } from '#api/ground/editions/editions.service.ts'
import { batchRows } from '#api/ground/editions/import/edition-writer.repo.ts'
import { removeDeadImports } from '#api/ground/editions/import/remove-dead-imports.ts'
import type { Database } from '#api/platform/db/client.ts'
import { migrateDatabase } from '#api/platform/db/migrate-database.ts'
import { openDatabase } from '#api/platform/db/open-database.ts'
import { copyTemplate } from '../support/database.ts'
import { faultCounts, faultSeed, isFullRun, tellFigures } from '../support/fault-counts.ts'
import { findPostgresBinaries } from '../support/find-tools.ts'
import { randomFrom } from '../support/random.ts'
import { makeMemoryFolder, removeFolder } from '../support/run-folder.ts'
import { type Product, startProduct } from '../support/run-product.ts'
import { aCollection, aGridFeature, aSquare } from '../support/small-county.ts'
import { openTestServer, type TestServer } from '../support/test-server.ts'

const repository = resolve(import.meta.dirname, '../..')
const [columns, rows] = [30, isFullRun ? 30 : 18]

/** Grids in villages of a hundred, each with so many people. */
const aCounty = (population: number) =>
  aCollection(
    Array.from({ length: columns * rows }, (_, i) => {
      const village = String(1 + Math.floor(i / 100)).padStart(3, '0')
      const code = `530326001${village}${String(1 + (i % 100)).padStart(3, '0')}`
      return aGridFeature(code, aSquare(i % columns, Math.floor(i / columns)), { population })
    }),
  )

type Place = { dataFolder: string; databaseUrl?: string }

/** What an import says at the beginning of a step; it is killed some way into each of them in turn. */
const moments = ['tiles:', 'publish:', 'write:', 'check:', 'read:']

/** `npm run import` in a process of its own; killed so long after it has said what `kill` names. */
async function runImport(place: Place, file: string, kill?: { moment: string; afterMs: number }) {
  const startedAt = performance.now()
  let begunAt = startedAt
  const child = spawn(process.execPath, ['scripts/run.mjs', 'import', file], {
    cwd: repository,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ONEGRID_DATA: place.dataFolder, DATABASE_URL: place.databaseUrl ?? '' },
  })
  let said = ''
  let isKilled = false
  child.stderr.on('data', (bytes: Buffer) => {
    said += bytes.toString()
    if (begunAt === startedAt && said.includes('read:')) begunAt = performance.now()
    if (!kill || isKilled || !said.includes(kill.moment)) return
    isKilled = true
    setTimeout(() => child.kill('SIGKILL'), kill.afterMs)
  })
  const [code, signal] = await new Promise<[number | null, string | null]>((done) =>
    child.once('close', (exit, killedBy) => done([exit, killedBy])),
  )
  return { code, signal, said, milliseconds: performance.now() - begunAt }
}

describe.each(['embedded, nobody else at work', 'embedded, beside a running server', 'server'] as const)(
  'an import that is killed: %s',
  (kind) => {
    if (kind === 'server' && findPostgresBinaries() === null) {
      it.skip('needs the programs of PostgreSQL on this machine')
      return
    }
    let folder: string
    let place: Place
    let server: TestServer | undefined
    let running: Product | undefined
    let removeCopy: (() => Promise<void>) | undefined
    const files = new Map<number, string>()

    beforeAll(async () => {
      folder = makeMemoryFolder('import-kills', 1e9)
      for (const population of [100, 200]) {
        const file = join(folder, `${population}.geojson`)
        writeFileSync(file, JSON.stringify(aCounty(population)))
        files.set(population, file)
      }
      const copy = await copyTemplate('empty', 'embedded')
      removeCopy = copy.remove
      place = { dataFolder: copy.options.dataFolder }
      if (kind === 'server') {
        server = await openTestServer()
        place.databaseUrl = await server.createDatabase('kills')
      }
      if (kind === 'embedded, beside a running server') {
        running = await startProduct({ dataFolder: place.dataFolder, script: '../tests/support/write-server' })
        await running.waitForAddress()
      }
    })
    afterAll(async () => {
      await running?.end('SIGKILL').catch(() => {})
      await server?.remove()
      await removeCopy?.()
      removeFolder(folder)
    })

    async function withDatabase<Result>(work: (database: Database) => Promise<Result>): Promise<Result> {
      const database = await openDatabase({ ...place, county: '530326', attach: true })
      try {
        await migrateDatabase(database)
        return await work(database)
      } finally {
        await database.close()
      }
    }

    /** What is current, read as the server reads it: that throws where a row is missing. */
    const readCurrent = (database: Database) =>
      createEditionsService({ database })
        .current()
        .then(async ({ number, grids, areas }) => {
          const [tiles] = await database.read((handle) =>
            handle.rows<{ count: number }>(
              sql`SELECT count(*)::integer AS count FROM edition_tiles WHERE edition = ${number}`,
            ),
          )
          return {
            number,
            populations: [...new Set([...grids.values()].map(({ population }) => population))],
            county: areas.get('530326')?.population,
            tiles: tiles?.count,
          }
        })

    it('leaves the edition before or its own, whole, and the next one goes through', async () => {
      // Else nothing could be written by half.
      expect(columns * rows).toBeGreaterThan(batchRows)
      const random = randomFrom(faultSeed)
      const first = await runImport(place, files.get(100) as string)
      expect(first.code).toBe(0)
      const { tiles } = await withDatabase(readCurrent)
      let before = { number: 1, population: 100 }
      const outcomes = { old: 0, new: 0 }
      let inside = 0
      for (let kill = 0; kill < faultCounts.importKills; kill++) {
        const population = before.population === 100 ? 200 : 100
        const { signal } = await runImport(place, files.get(population) as string, {
          moment: moments[kill % moments.length] as string,
          // The first at once, so that one surely interrupts; the others within the time a step takes.
          afterMs: kill === 0 ? 0 : (random() * first.milliseconds) / moments.length,
        })
        if (signal === 'SIGKILL') inside++
        const after = await withDatabase(async (database) => {
          const seen = await readCurrent(database)
          // Twenty seconds of silence, without the waiting.
          await database.write((transaction) =>
            transaction.run(sql`UPDATE editions SET touched_at = now() - interval '1 minute' WHERE effective IS NULL`),
          )
          await removeDeadImports(database)
          expect(await readCurrent(database)).toEqual(seen)
          const [left] = await database.read((handle) =>
            handle.rows<{ pending: number; strays: number }>(
              sql`SELECT (SELECT count(*)::integer FROM editions WHERE effective IS NULL) AS pending,
                    (SELECT count(*)::integer FROM grid_versions WHERE lower(editions) > ${seen.number}
                      OR upper(editions) > ${seen.number}) AS strays`,
            ),
          )
          expect(left).toEqual({ pending: 0, strays: 0 })
          return seen
        })
        const isNew = after.populations[0] === population
        outcomes[isNew ? 'new' : 'old']++
        expect(after).toEqual({
          number: isNew ? expect.any(Number) : before.number,
          populations: [isNew ? population : before.population],
          county: columns * rows * (isNew ? population : before.population),
          tiles,
        })
        if (isNew) before = { number: after.number, population }
      }
      // Else none of them was interrupted.
      expect(inside).toBeGreaterThan(0)
      const last = before.population === 100 ? 200 : 100
      expect((await runImport(place, files.get(last) as string)).code).toBe(0)
      expect(await withDatabase(readCurrent)).toMatchObject({ populations: [last], tiles })
      tellFigures(
        `import, ${kind}: ${faultCounts.importKills} × kill -9, ${outcomes.old} old, ${outcomes.new} new, 0 between`,
      )
    }, 1_200_000)
  },
)
