import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { completeMarkName } from '#api/platform/db/embedded/cluster-files.ts'
import { type OpenedDatabase, openDatabase } from '#api/platform/db/open-database.ts'
import { testCounty } from '../support/database.ts'
import { faultCounts, faultSeed, isFullRun, tellFigures } from '../support/fault-counts.ts'
import { findPostgresBinaries } from '../support/find-tools.ts'
import { startPostgresCluster } from '../support/postgres-cluster.ts'
import { randomFrom } from '../support/random.ts'
import { makeMemoryFolder, removeFolder } from '../support/run-folder.ts'
import { startProduct } from '../support/run-product.ts'
import { signIn } from '../support/sign-in.ts'

/** What the product says at the beginning of a stretch of its first load; it is killed some way into each of them in turn,
 *  where most is half done first. */
const moments = [
  /writing the edition/,
  /cutting tiles/,
  /database (created|opened|connected)/,
  /edition \d+ published/,
  /basemap and terrain (loaded|are there)/,
  /starting: /,
  /data checked/,
]
/** Longest way into a stretch. */
const longestMs = 4000

let folder: string
beforeAll(() => {
  folder = makeMemoryFolder('firstload', 4e9)
})
afterAll(() => removeFolder(folder))

type Place = { dataFolder: string; databaseUrl?: string }
type Content = { grids: number; areas: number; editionTiles: number; basemapTiles: number; places: number }

const start = ({ dataFolder, databaseUrl }: Place) =>
  startProduct({
    dataFolder,
    arguments: databaseUrl ? ['--demo'] : [],
    environment: databaseUrl ? { DATABASE_URL: databaseUrl } : {},
  })

/** What a reader would see in the database as it lies there: published things alone. */
async function readContent(database: OpenedDatabase): Promise<Content> {
  const [content] = await database.read((handle) =>
    handle.exactly<Content>(
      1,
      sql`
      WITH edition AS (SELECT number FROM editions WHERE effective IS NOT NULL ORDER BY number DESC LIMIT 1),
        ground AS (SELECT version FROM basemaps WHERE is_current)
      SELECT
        (SELECT count(*) FROM grid_versions, edition WHERE editions @> number)::int AS grids,
        (SELECT count(*) FROM areas, edition WHERE editions @> number)::int AS areas,
        (SELECT count(*) FROM edition_tiles, edition WHERE edition_tiles.edition = number)::int AS "editionTiles",
        (SELECT count(*) FROM basemap_tiles WHERE version IN (SELECT version FROM ground))::int AS "basemapTiles",
        (SELECT count(*) FROM places WHERE version IN (SELECT version FROM ground))::int AS places`,
    ),
  )
  return content as Content
}

/** What is published after a kill; null where there is no database yet. */
async function lookInto({ dataFolder, databaseUrl }: Place): Promise<Content | null> {
  if (!databaseUrl && !existsSync(join(dataFolder, completeMarkName))) return null
  const database = await openDatabase({ dataFolder, databaseUrl, county: testCounty })
  try {
    const [table] = await database.read((handle) =>
      handle.exactly<{ isThere: boolean }>(1, sql`SELECT to_regclass('edition_tiles') IS NOT NULL AS "isThere"`),
    )
    return table?.isThere ? await readContent(database) : null
  } finally {
    await database.close()
  }
}

