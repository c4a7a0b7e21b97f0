import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { EditionsService } from '#api/ground/editions/editions.service.ts'
import type { IncidentPartiesService } from '#api/operations/incidents/incident-parties.service.ts'
import type { IncidentWorkService } from '#api/operations/incidents/incident-work.service.ts'
import type { ReferenceService } from '#api/operations/reference/reference.service.ts'
import { type AuditTrail, entryOf } from '#api/platform/audit/audit-trail.ts'
import type { Database } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { writeCsv } from '#api/platform/http/csv.contract.ts'
import type { Language } from '#api/platform/http/problem.ts'
import {
  discardBody,
  receiveUpload,
  requireMultipart,
  type UploadedFile,
  type UploadLimits,
} from '#api/platform/uploads/receive-upload.ts'
import { makeUploadFolder, removeUploadFolder } from '#api/platform/uploads/upload-folder.ts'
import { digestBasis } from './digest-basis.ts'
import {
  dryRunDiffers,
  fileBusy,
  fileEnded,
  fileInterrupted,
  fileUploadWords,
  fileWentWrong,
  noSuchFile,
  noSuchSystem,
  reportWords,
} from './intake-file-errors.ts'
import {
  type IntakeFileAnswer,
  type IntakeFileSettings,
  type IntakeFileSummary,
  maxIntakeBytes,
} from './intake-files.contract.ts'
import {
  endIntakeFile,
  findDeadIntakeFiles,
  findIntakeFile,
  findTriedBasis,
  type IntakeFileEnd,
  insertIntakeFile,
  listIntakeFiles,
  requestIntakeEnd,
} from './intake-files.repo.ts'
import { type IntakeRun, runIntakeFile } from './run-intake-file.ts'
import { mostKept } from './take-rows.ts'

export type IntakeUpload = {
  contentType: string | undefined
  body: ReadableStream<Uint8Array> | null
  readSettings: (fields: Record<string, string>) => { settings: IntakeFileSettings; tried: string | undefined }
}

/** Incidents from files. Throws ApiError: 400 and 413 for what is no such file, 404, 409 while another is at work here, and where
 *  what is to be taken in is not what the dry run looked at. */
export type IntakeFilesService = {
  /** Takes a file and begins with its rows. */
  start(scope: Scope, upload: IntakeUpload): Promise<{ id: string }>
  list(scope: Scope): Promise<IntakeFileSummary[]>
  find(scope: Scope, id: string): Promise<IntakeFileAnswer>
  /** What was not taken in and why, and what has its place by its address, as CSV. */
  report(scope: Scope, id: string, language: Language): Promise<{ csv: string; fileName: string }>
  cancel(scope: Scope, id: string): Promise<void>
  recover(): Promise<void>
  close(): Promise<void>
}

export const intakeFileLimits: UploadLimits = {
  bytes: maxIntakeBytes + 100_000,
  fileBytes: maxIntakeBytes,
  files: 1,
  slowest: { bytes: 25_000, milliseconds: 25_000 },
}
const mostShown = 500
const deadAfterMs = 120_000

