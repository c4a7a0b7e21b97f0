import { parentPort, workerData } from 'node:worker_threads'
import { openDatabase } from '#api/db/open-database.ts'
import { loadDemoSet } from './load-demo-set.ts'
import { sentenceOf } from './report.ts'

/** How the thread reaches the database, which the process that starts it may hold. */
export type DemoLoadWork = { databaseUrl: string | undefined; dataFolder: string; county: string }
/** Said once, if at all: why it failed. */
export type DemoLoadMessage = { failure: string }

const { databaseUrl, dataFolder, county } = workerData as DemoLoadWork
try {
  const database = await openDatabase({ databaseUrl, dataFolder, county, attach: true })
  await loadDemoSet(database).finally(() => database.close())
} catch (error) {
  parentPort?.postMessage({ failure: sentenceOf(error) } satisfies DemoLoadMessage)
}
