import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyTemplate, testCounty } from '../support/database.ts'
import { faultCounts, tellFigures } from '../support/fault-counts.ts'
import { findStrace } from '../support/find-tools.ts'
import { readStrace } from '../support/read-strace.ts'
import { makeRunFolder, removeFolder } from '../support/run-folder.ts'

const repository = resolve(import.meta.dirname, '../..')
const strace = findStrace()
if (!strace)
  console.log('SKIPPED: that a commit is synced before it is answered is seen with strace, which is not here.')

let folder: string
beforeAll(() => {
  folder = makeRunFolder('strace')
})
afterAll(() => removeFolder(folder))

/** Writes rows through the product's own way and says of each when it was told that it is saved. */
const program = (dataFolder: string, rows: number) => `
  import { writeSync } from 'node:fs'
  import { sql } from 'drizzle-orm'
  import { openDatabase } from '#api/platform/db/open-database.ts'
  const database = await openDatabase({ dataFolder: ${JSON.stringify(dataFolder)}, county: '${testCounty}' })
  await database.write((transaction) => transaction.run(sql\`CREATE TABLE traced (n int)\`))
  for (let n = 1; n <= ${rows}; n++) {
    writeSync(1, 'asked ' + n + '\\n')
    await database.write((transaction) => transaction.run(sql\`INSERT INTO traced VALUES (\${n})\`, 1))
    writeSync(1, 'saved ' + n + '\\n')
  }
  await database.close()`

describe.skipIf(!strace)('what the system sees of a commit', () => {
  it('is a sync of the log between the write of it and the answer', async () => {
    const copy = await copyTemplate('empty')
    const traceFile = join(folder, 'trace')
    const rows = faultCounts.commitsTraced
    const child = spawn(
      strace as string,
      [
        ...['-f', '--seccomp-bpf', '-y', '-s', '20', '-e', 'trace=write,writev,pwrite64,pwritev,fsync,fdatasync'],
        ...['-o', traceFile, process.execPath, '--import', 'tsx', '--input-type=module'],
        ...['-e', program(copy.options.dataFolder, rows)],
      ],
      { cwd: repository, stdio: ['ignore', 'ignore', 'inherit'] },
    )
    expect(await new Promise((resolvePromise) => child.once('close', resolvePromise))).toBe(0)

    const calls = readStrace(readFileSync(traceFile, 'utf8'))
    const isOfLog = ({ text }: { text: string }) => /^\d+<[^>]*\/pg_wal\/[0-9A-F]{24}>/.test(text)
    const saidAt = (word: string, n: number) =>
      calls.find(({ name, text }) => name === 'write' && text.includes(`"${word} ${n}\\n"`))?.beganAt ?? Number.NaN
    let syncs = 0
    for (let n = 1; n <= rows; n++) {
      const asked = saidAt('asked', n)
      const saved = saidAt('saved', n)
      const between = calls.filter((call) => call.beganAt > asked && call.beganAt < saved && isOfLog(call))
      const written = between.filter(({ name, result }) => name.includes('write') && result > 0).at(-1)
      const synced = between.filter(
        ({ name, beganAt, endedAt, result }) =>
          /^f(data)?sync$/.test(name) &&
          result === 0 &&
          beganAt > (written?.endedAt ?? Number.NaN) &&
          // The call had ended when the answer was begun.
          endedAt < saved,
      )
      expect(written, `row ${n}: nothing written to the log`).toBeDefined()
      expect(synced.length, `row ${n}: no sync between write and answer`).toBeGreaterThanOrEqual(1)
      syncs += synced.length
    }
    tellFigures(
      `row 2, strace: ${rows} rows acknowledged, each after a sync of the log that began after its last write; ${syncs} syncs`,
    )
    await copy.remove()
  })
})
