import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { randomFrom } from '../../tests/support/random.ts'
import { makeRunFolder, removeFolder } from '../../tests/support/run-folder.ts'
import { openTestServer } from '../../tests/support/test-server.ts'
import { startChildServer } from './child-server.ts'
import { type BenchReport, judge, quantile, type Round } from './support.ts'

const requestsPerRound = 500

/** `GET /api/locate` against a route of the same server that answers with a constant of the same size, one request at a
 *  time over one kept connection. Both take turns, request by request; the figure of a round is each one's p95. */
export async function runLocate(rounds = 15): Promise<BenchReport[]> {
  const folder = makeRunFolder('bench')
  const server = await openTestServer()
  try {
    return [
      await measure('locate, embedded', join(folder, 'embedded'), rounds),
      await measure('locate, server', await server.createDatabase('bench'), rounds),
    ]
  } finally {
    await server.remove()
    removeFolder(folder)
  }
}

async function measure(name: string, place: string, rounds: number): Promise<BenchReport> {
  process.stderr.write(`${name}: loading the county …\n`)
  const server = await startChildServer('locate-server.ts', place)
  try {
    const ask = createAsker(server.origin, server.key)
    const points = makePoints(requestsPerRound)
    const results: Round[] = []
    for (let round = -2; round < rounds; round += 1) {
      const bare: number[] = []
      const ours: number[] = []
      for (const [number, [lng, lat]] of points.entries()) {
        const askBare = async () => bare.push(await ask('/api/bench-constant'))
        const askOurs = async () => ours.push(await ask(`/api/locate?lng=${lng}&lat=${lat}`))
        for (const arm of number % 2 === 0 ? [askBare, askOurs] : [askOurs, askBare]) await arm()
      }
      // Two rounds warm the server's code up.
      if (round >= 0) results.push({ bare: quantile(bare, 0.95), ours: quantile(ours, 0.95) })
    }
    return judge({
      name,
      unit: 'ms',
      arms: {
        bare: 'p95 of a constant of the same size from the same server',
        ours: 'p95 of /api/locate at points all over the county',
      },
      rounds: results,
      reach: { ratio: 1.15 },
    })
  } finally {
    await server.stop()
  }
}

function createAsker(origin: string, key: string): (path: string) => Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const headers = { Authorization: `Bearer ${key}` }
  return (path) =>
    new Promise((resolvePromise, reject) => {
      const startedAt = performance.now()
      request(`${origin}${path}`, { agent, headers }, (response) => {
        response.resume()
        response.once('end', () => {
          if (response.statusCode === 200) resolvePromise(performance.now() - startedAt)
          else reject(new Error(`${path} answered ${response.statusCode}`))
        })
      })
        .once('error', reject)
        .end()
    })
}

/** Seeded, so every run asks about the same places: the inner part of the county's frame. */
function makePoints(count: number): [string, string][] {
  const next = randomFrom(530326)
  return Array.from({ length: count }, () => [(103.1 + next() * 0.7).toFixed(6), (25.9 + next() * 1).toFixed(6)])
}
