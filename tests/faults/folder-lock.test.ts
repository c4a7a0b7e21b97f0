import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { faultCounts, tellFigures } from '../support/fault-counts.ts'
import type { ContenderWord } from '../support/lock-contender.ts'
import { canRecyclePids, recyclePid } from '../support/recycle-pid.ts'
import { makeRunFolder, removeFolder } from '../support/run-folder.ts'

const repository = resolve(import.meta.dirname, '../..')
const rounds = faultCounts.lockRounds
const children = new Set<ChildProcess>()
let folder: string

beforeAll(() => {
  folder = makeRunFolder('holder')
})
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  removeFolder(folder)
})

const newFolder = (name: string) => {
  const path = join(folder, name)
  mkdirSync(path)
  return path
}

/** Starts a process on a data folder and waits for its word. */
async function start(
  step: 'lock' | 'open',
  path: string,
): Promise<{ pid: number; word: ContenderWord; kill(): Promise<void> }> {
  const child = spawn(process.execPath, ['scripts/run.mjs', '../tests/support/lock-contender', step, path], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.add(child)
  const ended = new Promise<void>((resolvePromise) => {
    child.once('close', () => {
      children.delete(child)
      resolvePromise()
    })
  })
  const word = await new Promise<string>((resolvePromise, reject) => {
    let text = ''
    child.stdout.on('data', (bytes: Buffer) => {
      text += bytes.toString('utf8')
      if (text.includes('\n')) resolvePromise(text)
    })
    child.once('close', (code) => reject(new Error(`a start ended with ${code} and without a word`)))
  })
  const kill = () => {
    child.kill('SIGKILL')
    return ended
  }
  return { pid: child.pid as number, word: JSON.parse(word) as ContenderWord, kill }
}

const slowest = (times: number[]) => `slowest word after ${Math.max(...times).toFixed(0)} ms`

describe('a data folder', () => {
  it('that a living process holds is refused, time after time, with the number of that process', async () => {
    const path = newFolder('living')
    const holder = await start('lock', path)
    const times: number[] = []
    for (let round = 0; round < rounds; round++) {
      const { word, kill } = await start('open', path)
      await kill()
      expect(word).toMatchObject({ got: false, holder: holder.pid })
      for (const sentence of Object.values(word.sentence ?? {})) expect(sentence).toContain(String(holder.pid))
      times.push(word.milliseconds)
    }
    expect(readdirSync(path).filter((name) => /^lock\.\d+$/.test(name))).toEqual(['lock.1'])
    await holder.kill()
    tellFigures(
      `row 4, living holder: ${times.length} of ${rounds} starts refused and told its number; ${slowest(times)}`,
    )
  })

  it('whose holder was killed is taken over, by each of a row of starts that are killed in turn', async () => {
    const path = newFolder('dead')
    const times: number[] = []
    for (let round = 0; round < rounds; round++) {
      const next = await start('lock', path)
      expect(next.word).toMatchObject({ got: true })
      times.push(next.word.milliseconds)
      const refused = round === 0 ? await start('lock', path) : null
      expect(refused?.word ?? { got: false }).toMatchObject({ got: false })
      await refused?.kill()
      await next.kill()
    }
    tellFigures(`row 4, dead holder: ${times.length} of ${rounds} starts took over; ${slowest(times)}`)
  })

  it.skipIf(!canRecyclePids())(
    'whose holder was killed and whose number another process has is taken over',
    async () => {
      const path = newFolder('recycled')
      const times: number[] = []
      /** Kills a holder and gives its number to another process; tries again where somebody was quicker. */
      const replaceHolder = async () => {
        for (let attempt = 0; attempt < 10; attempt++) {
          const holder = await start('lock', path)
          expect(holder.word.got).toBe(true)
          await holder.kill()
          const stranger = recyclePid(holder.pid)
          if (stranger) return stranger
        }
        throw new Error('the number of no holder was free')
      }
      for (let round = 0; round < rounds; round++) {
        const stranger = await replaceHolder()
        children.add(stranger)
        const [lock = ''] = readdirSync(path).filter((name) => /^lock\.\d+$/.test(name))
        expect(JSON.parse(readFileSync(join(path, lock), 'utf8'))).toMatchObject({ pid: stranger.pid, released: false })
        const next = await start('lock', path)
        expect(stranger.exitCode ?? stranger.signalCode).toBeNull()
        expect(next.word).toMatchObject({ got: true })
        times.push(next.word.milliseconds)
        await next.kill()
        stranger.kill('SIGKILL')
      }
      tellFigures(`row 4, recycled number: ${times.length} of ${rounds} starts took over; ${slowest(times)}`)
    },
  )
})

if (!canRecyclePids())
  console.log('SKIPPED: giving the number of a dead process to a living one needs root on Linux (ns_last_pid).')
