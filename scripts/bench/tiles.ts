import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import type postgres from 'postgres'
import type { CurrentEdition } from '#api/ground/editions/editions.contract.ts'
import type { TileAddress } from '#api/ground/tiles/tile-address.ts'
import { tileStatements } from '#api/ground/tiles/tiles.repo.ts'
import { createTilesService } from '#api/ground/tiles/tiles.service.ts'
import { editionTiles } from '#api/ground/tiles/tiles.table.ts'
import type { Database } from '#api/platform/db/client.ts'
import { makeRunFolder, removeFolder } from '../../tests/support/run-folder.ts'
import { startProduct } from '../../tests/support/run-product.ts'
import { signIn } from '../../tests/support/sign-in.ts'
import { openBenchCounty } from './bench-county.ts'
import { startChildServer } from './child-server.ts'
import { openKeptConnections } from './kept-connections.ts'
import { readProcessCpu } from './process-cpu.ts'
import { type BenchReport, judge, quantile, type Round, runRounds } from './support.ts'

const requestsPerRound = 40_000
const connections = 16
const tilesPerRound = 400

/** What Chromium sends for a tile. */
const browserHeaders = {
  Connection: 'keep-alive',
  'sec-ch-ua-platform': '"Linux"',
  'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'sec-ch-ua': '"Chromium";v="140", "Not=A?Brand";v="24"',
  'sec-ch-ua-mobile': '?0',
  Accept: '*/*',
  'Sec-Fetch-Site': 'same-origin',
  'Sec-Fetch-Mode': 'cors',
  'Sec-Fetch-Dest': 'empty',
  'Accept-Encoding': 'gzip, deflate, br, zstd',
  'Accept-Language': 'zh-CN,zh;q=0.9',
}

/** Tiles: what sending one costs the server's processor, and how long one takes that the process has not seen yet. */
export async function runTiles(rounds = 11): Promise<BenchReport[]> {
  return [await measureCpu(rounds), await measureUncached('embedded', rounds), await measureUncached('server', rounds)]
}

async function measureCpu(rounds: number): Promise<BenchReport> {
  const folder = makeRunFolder('bench')
  const product = await startProduct({ dataFolder: join(folder, 'data') })
  try {
    process.stderr.write('tiles: starting the product …\n')
    await product.waitForAddress()
    const cookie = await signIn(product.origin)
    const headers = { ...browserHeaders, Cookie: cookie }
    const tile = await findAverageTile(product.origin, cookie)
    const bare = await startChildServer('bare-tile-server.ts', `${product.origin}${tile.path}`, cookie)
    try {
      const measureArm = async (origin: string, pid: number) => {
        const load = await openKeptConnections(`${origin}${tile.path}`, connections, headers)
        const before = readProcessCpu(pid)
        await load.ask(requestsPerRound)
        const after = readProcessCpu(pid)
        load.close()
        return ((after - before) / requestsPerRound) * 1e6
      }
      return judge({
        name: 'tiles, processor time a request',
        unit: 'µs',
        arms: { bare: 'node:http with the same bytes and headers', ours: 'a cached tile from npm start' },
        rounds: await runRounds(rounds, {
          bare: () => measureArm(bare.origin, bare.pid),
          ours: () => measureArm(product.origin, product.pid),
        }),
        reach: { ratio: 1.3 },
        notes: { tile: `${tile.path}, ${tile.bytes} bytes`, 'requests a round': requestsPerRound },
      })
    } finally {
      await bare.stop()
    }
  } finally {
    await product.end('SIGINT')
    removeFolder(folder)
  }
}

