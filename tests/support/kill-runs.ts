import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { type OpenedDatabase, openDatabase } from '#api/platform/db/open-database.ts'
import { copyTemplate, testCounty } from './database.ts'
import { type KillPoint, spreadKillPoints } from './kill-points.ts'
import { readColumns, readFingerprint, readSchema } from './load-release.ts'
import { makeMemoryFolder, removeFolder } from './run-folder.ts'
import { startProduct } from './run-product.ts'
import type { DatabaseKind } from './template-host.ts'
import { openTestServer, type TestServer } from './test-server.ts'

export type Place = { dataFolder: string; databaseUrl?: string }

/** Makes databases for runs that are killed; `remove` takes all of them away. */
export async function openKillPlaces(kind: DatabaseKind) {
  const folder = makeMemoryFolder('kills', 2e9)
  const server: TestServer | undefined = kind === 'server' ? await openTestServer() : undefined
  let made = 0
  return {
    folder,
    /** An empty one of the newest schema, which `fill` may change. */
    async make(fill: (database: OpenedDatabase) => Promise<void>): Promise<Place> {
      const dataFolder = join(folder, `made-${++made}`)
      if (server) {
        const databaseUrl = await server.createDatabase(`made_${made}`)
        return await filled({ dataFolder, databaseUrl }, fill)
      }
      const copy = await copyTemplate('empty', 'embedded')
      cpSync(copy.options.dataFolder, dataFolder, { recursive: true })
      await copy.remove()
      return await filled({ dataFolder }, fill)
    },
    async copy(place: Place): Promise<Place> {
      const dataFolder = join(folder, `copy-${++made}`)
      if (server) return { dataFolder, databaseUrl: await server.createDatabase(`copy_${made}`, place.databaseUrl) }
      cpSync(place.dataFolder, dataFolder, { recursive: true })
      return { dataFolder }
    },
    async remove() {
      await server?.remove()
      removeFolder(folder)
    },
  }
}

async function filled(place: Place, fill: (database: OpenedDatabase) => Promise<void>): Promise<Place> {
  await lookInto(place, fill)
  return place
}

/** Once nobody else is there: a server goes on with what a killed client had sent. */
export async function lookInto<Result>(
  place: Place,
  look: (database: OpenedDatabase) => Promise<Result>,
): Promise<Result> {
  const database = await openDatabase({ ...place, county: testCounty, applicationName: 'looking' })
  try {
    for (let others = 1; database.kind === 'server' && others > 0; ) {
      const [row] = await database.read((handle) =>
        handle.exactly<{ others: number }>(
          1,
          sql`SELECT count(*)::integer AS others FROM pg_stat_activity
              WHERE datname = current_database() AND application_name LIKE 'onegrid-%'`,
        ),
      )
      others = row?.others ?? 0
    }
    return await look(database)
  } finally {
    await database.close()
  }
}

/** The schemas and every row of them, but for what no two runs have alike: number and time of the line that tells of a restore,
 *  and the table that a crash may empty. */
async function readState(database: OpenedDatabase) {
  const columns = await readColumns(database)
  if (columns.audit_entries)
    columns.audit_entries = columns.audit_entries.filter((name) => !['id', 'at'].includes(name))
  delete columns['onegrid.rate_counts']
  return { schema: await readSchema(database), rows: await readFingerprint(database, columns) }
}

/** Runs `killed-work.ts` on copies of `old` once to its end, and once for each of `count` points at which it is killed.
 *  Each time what is found afterwards must be the old state or the new one; the last of all goes through. */
export async function killRuns(options: {
  places: Awaited<ReturnType<typeof openKillPlaces>>
  old: Place
  work: string[]
  count: number
  /** What else must hold after a kill. */
  check?: (place: Place) => Promise<void>
}): Promise<{ old: number; new: number; killed: number }> {
  const { places, old, work, count, check = async () => {} } = options
  const run = async (place: Place, point: KillPoint | Record<string, never>) => {
    const product = await startProduct({
      dataFolder: place.dataFolder,
      script: '../tests/support/killed-work',
      arguments: work,
      environment: { ...point, ...(place.databaseUrl && { DATABASE_URL: place.databaseUrl }) },
    })
    const { code } = await product.end(undefined, 120_000)
    return { code, output: product.output() }
  }
  const oldState = await lookInto(old, readState)
  const whole = await places.copy(old)
  const { code, output } = await run(whole, {})
  expect(code, output).toBe(0)
  const newState = await lookInto(whole, readState)
  const start = Number([...output.matchAll(/transaction at (\d+)/g)].at(-1)?.[1])
  const end = Number(/done at (\d+)/.exec(output)?.[1])

  const seen = { old: 0, new: 0, killed: 0 }
  let place = await places.copy(old)
  for (const point of spreadKillPoints({ count, start, end })) {
    const killed = await run(place, point)
    if (killed.code === null) seen.killed += 1
    const state = await lookInto(place, readState)
    expect([oldState, newState], `${JSON.stringify(point)}\n${killed.output}`).toContainEqual(state)
    await check(place)
    const isNew = JSON.stringify(state) === JSON.stringify(newState)
    seen[isNew ? 'new' : 'old'] += 1
    if (isNew) place = await places.copy(old)
  }
  // What was killed before is in nobody's way.
  expect((await run(place, {})).code).toBe(0)
  expect(await lookInto(place, readState)).toEqual(newState)
  return seen
}
