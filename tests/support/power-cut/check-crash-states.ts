import { readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { deserialize } from 'node:v8'
import type { PGlite } from '@electric-sql/pglite'
import { openSession, type SessionParts } from '#api/platform/db/embedded/embedded-session.ts'
import { randomFrom } from '../random.ts'
import { writeCrashState } from './crash-disk.ts'
import type { DiskEvent } from './disk-log.ts'

/*
 * `check-crash-states.ts LOG BASE TARGET SEED FROM TO`: makes the states FROM to TO (without TO) that a power cut may
 * leave, opens each with the embedded engine and prints what it finds, one line of JSON a state. A process of its own,
 * because what an engine that gave up leaves in memory cannot be taken back.
 */

export type StateReport = {
  state: number
  /** After so many events of the log the power went. */
  end: number
  acknowledged: number
  kept: number
  /** Null when everything was as it should be. */
  problem: string | null
}

const openMs = 60_000
/** Opening takes four times as long with PostGIS, and recovery knows nothing of it: some states are enough. */
const withPostgisEvery = 20

const [logFile, base, target, seedText, fromText, toText] = process.argv.slice(2)
if (!logFile || !base || !target || !toText)
  throw new Error('Usage: check-crash-states.ts LOG BASE TARGET SEED FROM TO')
const log = deserialize(readFileSync(logFile)) as DiskEvent[]
const acknowledgements = log.flatMap((event, index) => (event.kind === 'acknowledge' ? [index] : []))

const distribution = join(dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite')), '.')
/** Compiled once for all states. */
const compiled: SessionParts = {
  pgliteWasmModule: await WebAssembly.compile(readFileSync(join(distribution, 'pglite.wasm'))),
  fsBundle: new Blob([readFileSync(join(distribution, 'pglite.data'))]),
}

/** Half of the cuts come right after somebody was told "saved": that is when a promise is youngest. */
function chooseEnd(random: () => number): number {
  const index = Math.floor(random() * log.length)
  if (random() < 0.5) return index + 1
  const after = acknowledgements[Math.floor(random() * acknowledgements.length)] ?? index
  return Math.min(log.length, after + 1 + Math.floor(random() * 3))
}

function within<Result>(promise: Promise<Result>, what: string): Promise<Result> {
  promise.catch(() => {})
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: no answer within ${openMs} ms`)), openMs)
  })
  return Promise.race([promise, tooLate]).finally(() => clearTimeout(timer))
}

type Found = { transaction: number; rows: number; size: number; torn: number }

async function findProblem(
  session: PGlite,
  acknowledged: Set<number>,
  hasPostgis: boolean,
): Promise<{ kept: number; problem: string | null }> {
  const rows = async <Row>(query: string) => (await session.query<Row>(query)).rows
  const found = await rows<Found>(`
    SELECT transaction, count(*)::int AS rows, max(size) AS size,
      count(*) FILTER (WHERE md5(body) <> digest)::int AS torn
    FROM public.records GROUP BY transaction`)
  const kept = new Set(found.map(({ transaction }) => transaction))
  const count = found.reduce((sum, { rows: some }) => sum + some, 0)
  const report = (problem: string | null) => ({ kept: kept.size, problem })

  const lost = [...acknowledged].filter((transaction) => !kept.has(transaction))
  if (lost.length > 0) return report(`lost: acknowledged transactions ${lost.slice(0, 10).join(', ')}`)
  const torn = found.find((one) => one.torn > 0 || one.rows !== one.size)
  if (torn) return report(`torn: ${JSON.stringify(torn)}`)
  const last = Math.max(0, ...kept)
  const [total] = await rows<{ transaction: number; records: number }>('SELECT transaction, records FROM public.totals')
  if (total?.transaction !== last || total.records !== count)
    return report(`torn: totals say ${JSON.stringify(total)}, the rows ${JSON.stringify({ last, count })}`)

  // Every row is found through each index too.
  await session.exec('SET enable_seqscan = off; SET enable_indexonlyscan = on')
  const [byKey] = await rows<{ count: number }>(
    'SELECT count(*)::int AS count FROM public.records WHERE transaction >= 0',
  )
  if (byKey?.count !== count) return report(`torn: the primary key finds ${byKey?.count} of ${count} rows`)
  const [byDigest] = await rows<{ count: number }>(`
    WITH every AS MATERIALIZED (SELECT digest FROM public.records)
    SELECT count(*)::int AS count FROM every
    WHERE EXISTS (SELECT 1 FROM public.records WHERE records.digest = every.digest OFFSET 0)`)
  if (byDigest?.count !== count) return report(`torn: the hash index finds ${byDigest?.count} of ${count} rows`)
  if (hasPostgis) {
    const [byPlace] = await rows<{ count: number }>(
      'SELECT count(*)::int AS count FROM public.records WHERE place && ST_MakeEnvelope(0, 0, 180, 90, 4326)',
    )
    if (byPlace?.count !== count) return report(`torn: the map's index finds ${byPlace?.count} of ${count} rows`)
    await session.exec(`INSERT INTO public.records
      VALUES (${last + 1}, 1, 1, 'next', md5('next'), ST_SetSRID(ST_MakePoint(103, 26), 4326))`)
  }
  // The next write works, in what was there and in what is new.
  await session.exec(`UPDATE public.totals SET transaction = transaction + 1;
    CREATE TABLE public.next (n int PRIMARY KEY); INSERT INTO public.next SELECT generate_series(1, 100); CHECKPOINT`)
  const [next] = await rows<{ sum: number }>('SELECT sum(n)::int AS sum FROM public.next')
  return report(next?.sum === 5050 ? null : `the next write is not there: ${next?.sum}`)
}

async function checkState(state: number): Promise<StateReport> {
  // Neighbouring seeds would begin alike.
  const random = randomFrom(Math.imul(state + 1, 0x9e3779b1) ^ Math.imul(Number(seedText), 0x85ebca6b))
  for (let time = 0; time < 5; time++) random()
  const end = chooseEnd(random)
  const { acknowledged } = writeCrashState({ log, end, base: base as string, target: target as string, random })
  const hasPostgis = state % withPostgisEvery === 0
  const about = { state, end, acknowledged: acknowledged.size }
  let session: PGlite
  try {
    session = await within(openSession(target as string, hasPostgis ? {} : { ...compiled, extensions: {} }), 'opening')
  } catch (error) {
    return { ...about, kept: 0, problem: `does not open: ${(error as Error)?.message ?? error}` }
  }
  try {
    const verdict = await within(findProblem(session, acknowledged, hasPostgis), 'checking')
    await within(session.close(), 'closing')
    return { ...about, ...verdict }
  } catch (error) {
    return { ...about, kept: 0, problem: `cannot be used: ${(error as Error)?.message ?? error}` }
  }
}

for (let state = Number(fromText); state < Number(toText); state++)
  process.stdout.write(`STATE ${JSON.stringify(await checkState(state))}\n`)
rmSync(target, { recursive: true, force: true })
process.exit(0)