/** Kills starts on one place until `kills` are through; a load that came to its end goes on in a new place. */
async function killFirstLoads(options: {
  kills: number
  /** Of `moments`. */
  firstMoment: number
  random: () => number
  newPlace: () => Promise<Place>
}): Promise<{ seen: (Content | null)[]; ends: Content[]; killed: string[] }> {
  const { kills, firstMoment, random, newPlace } = options
  const seen: (Content | null)[] = []
  const ends: Content[] = []
  const killed: string[] = []
  let place = await newPlace()
  const finish = async () => {
    const product = await start(place)
    await product.waitForAddress(600_000)
    const headers = { cookie: await signIn(product.origin) }
    const ask = async (path: string) => (await fetch(`${product.origin}${path}`, { headers })).json()
    const county = await ask(`/api/areas/${testCounty}`)
    expect(county).toMatchObject({ code: testCounty, gridCount: 4847 })
    expect((await fetch(`${product.origin}/api/readyz`)).status).toBe(200)
    expect((await fetch(`${product.origin}/`)).headers.get('content-type')).toContain('text/html')
    const incidents = (await ask('/api/incidents?limit=1')) as { total: number }
    expect(incidents.total).toBeGreaterThan(3000)
    expect((await product.end('SIGINT')).code).toBe(0)
    ends.push((await lookInto(place)) as Content)
  }
  while (killed.length < kills) {
    const moment = moments[(firstMoment + killed.length) % moments.length] as RegExp
    const product = await start(place)
    // A load that goes on where another was killed does not say everything: then the address is the end of it.
    const said = await Promise.race([
      product.waitForOutput(moment, 600_000).then(() => 'moment'),
      product.waitForOutput(new RegExp(product.origin), 600_000).then(() => 'address'),
    ])
    if (said === 'moment') await new Promise((resolve) => setTimeout(resolve, longestMs * random()))
    await product.end('SIGKILL')
    killed.push(`${moment.source} (${said})`)
    seen.push(await lookInto(place))
    // Killed so late that there was nothing left to interrupt.
    if (said === 'address' && killed.length < kills) {
      await finish()
      place = await newPlace()
    }
  }
  await finish()
  return { seen, ends, killed }
}

/** Old or new: nothing published, or all of it. The ground and the edition are published each by itself. */
function expectWholeOrNothing(seen: (Content | null)[], end: Content): void {
  for (const content of seen) {
    if (!content) continue
    const { grids, areas, editionTiles, basemapTiles, places } = content
    expect([
      { grids: 0, areas: 0, editionTiles: 0 },
      { grids: end.grids, areas: end.areas, editionTiles: end.editionTiles },
    ]).toContainEqual({ grids, areas, editionTiles })
    expect([
      { basemapTiles: 0, places: 0 },
      { basemapTiles: end.basemapTiles, places: end.places },
    ]).toContainEqual({ basemapTiles, places })
  }
}

const describeSeen = (seen: (Content | null)[]) =>
  `${seen.filter((content) => !content?.grids).length} × old, ${seen.filter((content) => content?.grids).length} × new, 0 between`

describe('a first load that is killed', () => {
  it('leaves nothing or everything each time, and the county is whole in the end', async () => {
    let places = 0
    const newPlace = async () => ({ dataFolder: join(folder, `data-${++places}`) })
    const { seen, ends, killed } = await killFirstLoads({
      kills: faultCounts.firstLoadKills,
      firstMoment: 0,
      random: randomFrom(faultSeed),
      newPlace,
    })
    const [end] = ends as [Content]
    expect(end.grids).toBe(4847)
    for (const other of ends) expect(other).toEqual(end)
    expectWholeOrNothing(seen, end)
    tellFigures(
      `first load, embedded: killed ${killed.length} times: ${describeSeen(seen)}; whole ${ends.length} times`,
    )
  })

  // Half a minute of the processor; imports into a server that are killed are in import-kills.test.ts, each time.
  it.runIf(isFullRun && findPostgresBinaries())('on a server leaves nothing or everything too', async () => {
    const cluster = await startPostgresCluster({ isDurable: true })
    try {
      let made = 0
      const newPlace = async () => {
        const name = `load_${++made}_test`
        const client = postgres(cluster.urlOf('postgres'), { max: 1, onnotice: () => {} })
        await client.unsafe(`CREATE DATABASE ${name}`)
        await client.end()
        return { dataFolder: join(folder, 'unused'), databaseUrl: cluster.urlOf(name) }
      }
      const { seen, ends, killed } = await killFirstLoads({
        kills: 4,
        firstMoment: 1,
        random: randomFrom(faultSeed + 1),
        newPlace,
      })
      const [end] = ends as [Content]
      expect(end.grids).toBe(4847)
      expectWholeOrNothing(seen, end)
      tellFigures(
        `first load, server: killed ${killed.length} times: ${describeSeen(seen)}; whole ${ends.length} times`,
      )
    } finally {
      await cluster.stop()
    }
  })
})
