import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import type { StateReport } from './check-crash-states.ts'

const repository = resolve(import.meta.dirname, '../../..')
/** An engine's memory is not given back before its process ends. */
const statesPerProcess = 25
const processes = 2

/** Checks the crash states FROM to TO of a recorded log, two at a time, in processes of their own. A state whose process
 *  ended on it counts as one that does not open. */
export async function runChecks(options: {
  logFile: string
  base: string
  /** States are made in it. */
  folder: string
  seed: number
  from: number
  to: number
}): Promise<StateReport[]> {
  const { from, to } = options
  const reports: StateReport[] = []
  const queue: { from: number; to: number }[] = []
  for (let first = from; first < to; first += statesPerProcess)
    queue.push({ from: first, to: Math.min(to, first + statesPerProcess) })
  const work = async (place: number) => {
    for (let batch = queue.shift(); batch; batch = queue.shift()) {
      const { found, lastWords } = await runProcess({ ...options, ...batch, place })
      reports.push(...found)
      const next = batch.from + found.length
      if (next >= batch.to) continue
      reports.push({ state: next, end: -1, acknowledged: 0, kept: 0, problem: `does not open: ${lastWords}` })
      if (next + 1 < batch.to) queue.unshift({ from: next + 1, to: batch.to })
    }
  }
  await Promise.all(Array.from({ length: processes }, (_, place) => work(place)))
  return reports.sort((a, b) => a.state - b.state)
}

function runProcess(options: {
  logFile: string
  base: string
  folder: string
  seed: number
  from: number
  to: number
  place: number
}): Promise<{ found: StateReport[]; lastWords: string }> {
  const { logFile, base, folder, seed, from, to, place } = options
  const program = '../tests/support/power-cut/check-crash-states'
  const words = [logFile, base, join(folder, `state-${place}`), ...[seed, from, to].map(String)]
  const child = spawn(process.execPath, ['scripts/run.mjs', program, ...words], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const killNow = () => child.kill('SIGKILL')
  process.once('exit', killNow)
  let output = ''
  let errors = ''
  child.stdout.on('data', (bytes: Buffer) => {
    output += bytes.toString('utf8')
  })
  child.stderr.on('data', (bytes: Buffer) => {
    errors = (errors + bytes.toString('utf8')).slice(-2000)
  })
  return new Promise((resolvePromise) => {
    child.once('close', (code, signal) => {
      process.off('exit', killNow)
      const found = output
        .split('\n')
        .filter((line) => line.startsWith('STATE '))
        .map((line) => JSON.parse(line.slice('STATE '.length)) as StateReport)
      resolvePromise({ found, lastWords: `the process ended with ${code ?? signal}: ${errors}` })
    })
  })
}
