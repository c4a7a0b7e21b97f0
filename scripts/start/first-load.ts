import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findCurrentEdition } from '#api/ground/editions/editions.repo.ts'
import type { DatabasePlace } from '#api/ground/imports/import-thread.ts'
import type { Database } from '#api/platform/db/client.ts'
import { StartError } from '#api/platform/process/start-error.ts'
import { startWorker } from '#api/platform/process/worker-thread.ts'
import { type DemoLoadMessage, dataSetCounty } from './demo-load.ts'

const doneFile = 'first-load.done'

/** Remembers in the data folder that the demonstration set has been there: who takes it out does not want it back. */
export function markFirstLoadDone(dataFolder: string): void {
  writeFileSync(join(dataFolder, doneFile), '', { mode: 0o600 })
}

/** What a start has to load. `demo` in a new embedded database, also when the load was interrupted before, by whatever:
 *  it is wanted until it is marked as done or somebody has put a coverage of their own in. */
export async function findWantedLoad(options: {
  database: Database
  dataFolder: string
  county: string
  isAsked: boolean
}): Promise<'demo' | 'nothing'> {
  const { database, dataFolder, county, isAsked } = options
  if (isAsked && county !== dataSetCounty)
    throw new StartError({
      zh: `演示数据只有会泽县（${dataSetCounty}）的，而 ONEGRID_COUNTY=${county}；请去掉 --demo，用 npm run import 导入本县数据。`,
      en: `The demo set is of ${dataSetCounty} alone and ONEGRID_COUNTY is ${county}; leave out --demo and load your county with npm run import.`,
    })
  if (isAsked) return 'demo'
  if (database.kind !== 'embedded' || county !== dataSetCounty) return 'nothing'
  if (existsSync(join(dataFolder, doneFile))) return 'nothing'
  const edition = await database.read(findCurrentEdition)
  return !edition || edition.isDemo ? 'demo' : 'nothing'
}

/** Loads what of the demonstration set is not there yet, in a thread of its own: what that needs of code and memory is gone
 *  when it has ended, and the server does not carry it on. */
export async function loadDemoSetInThread(place: DatabasePlace): Promise<void> {
  const worker = startWorker(new URL('./load-demo-set.worker.ts', import.meta.url), { workerData: place })
  const failure = await new Promise<string | undefined>((resolve, reject) => {
    worker.once('message', ({ failure: sentence }: DemoLoadMessage) => resolve(sentence))
    worker.once('error', (error) => reject(loadInterrupted(error)))
    worker.once('exit', (code) => (code === 0 ? resolve(undefined) : reject(loadInterrupted(code))))
  })
  if (failure !== undefined) throw new Error(failure)
}

const loadInterrupted = (cause: unknown) =>
  new StartError(
    {
      zh: `演示数据没有载完就中断了（${cause}）；已载入的都在，请再次运行 npm start 继续。`,
      en: `Loading the demo data was interrupted (${cause}); what is loaded stays, run npm start again to go on.`,
    },
    cause,
  )

/** For a database without a coverage: how to get one. */
export const importHint =
  '库中还没有网格底图。导入 / no edition yet, import one: npm run import -- FILE…（GeoJSON/TopoJSON）；演示数据 / demo data: npm start -- --demo'
