import { parentPort, workerData } from 'node:worker_threads'
import type { DatabasePlace } from '#api/ground/imports/import-thread.ts'
import { createAuditTrail } from '#api/platform/audit/create-audit-trail.ts'
import { readDigestSetting } from '#api/platform/audit/digest.ts'
import { openDatabase } from '#api/platform/db/open-database.ts'
import type { DemoLoadMessage } from './demo-load.ts'
import { loadDemoSet } from './load-demo-set.ts'
import { sentenceOf } from './report.ts'

try {
  // The process that starts the thread may hold the data folder.
  const database = await openDatabase({ ...(workerData as DatabasePlace), attach: true })
  const audit = createAuditTrail({ database, digest: readDigestSetting(process.env) })
  await loadDemoSet(database, audit).finally(() => database.close())
} catch (error) {
  parentPort?.postMessage({ failure: sentenceOf(error) } satisfies DemoLoadMessage)
}
