import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { postgis } from '@electric-sql/pglite-postgis'
import { makeRunFolder, removeFolder } from '../../tests/support/run-folder.ts'
import { startProduct } from '../../tests/support/run-product.ts'
import { signIn } from '../../tests/support/sign-in.ts'
import { type BenchReport, judge, type Round } from './support.ts'

/** A stranger's first start on the embedded database, until the address is printed, and the second one, until the first
 *  200. The bare arm is what the database alone takes for the same: to be made with PostGIS, and to be opened again. */
export async function runFirstStart(rounds = 3): Promise<BenchReport[]> {
  const first: Round[] = []
  const second: Round[] = []
  // The web is built before, as it is for anybody who starts twice.
  for (let number = 0; number < rounds; number += 1) {
    const folder = makeRunFolder('bench')
    try {
      const bareMade = await openBareDatabase(join(folder, 'bare'))
      const bareOpened = await openBareDatabase(join(folder, 'bare'))
      const dataFolder = join(folder, 'ours')
      const stranger = await startProduct({ dataFolder })
      first.push({ bare: bareMade, ours: (await stranger.waitForAddress()) / 1000 })
      // Whoever has signed in is so after a start too.
      const cookie = await signIn(stranger.origin)
      await stranger.end('SIGINT')
      second.push({ bare: bareOpened, ours: await startAgain(dataFolder, cookie) })
    } finally {
      removeFolder(folder)
    }
  }
  return [
    judge({
      name: 'first start, to the address',
      unit: 's',
      arms: { bare: 'an empty embedded database with PostGIS', ours: 'npm start on an empty folder' },
      rounds: first,
      reach: { ours: 45 },
    }),
    judge({
      name: 'second start, to the first 200',
      unit: 's',
      arms: { bare: 'the embedded database opened again', ours: 'npm start on the same folder' },
      rounds: second,
      reach: { ours: 6 },
    }),
  ]
}

async function openBareDatabase(folder: string): Promise<number> {
  const startedAt = performance.now()
  const database = await PGlite.create(folder, { extensions: { postgis } })
  await database.exec('CREATE EXTENSION IF NOT EXISTS postgis; SELECT 1')
  const seconds = (performance.now() - startedAt) / 1000
  await database.close()
  return seconds
}

async function startAgain(dataFolder: string, cookie: string): Promise<number> {
  const startedAt = performance.now()
  const product = await startProduct({ dataFolder })
  let seconds = Number.NaN
  while (Number.isNaN(seconds)) {
    const isReady = await fetch(`${product.origin}/api/areas/530326`, { headers: { cookie } }).then(
      (answer) => answer.status === 200,
      () => false,
    )
    if (isReady) seconds = (performance.now() - startedAt) / 1000
    else if (performance.now() - startedAt > 60_000) throw new Error(`No answer within a minute:\n${product.output()}`)
    else await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await product.end('SIGINT')
  return seconds
}
