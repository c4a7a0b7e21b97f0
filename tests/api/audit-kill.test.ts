import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkAudit } from '#api/platform/audit/check-audit.ts'
import { plainDigest } from '#api/platform/audit/digest.ts'
import { sealEntries } from '#api/platform/audit/seal-entries.ts'
import { openDatabase } from '#api/platform/db/open-database.ts'
import { copyTemplate, testCounty } from '../support/database.ts'

let copy: Awaited<ReturnType<typeof copyTemplate>>
beforeAll(async () => {
  copy = await copyTemplate('empty')
})
afterAll(() => copy.remove())

/** Lets a process write until it has acknowledged so many lines, and kills it. Gives the last number it acknowledged. */
async function writeAndKill(lines: number): Promise<number> {
  const { dataFolder, databaseUrl } = copy.options
  const script = join(import.meta.dirname, '../support/audit-writer.ts')
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', script, dataFolder ?? '', ...(databaseUrl ? [databaseUrl] : [])],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    if (said.split('\n').length > lines) child.kill('SIGKILL')
  })
  await once(child, 'close')
  return Number(said.split('\n').at(-2))
}

it('keeps every acknowledged line of a process that is killed before it has sealed it, and chains it afterwards', async () => {
  let acknowledged = 0
  let unsealed = 0
  for (const lines of [1, 40, 173]) {
    acknowledged += await writeAndKill(lines)
    const database = await openDatabase({ ...copy.options, county: testCounty })
    try {
      const before = await checkAudit(database, plainDigest)
      expect(before.broken).toBeUndefined()
      unsealed += before.waiting
      await sealEntries(database, plainDigest)
      const after = await checkAudit(database, plainDigest)
      expect(after).toMatchObject({ broken: undefined, waiting: 0 })
      const [row] = await database.read((handle) =>
        handle.rows<{ count: number; ids: number }>(
          sql`SELECT count(*)::integer AS count, count(DISTINCT id)::integer AS ids FROM audit_log`,
        ),
      )
      expect(row?.count).toBe(row?.ids)
      // One may have been committed and not told any more.
      expect(row?.count).toBeGreaterThanOrEqual(acknowledged)
      acknowledged = row?.count ?? 0
    } finally {
      await database.close()
    }
  }
  // Else this has tested nothing.
  expect(unsealed).toBeGreaterThan(0)
}, 120_000)
