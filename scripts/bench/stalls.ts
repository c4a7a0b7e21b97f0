import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { aStarOverTheCounty } from '../../tests/support/heavy-areas.ts'
import { makeRunFolder, removeFolder } from '../../tests/support/run-folder.ts'
import { type Product, startProduct } from '../../tests/support/run-product.ts'
import { signIn } from '../../tests/support/sign-in.ts'
import { type BenchReport, judge, type Round } from './support.ts'

const repository = resolve(import.meta.dirname, '../..')
/** How long the server is looked at without the load. */
const quietMs = 5_000
/** The load goes on for so long after the import, while the new edition is read and its indexes are made. */
const afterImportMs = 5_000

type Stall = {
  at: number
  stallMs: number
  computedMs: number | null
  waitedMs: number | null
  longestComputedMs: number
}

/** The longest stall of the server's main thread, and the slowest answer of /api/healthz, while the whole county is
 *  imported, exported and asked about with the largest area allowed, all at once. The bare arm is the same server with
 *  nothing to do. The stall is measured inside the process, by a module that is loaded into it. */
export async function runStalls(rounds = 3): Promise<BenchReport[]> {
  const folder = makeRunFolder('bench')
  const meterFile = join(folder, 'stalls.jsonl')
  const dataFolder = join(folder, 'data')
  const meter = pathToFileURL(join(import.meta.dirname, 'stall-meter.mjs')).href
  process.stderr.write('loading the county …\n')
  const product = await startProduct({
    dataFolder,
    environment: { NODE_OPTIONS: `--import ${meter}`, STALL_METER_FILE: meterFile },
  })
  try {
    await product.waitForAddress(600_000)
    const cookie = await signIn(product.origin)
    await fetch(`${product.origin}/api/areas/530326`, { headers: { cookie } })
    const stalls: Round[] = []
    const health: Round[] = []
    const notes: Record<string, string> = {}
    for (let round = 0; round < rounds; round += 1) {
      const quiet = await watch(product, meterFile, () => new Promise((done) => setTimeout(done, quietMs)))
      const answers = new Map<string, number>()
      const busy = await watch(product, meterFile, () => putLoad(product, cookie, dataFolder, answers))
      stalls.push({ bare: quiet.worst.stallMs, ours: busy.worst.stallMs })
      health.push({ bare: quiet.slowestMs, ours: busy.slowestMs })
      const told = [...answers].map(([path, count]) => `${count} × ${path}`).join(', ')
      notes[`round ${round + 1}`] =
        `worst stall ${describe(busy.worst)}; longest computing ${busy.longestComputedMs.toFixed(0)} ms; ` +
        `${busy.healthAnswers} × healthz; ${told}`
      process.stderr.write(`  ${round + 1}/${rounds}: ${notes[`round ${round + 1}`]}\n`)
    }
    const arms = {
      bare: 'the same server with nothing to do',
      ours: 'an import, two exports and three stars of 9,999 vertices at once',
    }
    return [
      judge({
        name: 'stalls, longest of the main thread',
        unit: 'ms',
        arms,
        rounds: stalls,
        reach: { ours: 100 },
        notes,
      }),
      judge({ name: 'stalls, slowest healthz', unit: 'ms', arms, rounds: health, reach: { ours: 200 } }),
    ]
  } finally {
    await product.end('SIGINT').catch(() => {})
    removeFolder(folder)
  }
}

const describe = ({ stallMs, computedMs, waitedMs }: Stall): string =>
  `${stallMs.toFixed(0)} ms (${computedMs?.toFixed(0) ?? '?'} computing, ${waitedMs?.toFixed(0) ?? '?'} waiting for a core)`

async function watch(product: Product, meterFile: string, work: () => Promise<void>) {
  const from = Date.now()
  let isDone = false
  let slowestMs = 0
  let healthAnswers = 0
  const asking = (async () => {
    while (!isDone) {
      const startedAt = performance.now()
      const answer = await fetch(`${product.origin}/api/healthz`)
      await answer.text()
      slowestMs = Math.max(slowestMs, performance.now() - startedAt)
      healthAnswers += 1
      await new Promise((done) => setTimeout(done, 20))
    }
  })()
  await work()
  isDone = true
  await asking
  // The meter writes once a second.
  await new Promise((done) => setTimeout(done, 1_500))
  const seen = readFileSync(meterFile, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Stall)
    .filter(({ at }) => at > from)
  const worst = seen.reduce((a, b) => (b.stallMs > a.stallMs ? b : a))
  const longestComputedMs = Math.max(...seen.map((line) => line.longestComputedMs))
  return { worst, slowestMs, healthAnswers, longestComputedMs }
}

async function putLoad(
  product: Product,
  cookie: string,
  dataFolder: string,
  answers: Map<string, number>,
): Promise<void> {
  let isOver = false
  const repeat = async (name: string, ask: () => Promise<Response>) => {
    while (!isOver) {
      const answer = await ask()
      await answer.arrayBuffer()
      // A database that is busy beyond a deadline is told, and no stall.
      const told = answer.status === 200 ? name : `${name} refused with ${answer.status}`
      answers.set(told, (answers.get(told) ?? 0) + 1)
    }
  }
  const get = (path: string, accept = 'application/json') =>
    fetch(`${product.origin}${path}`, { headers: { accept, cookie } })
  const body = JSON.stringify({ area: aStarOverTheCounty() })
  const askStar = () =>
    fetch(`${product.origin}/api/emergency/affected`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', cookie },
      body,
    })
  const load = Promise.all([
    ...[1, 2, 3].map(() => repeat('stars', askStar)),
    repeat('grids as GeoJSON', () => get('/api/grids', 'application/geo+json')),
    repeat('incidents as GeoJSON', () => get('/api/incidents', 'application/geo+json')),
    repeat('metrics', () => get('/api/grids/metrics/density')),
    repeat('searches', () => get(`/api/search?q=${encodeURIComponent('者海')}`)),
  ])
  await importCounty(dataFolder)
  await new Promise((done) => setTimeout(done, afterImportMs))
  isOver = true
  await load
}

/** `npm run import` beside the running server. */
function importCounty(dataFolder: string): Promise<void> {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'import', 'data/huize/huize.topojson'], {
    cwd: repository,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR, ONEGRID_DATA: dataFolder },
  })
  let said = ''
  child.stderr.on('data', (bytes: Buffer) => {
    said += bytes.toString()
  })
  return new Promise((done, reject) => {
    child.once('close', (code) => (code === 0 ? done() : reject(new Error(`The import ended with ${code}:\n${said}`))))
  })
}
