import { cpSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { serialize } from 'node:v8'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSession } from '#api/platform/db/embedded/embedded-session.ts'
import { copyTemplate } from '../support/database.ts'
import { faultCounts, faultSeed, isFullRun, tellFigures } from '../support/fault-counts.ts'
import type { StateReport } from '../support/power-cut/check-crash-states.ts'
import { type DiskEvent, RecordingFileSystem } from '../support/power-cut/disk-log.ts'
import { prepareStatements, recordWorkload } from '../support/power-cut/record-workload.ts'
import { runChecks } from '../support/power-cut/run-checks.ts'
import { randomFrom } from '../support/random.ts'
import { makeMemoryFolder, removeFolder } from '../support/run-folder.ts'

/** Several recordings, so that not every cut is in the same story. */
const recordings = isFullRun ? 5 : 1
const transactions = isFullRun ? 300 : 60

let folder: string
let base: string

beforeAll(async () => {
  folder = makeMemoryFolder('powercut', 4e9)
  base = join(folder, 'base')
  const copy = await copyTemplate('empty')
  cpSync(join(copy.options.dataFolder, 'database'), base, { recursive: true })
  await copy.remove()
  const session = await openSession(base)
  await session.exec(prepareStatements)
  await session.close()
})
afterAll(() => removeFolder(folder))

async function record(seed: number): Promise<DiskEvent[]> {
  const live = join(folder, 'live')
  cpSync(base, live, { recursive: true, preserveTimestamps: true })
  const log: DiskEvent[] = []
  const session = await openSession(live, { fs: new RecordingFileSystem(live, log) })
  await recordWorkload({ session, log, transactions, random: randomFrom(seed) })
  await session.close()
  rmSync(live, { recursive: true, force: true })
  return log
}

const describeStates = (reports: StateReport[]): string => {
  const count = (word: RegExp) => reports.filter(({ problem }) => problem && word.test(problem)).length
  return (
    `${reports.length} crash states, ${count(/^lost/)} with an acknowledged row lost, ${count(/^torn/)} torn, ` +
    `${count(/^(does not open|cannot)/)} that do not open`
  )
}

describe('a power cut', () => {
  it('loses nothing that was acknowledged, tears no row, and leaves a database that opens and goes on', async () => {
    const all: StateReport[] = []
    const states = faultCounts.crashStates / recordings
    for (let number = 0; number < recordings; number++) {
      const startedAt = performance.now()
      const seed = faultSeed + number
      const log = await record(seed)
      const logFile = join(folder, 'log')
      writeFileSync(logFile, serialize(log))
      const from = number * states
      const reports = await runChecks({ logFile, base, folder, seed, from, to: from + states })
      all.push(...reports)
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
      if (recordings > 1)
        tellFigures(`row 2, recording ${number + 1} of ${recordings}: ${describeStates(reports)} (${seconds} s)`)
    }
    tellFigures(`row 2: ${recordings * transactions} transactions, ${describeStates(all)}`)
    expect(all.filter(({ problem }) => problem !== null)).toEqual([])
    expect(all).toHaveLength(faultCounts.crashStates)
    // The states are what they are taken for: most had promised something, and many lost what nobody was promised.
    expect(all.filter(({ acknowledged }) => acknowledged > 0).length).toBeGreaterThan(all.length / 2)
  })
})
