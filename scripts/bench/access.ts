import { Hono } from 'hono'
import { pino } from 'pino'
import { createEditionsService } from '#api/ground/editions/editions.service.ts'
import { incidentsRoutes } from '#api/operations/incidents/incidents.routes.ts'
import { createIncidentsService } from '#api/operations/incidents/incidents.service.ts'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import type { Database, ScopedHandle } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { createMetrics } from '#api/platform/http/metrics.ts'
import { requestContext } from '#api/platform/http/request-context.ts'
import { wireApp } from '#api/server.ts'
import { loadOperations } from '../../tests/support/load-county.ts'
import { aPrincipal, aScope, makeKey } from '../../tests/support/principals.ts'
import { makeRunFolder, removeFolder } from '../../tests/support/run-folder.ts'
import { openBenchCounty } from './bench-county.ts'
import { type BenchReport, judge, quantile, type Round } from './support.ts'

const requestsPerRound = 200
const township = '530326105'

/** What access costs a request on a PostgreSQL server: a key that is checked, a scope, the role and its settings in a
 *  transaction, and the permission; against the same route over the same statements without any of them. */
export async function runAccess(rounds = 15): Promise<BenchReport[]> {
  const county = await openBenchCounty('server')
  const folder = makeRunFolder('bench-access')
  try {
    const { database, url } = county
    await loadOperations(database)
    const log = pino(pino.destination('/dev/null'))
    const wired = await wireApp({
      database,
      place: { databaseUrl: url ?? undefined, dataFolder: folder, county: '530326' },
      webFolder: folder,
      version: 'bench',
      log,
    })
    const bare = makeBareApp(database, log)
    const keys = {
      county: await makeKey(database, 'county-operator'),
      township: await makeKey(database, 'township-operator', township),
    }
    const compare = async (
      name: string,
      seat: keyof typeof keys,
      reach: number,
      path: { bare: string; ours: string },
    ): Promise<BenchReport> => {
      const headers = { authorization: `Bearer ${keys[seat]}` }
      return judge({
        name,
        unit: 'ms',
        arms: { bare: 'the same statements without key, scope, role and permission', ours: 'with them' },
        rounds: await measure(rounds, {
          bare: () => bare.request(path.bare),
          ours: () => wired.app.request(path.ours, { headers }),
        }),
        reach: { ratio: reach },
      })
    }
    const list = '/api/incidents?limit=50'
    const { items } = (await (await bare.request(`${list}&area=${township}`)).json()) as { items: { id: string }[] }
    const one = `/api/incidents/${items[0]?.id}`
    const reports = [
      await compare('access, list of 50, county', 'county', 1.3, { bare: list, ours: list }),
      await compare('access, list of 50, township', 'township', 1.3, { bare: `${list}&area=${township}`, ours: list }),
      // For information: a transaction around one short statement costs more than the statement.
      await compare('access, one incident', 'township', 2, { bare: one, ours: one }),
    ]
    await wired.close()
    return reports
  } finally {
    await county.close()
    removeFolder(folder)
  }
}

/** The same services over the same database, where nobody asks who it is: statements go out as they are, outside a
 *  transaction, without a condition on the area. */
function makeBareApp(database: Database, log: Parameters<typeof requestContext>[0]) {
  const readAs = <Result>(scope: Scope, work: (handle: ScopedHandle) => Promise<Result>) =>
    database.read((handle) => work(Object.assign(Object.create(handle), { scope }) as ScopedHandle))
  const unguarded: Database = { ...database, readAs }
  const editions = createEditionsService({ database })
  const scope = aScope('incidents.read', aPrincipal('county-operator'))
  return new Hono<AccessEnv>()
    .use(requestContext(log, createMetrics(), null))
    .use(async (c, next) => {
      c.set('scope', scope)
      await next()
    })
    .route('/api/incidents', incidentsRoutes(createIncidentsService({ database: unguarded, editions })))
}

type Arm = () => Response | Promise<Response>

/** Both arms take turns, request by request; the figure of a round is the median of each. */
async function measure(rounds: number, { bare, ours }: { bare: Arm; ours: Arm }): Promise<Round[]> {
  const time = async (arm: Arm, into: number[]) => {
    const startedAt = performance.now()
    const response = await arm()
    await response.arrayBuffer()
    if (response.status !== 200) throw new Error(`answered ${response.status}`)
    into.push(performance.now() - startedAt)
  }
  const results: Round[] = []
  for (let round = -2; round < rounds; round += 1) {
    const times: { bare: number[]; ours: number[] } = { bare: [], ours: [] }
    for (let number = 0; number < requestsPerRound; number += 1) {
      if (number % 2 === 0) {
        await time(bare, times.bare)
        await time(ours, times.ours)
      } else {
        await time(ours, times.ours)
        await time(bare, times.bare)
      }
    }
    // Two rounds warm both up.
    if (round >= 0) results.push({ bare: quantile(times.bare, 0.5), ours: quantile(times.ours, 0.5) })
  }
  return results
}
