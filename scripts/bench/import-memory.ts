import { spawn } from 'node:child_process'
import { createWriteStream, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { makeRunFolder, removeFolder } from '../../tests/support/run-folder.ts'
import { openTestServer } from '../../tests/support/test-server.ts'
import { manyGrids } from './many-grids.ts'
import { type BenchReport, judge, type Round } from './support.ts'

const repository = resolve(import.meta.dirname, '../..')
const [columns, rows] = [400, 250]
const sampleMs = 200

/** The most memory that `npm run import` of 100,000 grids holds, with the database in a process of its own. The bare arm
 *  is what reading the file and parsing it takes. */
export async function runImportMemory(rounds = 1): Promise<BenchReport[]> {
  const folder = makeRunFolder('bench')
  const server = await openTestServer()
  try {
    const file = join(folder, 'many.geojson')
    await pipeline(Readable.from(writeCollection()), createWriteStream(file))
    const results: Round[] = []
    const notes: Record<string, string> = {}
    for (let number = 0; number < rounds; number++) {
      const parse = `JSON.parse(require('node:fs').readFileSync(${JSON.stringify(file)}, 'utf8'))`
      const bare = await runAndWatch(['node', '-e', parse], {})
      const environment = { DATABASE_URL: await server.createDatabase(`import${number}`), ONEGRID_DATA: folder }
      const ours = await runAndWatch([...importCommand(), file], environment)
      results.push({ bare: bare.gigabytes, ours: ours.gigabytes })
      notes['file, MB'] = (statSync(file).size / 1e6).toFixed(0)
      notes['said at the end'] = ours.said.trim().split('\n').at(-1) ?? ''
    }
    return [
      judge({
        name: 'memory, an import of 100,000 grids',
        unit: 'GB',
        arms: { bare: 'the file read and parsed', ours: 'npm run import, a PostgreSQL server apart' },
        rounds: results,
        reach: { ours: 1.5 },
        notes,
      }),
    ]
  } finally {
    await server.remove()
    removeFolder(folder)
  }
}

function* writeCollection() {
  yield '{"type":"FeatureCollection","features":[\n'
  let separator = ''
  for (const feature of manyGrids(columns, rows)) {
    yield `${separator}${JSON.stringify(feature)}`
    separator = ',\n'
  }
  yield '\n]}'
}

/** What `npm run import` runs, without the npm process before it. */
const importCommand = () =>
  (JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')).scripts.import as string).split(' ')

/** Runs a command to its end and tells the most resident memory it had. Throws where it fails. */
async function runAndWatch([program = '', ...args]: string[], environment: NodeJS.ProcessEnv) {
  const child = spawn(program, args, {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (said += bytes.toString()))
  let kilobytes = 0
  const sampler = setInterval(() => {
    kilobytes = Math.max(kilobytes, readPeak(child.pid) ?? 0)
  }, sampleMs)
  const code = await new Promise<number | null>((done) => child.once('close', done))
  clearInterval(sampler)
  if (code !== 0) throw new Error(`${program} ended with ${code}:\n${said}`)
  return { gigabytes: (kilobytes * 1024) / 1e9, said }
}

/** The high-water mark of a process; undefined once it is gone. */
function readPeak(pid: number | undefined): number | undefined {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return kilobytes === undefined ? undefined : Number(kilobytes)
  } catch {
    return undefined
  }
}
