import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readBackupRows, verifyBackupFile } from '#api/platform/backup/read-backup-file.ts'
import { copyTemplate } from '../support/database.ts'
import { faultCounts, faultSeed, tellFigures } from '../support/fault-counts.ts'
import { findPostgresBinaries } from '../support/find-tools.ts'
import type { Place } from '../support/kill-runs.ts'
import { randomFrom } from '../support/random.ts'
import { makeMemoryFolder, removeFolder } from '../support/run-folder.ts'
import { startProduct } from '../support/run-product.ts'
import { openTestServer, type TestServer } from '../support/test-server.ts'

const longestMs = 600_000
let folder: string
let server: TestServer | undefined
let source: Awaited<ReturnType<typeof copyTemplate>>

beforeAll(async () => {
  folder = makeMemoryFolder('drill', 2e9)
  source = await copyTemplate('demo', 'embedded')
  if (findPostgresBinaries()) server = await openTestServer()
})
afterAll(async () => {
  await source?.remove()
  await server?.remove()
  removeFolder(folder)
})

/** What an operator runs: its exit code, what it said, how long it took. */
async function run(script: 'backup' | 'restore', file: string, { dataFolder, databaseUrl }: Place) {
  const startedAt = performance.now()
  const product = await startProduct({
    dataFolder,
    script,
    arguments: [file],
    environment: databaseUrl ? { DATABASE_URL: databaseUrl } : {},
  })
  const { code } = await product.end(undefined, longestMs)
  return { code, output: product.output(), milliseconds: performance.now() - startedAt }
}

/** Rows and a sum of each table, without the lines by which the audit trail tells of the drill itself: those apart. */
async function sumUp(file: string): Promise<{ sums: Record<string, string>; drillLines: number }> {
  const backup = await verifyBackupFile(file)
  const tables = new Map(backup.header.entries.map(({ name }) => [name, { rows: 0, sum: createHash('sha256') }]))
  let drillLines = 0
  for await (const { entry, lines } of readBackupRows(backup)) {
    const table = tables.get(entry.name)
    for (const line of lines) {
      if (/^audit_/.test(entry.name) && /"backup\.(take|restore)"/.test(line)) drillLines += 1
      else if (table) {
        table.rows += 1
        table.sum.update(`${line}\n`)
      }
    }
  }
  const sums = [...tables].map(([name, { rows, sum }]) => [name, `${rows} ${sum.digest('hex')}`])
  return { sums: Object.fromEntries(sums), drillLines }
}

describe('the whole county with its operations', () => {
  const first = () => join(folder, 'first.ocb')

  it('restores into a database of the other kind and back, every row the same', async () => {
    const taken = await run('backup', first(), source.options)
    expect(taken.code, taken.output).toBe(0)
    let file = first()
    const { sums, drillLines } = await sumUp(file)
    expect(drillLines).toBe(1)
    expect(sums.grid_versions).toMatch(/^4847 /)
    const path: Place[] = [
      ...(server ? [{ dataFolder: join(folder, 'unused'), databaseUrl: await server.createDatabase('drill') }] : []),
      { dataFolder: join(folder, 'restored') },
    ]
    for (const [index, place] of path.entries()) {
      const restored = await run('restore', file, place)
      expect(restored.code, restored.output).toBe(0)
      expect(restored.milliseconds).toBeLessThan(longestMs)
      file = join(folder, `again-${index}.ocb`)
      const again = await run('backup', file, place)
      expect(again.code, again.output).toBe(0)
      // A restore and a backup more.
      expect(await sumUp(file)).toEqual({ sums, drillLines: 3 + 2 * index })
      tellFigures(
        `restore drill into ${place.databaseUrl ? 'a server' : 'the embedded database'}: backup ${Math.round(again.milliseconds)} ms, ` +
          `restore ${Math.round(restored.milliseconds)} ms, ${Object.keys(sums).length} tables equal`,
      )
    }
  })

  it('is refused with a byte turned or cut off, before anything is touched', async () => {
    const whole = readFileSync(first())
    const random = randomFrom(faultSeed)
    const file = join(folder, 'damaged.ocb')
    for (let round = 0; round < faultCounts.damagedBackups; round++) {
      const place = Math.floor(random() * whole.length)
      const isCut = round % 2 === 1
      const bytes = isCut ? whole.subarray(0, place) : Buffer.from(whole)
      if (!isCut) bytes[place] = (bytes[place] as number) ^ (1 << Math.floor(random() * 8))
      writeFileSync(file, bytes)
      await expect(verifyBackupFile(file), `${isCut ? 'cut at' : 'turned'} ${place}`).rejects.toThrow(
        /damaged or cut short|no backup of OneGrid/,
      )
    }
    const dataFolder = join(folder, 'untouched')
    const refused = await run('restore', file, { dataFolder })
    expect(refused.code).toBe(1)
    expect(refused.output).toMatch(/damaged or cut short. Nothing was touched/)
    expect(existsSync(dataFolder)).toBe(false)
    tellFigures(`damaged backups: ${faultCounts.damagedBackups} of ${faultCounts.damagedBackups} refused`)
  })
})