export function createIntakeFilesService(deps: {
  database: Database
  editions: EditionsService
  audit: AuditTrail
  reference: ReferenceService
  work: IncidentWorkService
  parties: IncidentPartiesService
  log: Logger
  uploadRoot: string
}): IntakeFilesService {
  const { database, editions, audit, reference, log, uploadRoot } = deps
  let current: { id: string; stop: AbortController; finished: Promise<void> } | undefined

  async function end(id: string, result: IntakeFileEnd, scope?: Scope): Promise<void> {
    await database.write(async (transaction) => {
      if (!(await endIntakeFile(transaction, id, result)) || !scope) return
      const { state, counts, problem } = result
      await audit.record(
        transaction,
        entryOf(scope, {
          action: 'intake.file-end',
          outcome: state === 'done' ? 'done' : 'failed',
          record: { kind: 'intake_files', id },
          after: { state, counts, problem: problem?.code ?? null },
        }),
      )
    })
  }
  async function endDead(idleMs: number): Promise<void> {
    for (const id of await database.read((handle) => findDeadIntakeFiles(handle, idleMs)))
      if (id !== current?.id)
        await end(id, { state: 'failed', counts: null, findings: [], placed: [], problem: fileInterrupted })
  }

  /** From the file to the end. Never rejects. */
  async function run(wanted: IntakeRun): Promise<void> {
    const { id, scope } = wanted
    const result = await runIntakeFile(deps, wanted)
    try {
      await end(id, result, scope).catch((error: unknown) => {
        if (result.state !== 'done') throw error
        log.error({ intakeFileId: id, err: error }, 'a file could not be ended as done')
        return end(id, { ...result, state: 'failed', problem: fileWentWrong }, scope)
      })
    } catch (error) {
      log.error({ intakeFileId: id, err: error }, 'the end of a file could not be written')
    }
  }

  async function receive(scope: Scope, id: string, folder: string, { contentType, body, readSettings }: IntakeUpload) {
    const { fields, files } = await receiveUpload({
      body,
      contentType: requireMultipart(contentType),
      folder,
      limits: intakeFileLimits,
      words: fileUploadWords,
    })
    const { settings, tried } = readSettings(fields)
    const { system } = settings
    const lists = reference.current()
    if (system !== undefined && !lists['foreign-codes'].items.some(({ code }) => code === system)) throw noSuchSystem()
    const file = files[0] as UploadedFile
    const edition = (await editions.current()).number
    const basis = await digestBasis(file.path, { settings, areas: scope.areas, edition, lists })
    if (tried !== undefined && (await database.readAs(scope, (handle) => findTriedBasis(handle, tried))) !== basis)
      throw dryRunDiffers()
    const stored = { ...settings, sender: `${scope.actor.kind}:${scope.actor.id}`, basis }
    await database.writeAs(scope, async (transaction) => {
      const { name: fileName, bytes } = file
      await insertIntakeFile(transaction, { id, reach: scope.areas, settings: stored, fileName, bytes })
      await audit.record(
        transaction,
        entryOf(scope, {
          action: 'intake.file-start',
          record: { kind: 'intake_files', id },
          after: { settings: { ...settings, basis }, bytes },
        }),
      )
    })
    return { file, settings, lists }
  }

  return {
    async start(scope, upload) {
      const multipart = requireMultipart(upload.contentType)
      if (current) {
        await discardBody(upload.body, intakeFileLimits.bytes)
        throw fileBusy()
      }
      const id = randomUUID()
      const stop = new AbortController()
      let finish = () => {}
      const mine = { id, stop, finished: new Promise<void>((resolve) => (finish = resolve)) }
      current = mine
      let folder: string | undefined
      const done = () => {
        if (folder !== undefined) removeUploadFolder(folder)
        if (current === mine) current = undefined
        finish()
      }
      try {
        folder = makeUploadFolder(uploadRoot)
        const { file, settings, lists } = await receive(scope, id, folder, { ...upload, contentType: multipart })
        void run({ scope, id, path: file.path, settings, lists, stop }).finally(done)
        return { id }
      } catch (error) {
        done()
        throw error
      }
    },
    async list(scope) {
      await endDead(deadAfterMs)
      return database.readAs(scope, listIntakeFiles)
    },
    async find(scope, id) {
      await endDead(deadAfterMs)
      const found = await database.readAs(scope, (handle) => findIntakeFile(handle, id, mostShown))
      if (!found) throw noSuchFile()
      return found
    },
    async report(scope, id, language) {
      const found = await database.readAs(scope, (handle) => findIntakeFile(handle, id, mostKept))
      if (!found) throw noSuchFile()
      const words = reportWords[language]
      const rows = [
        ...found.findings.map(({ row, outcome, field, reason }) => [
          row,
          words.outcomes[outcome],
          field === null ? null : words.fields[field],
          reason[language],
        ]),
        ...found.placed.map(({ row, name }) => [row, words.placed, words.fields.address, name]),
      ]
      return { csv: writeCsv(words.header, rows), fileName: `intake-${id.slice(0, 8)}.csv` }
    },
    async cancel(scope, id) {
      if (!(await database.readAs(scope, (handle) => findIntakeFile(handle, id, 0)))) throw noSuchFile()
      const isAsked = await database.writeAs(scope, async (transaction) => {
        if (!(await requestIntakeEnd(transaction, id))) return false
        await audit.record(
          transaction,
          entryOf(scope, { action: 'intake.file-cancel', record: { kind: 'intake_files', id } }),
        )
        return true
      })
      if (!isAsked) throw fileEnded()
      if (current?.id === id) current.stop.abort()
    },
    async recover() {
      // The embedded database has one process: at its start nothing is at work.
      await endDead(database.kind === 'embedded' ? 0 : deadAfterMs)
    },
    async close() {
      const running = current
      running?.stop.abort()
      await running?.finished
    },
  }
}