/** Of the tiles over the county at zooms 9 to 13 the one whose length is nearest to their mean. */
async function findAverageTile(origin: string, cookie: string): Promise<{ path: string; bytes: number }> {
  const edition = (await (
    await fetch(`${origin}/api/editions/current`, { headers: { cookie } })
  ).json()) as CurrentEdition
  const [west, south, east, north] = edition.bounds
  const columnOf = (lng: number, z: number) => Math.floor(((lng + 180) / 360) * 2 ** z)
  const rowOf = (lat: number, z: number) =>
    Math.floor((0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)) * 2 ** z)
  const tiles: { path: string; bytes: number }[] = []
  for (let z = 9; z <= 13; z += 1)
    for (let x = columnOf(west, z); x <= columnOf(east, z); x += 1)
      for (let y = rowOf(north, z); y <= rowOf(south, z); y += 1) {
        const path = `/tiles/${edition.number}/${z}/${x}/${y}`
        const answer = await fetch(`${origin}${path}`, { headers: { 'Accept-Encoding': 'br', cookie } })
        await answer.arrayBuffer()
        if (answer.status === 200) tiles.push({ path, bytes: Number(answer.headers.get('content-length')) })
      }
  const mean = tiles.reduce((sum, { bytes }) => sum + bytes, 0) / tiles.length
  const distance = ({ bytes }: { bytes: number }) => Math.abs(bytes - mean)
  return tiles.reduce((a, b) => (distance(b) < distance(a) ? b : a))
}

/** One tile after the other, both arms in turns; each round forgets what the one before read. */
async function measureUncached(kind: 'embedded' | 'server', rounds: number): Promise<BenchReport> {
  const county = await openBenchCounty(kind)
  try {
    const addresses = await county.database.read((handle) =>
      handle.rows<TileAddress>(sql`
        SELECT edition AS version, z, x, y FROM ${editionTiles} ORDER BY md5(z || '/' || x || '/' || y)
        LIMIT ${tilesPerRound}`),
    )
    const rounded: Round[] = []
    for (let round = -1; round < rounds; round += 1) {
      // New connections: each has a process of its own on a server, and where the machine's other work leaves it to run
      // decides more than the arms do.
      const database = await county.openAnother()
      const driver = county.openDriver()
      try {
        await timeTiles(database, driver, addresses)
        const took = await timeTiles(database, driver, addresses)
        if (round >= 0) rounded.push(took)
      } finally {
        await driver.end({ timeout: 1 })
        if (database !== county.database) await database.close()
      }
    }
    return judge({
      name: `tiles, not in memory, ${kind}`,
      unit: 'µs',
      arms: {
        bare: 'median of the same prepared SELECT through the driver alone',
        ours: 'median of the same from the service that the route asks',
      },
      rounds: rounded,
      reach: { ratio: 1.3 },
      notes: { 'tiles a round, both arms in turns': addresses.length },
    })
  } finally {
    await county.close()
  }
}

/** Medians of both arms over the tiles, with a memory that has none of them. */
async function timeTiles(database: Database, driver: postgres.Sql, addresses: TileAddress[]): Promise<Round> {
  const tiles = createTilesService({ database })
  const { text, list } = tileStatements.brotli
  const askDriver = async (address: TileAddress) => {
    const parameters = list(address) as number[]
    const rows = await driver.unsafe<{ bytes: Uint8Array }[]>(text, parameters, { prepare: true })
    return rows[0]?.bytes.length ?? Number.NaN
  }
  const askOurs = async (address: TileAddress) => (await tiles.find(address, 'brotli'))?.bytes.length ?? Number.NaN
  const took = { bare: [] as number[], ours: [] as number[] }
  const time = async (arm: 'bare' | 'ours', address: TileAddress) => {
    const startedAt = performance.now()
    const bytes = await (arm === 'bare' ? askDriver : askOurs)(address)
    took[arm].push((performance.now() - startedAt) * 1000)
    if (!(bytes > 0)) throw new Error(`There is no tile at ${JSON.stringify(address)}.`)
  }
  for (const [number, address] of addresses.entries())
    for (const arm of number % 2 === 0 ? (['bare', 'ours'] as const) : (['ours', 'bare'] as const))
      await time(arm, address)
  return { bare: quantile(took.bare, 0.5), ours: quantile(took.ours, 0.5) }
}
