import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { FolderInUse, findHolder, lockFolder } from './folder-lock.ts'
import { readOwnIdentity } from './process-identity.ts'

let folder: string
const children: ChildProcess[] = []

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onegrid-lock-'))
})
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

const newFolder = (name: string) => {
  const path = join(folder, name)
  mkdirSync(path)
  return path
}

/** A lock as a process left it that is gone: its number lives on or not, but not since the same moment. */
const writeStaleLock = (path: string, generation: number, changes: object) =>
  writeFileSync(
    join(path, `lock.${generation}`),
    JSON.stringify({ ...readOwnIdentity(), socketPath: join(path, 's'), nonce: 'x', released: false, ...changes }),
  )

/** Runs `body` in a process of its own, with `lockFolder` and `folder` at hand; gives what it printed. */
function runContender(path: string, body: string): { output: Promise<string>; child: ChildProcess } {
  const program = `
    import { lockFolder, FolderInUse } from ${JSON.stringify(new URL('./folder-lock.ts', import.meta.url).href)}
    import { writeFileSync, rmSync, existsSync } from 'node:fs'
    const folder = ${JSON.stringify(path)}
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
    ${body}`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  let text = ''
  child.stdout?.on('data', (chunk) => {
    text += chunk
  })
  return { child, output: new Promise((resolve) => child.once('close', () => resolve(text))) }
}

it('refuses a second holder at once and names the first', async () => {
  const path = newFolder('second')
  const lock = await lockFolder(path, join(path, 's'))
  const startedAt = performance.now()
  await expect(lockFolder(path, join(path, 's'))).rejects.toMatchObject({ holder: { pid: process.pid } })
  expect(performance.now() - startedAt).toBeLessThan(1000)
  lock.release()
  expect(await findHolder(path)).toBeNull()
})

it('takes over from a process that is gone, from a recycled number and from another boot', async () => {
  for (const [name, changes] of [
    ['gone', { pid: 2 ** 22 + 1 }],
    ['recycled', { startTime: '1' }],
    ['boot', { bootId: 'another' }],
  ] as const) {
    const path = newFolder(name)
    writeStaleLock(path, 3, changes)
    const lock = await lockFolder(path, join(path, 's'))
    expect(readdirSync(path)).toEqual(['lock.4'])
    lock.release()
  }
})

it('never counts down, so a slow contender cannot win with an old number', async () => {
  const path = newFolder('generations')
  for (let generation = 1; generation <= 3; generation++) {
    const lock = await lockFolder(path, join(path, 's'))
    expect(readdirSync(path)).toEqual([`lock.${generation}`])
    lock.release()
  }
  expect(readdirSync(path)).toEqual(['lock.3'])
})

it('takes over from a process killed while it held the lock', async () => {
  const path = newFolder('killed')
  const { child, output } = runContender(
    path,
    `await lockFolder(folder, folder + '/s'); console.log('held'); await pause(60000)`,
  )
  await new Promise((resolve) => child.stdout?.once('data', resolve))
  await expect(lockFolder(path, join(path, 's'))).rejects.toBeInstanceOf(FolderInUse)
  child.kill('SIGKILL')
  await output
  const lock = await lockFolder(path, join(path, 's'))
  lock.release()
}, 60_000)

it('lets exactly one of many contenders in, round after round, after a stale lock', async () => {
  const rounds = 100
  const contenders = 6
  for (let round = 0; round < rounds; round++) {
    const path = newFolder(`race-${round}`)
    writeStaleLock(path, 1, { pid: 2 ** 22 + 1 })
  }
  const races = Array.from({ length: contenders }, () =>
    runContender(
      join(folder, 'race-'),
      `
      const results = []
      console.log('ready')
      while (!existsSync(${JSON.stringify(join(folder, 'go'))})) await pause(5)
      const startedAt = Date.now()
      for (let round = 0; round < ${rounds}; round++) {
        while (Date.now() < startedAt + round * 10) await pause(1)
        try {
          await lockFolder(folder + round, folder + round + '/s')
          results.push(process.pid)
        } catch (error) {
          results.push(error instanceof FolderInUse ? -error.holder.pid : String(error))
        }
      }
      console.log(JSON.stringify(results))
      while (!existsSync(${JSON.stringify(join(folder, 'end'))})) await pause(5)`,
    ),
  )
  await Promise.all(races.map(({ child }) => new Promise((resolve) => child.stdout?.once('data', resolve))))
  writeFileSync(join(folder, 'go'), '')
  const lines = await Promise.all(
    races.map(
      ({ child }) => new Promise<string>((resolve) => child.stdout?.once('data', (chunk) => resolve(String(chunk)))),
    ),
  )
  writeFileSync(join(folder, 'end'), '')
  const results = lines.map((line) => JSON.parse(line) as number[])
  for (let round = 0; round < rounds; round++) {
    const ofRound = results.map((result) => result[round] as number)
    const winners = ofRound.filter((pid) => pid > 0)
    expect(winners).toHaveLength(1)
    expect(ofRound.filter((pid) => pid < 0).every((pid) => -pid === winners[0])).toBe(true)
  }
}, 120_000)

it('never lets two in at a time while many take and release it', async () => {
  const path = newFolder('relay')
  const outputs = Array.from({ length: 5 }, () =>
    runContender(
      path,
      `
      let taken = 0
      let clashes = 0
      const end = Date.now() + 4000
      while (Date.now() < end) {
        try {
          const lock = await lockFolder(folder, folder + '/s')
          try { writeFileSync(folder + '/inside', '', { flag: 'wx' }) } catch { clashes++ }
          taken++
          await pause(1)
          rmSync(folder + '/inside', { force: true })
          lock.release()
        } catch (error) {
          if (!(error instanceof FolderInUse)) throw error
        }
        await pause(Math.random() * 3)
      }
      console.log(JSON.stringify({ taken, clashes }))`,
    ).output.then((text) => JSON.parse(text) as { taken: number; clashes: number }),
  )
  const results = await Promise.all(outputs)
  expect(results.reduce((sum, { clashes }) => sum + clashes, 0)).toBe(0)
  expect(results.reduce((sum, { taken }) => sum + taken, 0)).toBeGreaterThan(50)
}, 60_000)
