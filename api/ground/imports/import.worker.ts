import { readFile } from 'node:fs/promises'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { ImportError, type ImportReport } from '#api/ground/editions/import/import-report.ts'
import { importEdition } from '#api/ground/editions/import-edition.ts'
import { openIncidents } from '#api/operations/incidents/incident-routing.repo.ts'
import { createAuditTrail } from '#api/platform/audit/create-audit-trail.ts'
import { openDatabase } from '#api/platform/db/open-database.ts'
import { ApiError, type Sentence } from '#api/platform/http/problem.ts'
import {
  type ImportCommand,
  type ImportMessage,
  type ImportOutcome,
  type ImportWork,
  outOfMemory,
  unexpected,
} from './import-thread.ts'
import { maxFindings } from './imports.contract.ts'
import type { Findings } from './imports.repo.ts'
import { recordPublication } from './record-publication.ts'

const port = parentPort as MessagePort
const { place, files, settings, madeBy, origin, digest } = workerData as ImportWork
const cancel = new AbortController()
port.on('message', (command: ImportCommand) => {
  if (command === 'cancel') cancel.abort()
})

const say = (message: ImportMessage) => port.postMessage(message)

const toFindings = ({
  faults,
  causes,
  warnings,
  changes,
}: Pick<ImportReport, 'faults' | 'causes' | 'warnings' | 'changes'>): Findings => ({
  causes,
  faults: faults.slice(0, maxFindings),
  faultCount: faults.length,
  warnings: warnings.slice(0, maxFindings),
  warningCount: warnings.length,
  changes: changes.slice(0, maxFindings),
  changeCount: changes.length,
  changeMeters: changes.reduce((most, { meters }) => Math.max(most, meters), 0),
})

function toOutcome({ faults, causes, warnings, changes, ...report }: ImportReport): ImportOutcome {
  const findings = toFindings({ faults, causes, warnings, changes })
  return faults.length > 0 ? { kind: 'refused', report, findings } : { kind: 'done', report, findings }
}

function toFailure(error: unknown): ImportOutcome {
  if (cancel.signal.aborted) return { kind: 'cancelled' }
  if (error instanceof ImportError) return toOutcome(error.report)
  if (error instanceof ApiError) return { kind: 'failed', code: error.code, detail: error.detail }
  // Sentences for the operator, of an import that found another at work or a database that does not open.
  const { sentence, code } = error as { sentence?: Sentence; code?: unknown }
  if (sentence) return { kind: 'failed', code: 'not_possible', detail: sentence }
  // A thread that cuts tiles has the same bound.
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return outOfMemory
  say({ error: error instanceof Error ? error : new Error(String(error)) })
  return unexpected
}

async function run(): Promise<ImportOutcome> {
  const { dryRun, area, map, snapMeters, crs } = settings
  // Its own connection: attached to the socket of the embedded database this very process holds, or to the server.
  const database = await openDatabase({ ...place, attach: true })
  try {
    const sources = []
    for (const { name, path } of files) sources.push({ name, bytes: await readFile(path) })
    const report = await importEdition({
      database,
      sources,
      county: place.county,
      area: area ?? undefined,
      map: map ?? undefined,
      snapMeters: snapMeters ?? undefined,
      crs: crs ?? undefined,
      madeBy,
      dryRun,
      openWork: recordPublication(openIncidents, createAuditTrail({ database, digest }), origin),
      signal: cancel.signal,
      onProgress: (progress) => say({ progress }),
    })
    return toOutcome(report)
  } finally {
    await database.close()
  }
}

const outcome = await run().catch(toFailure)
say({ outcome })
port.close()
