import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { heartbeatMs as editionBeatMs, undoImport } from '#api/ground/editions/import/remove-dead-imports.ts'
import { isCutByScope } from '#api/platform/access/within-scope.ts'
import { type AuditEntry, type AuditTrail, entryOf } from '#api/platform/audit/audit-trail.ts'
import type { DigestSetting } from '#api/platform/audit/digest.ts'
import type { Database } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { discardBody, receiveUpload, requireMultipart, type Upload } from '#api/platform/uploads/receive-upload.ts'
import {
  makeUploadFolder,
  removeDeadUploads,
  removeUploadFolder,
  uploadRoot,
} from '#api/platform/uploads/upload-folder.ts'
import {
  beyondReach,
  busy,
  cancelledWhileUploading,
  ended,
  interrupted,
  notFound,
  tooSlow,
  uploadWords,
} from './import-errors.ts'
import {
  type DatabasePlace,
  type ImportOutcome,
  type ImportProgressNow,
  type ImportThread,
  startImportThread,
} from './import-thread.ts'
import {
  type ImportAnswer,
  type ImportSettings,
  type ImportSummary,
  maxImportBytes,
  maxImportFiles,
} from './imports.contract.ts'
import {
  deleteImport,
  endImport,
  findDeadImports,
  findEditionMadeBy,
  findImport,
  findImportAtWork,
  type ImportEnd,
  insertImport,
  listImports,
  requestCancel,
  startImport,
  touchImport,
} from './imports.repo.ts'
import type { ImportOrigin } from './record-publication.ts'

export type UploadRequest = {
  contentType: string | undefined
  body: ReadableStream<Uint8Array> | null
  /** Makes settings of the text fields; throws what the caller shall get. */
  readSettings: (fields: Upload['fields']) => ImportSettings
}

export type ImportsService = {
  /** Takes an upload and begins its import. 403 where it would replace more than the scope reaches. */
  start(scope: Scope, request: UploadRequest): Promise<{ id: string }>
  /** 404 for one that never was, or is out of reach. */
  find(scope: Scope, id: string): Promise<ImportAnswer>
  /** The last 20, newest first. */
  list(scope: Scope): Promise<ImportSummary[]>
  /** Asks for its end; 409 where it has ended. */
  cancel(scope: Scope, id: string): Promise<void>
  /** Ends what runs here. */
  close(): Promise<void>
}

/** What one import may use. */
export const importLimits = {
  bytes: maxImportBytes,
  files: maxImportFiles,
  /** From the first byte of the upload to the end. */
  milliseconds: 30 * 60_000,
  /** Of the upload: who falls behind is gone after 30 s. */
  slowest: { bytes: 25_000, milliseconds: 25_000 },
  /** Memory of the import's thread for objects; files are held beside it. */
  heapMb: 1_400,
  /** How long a cancelled import may take to undo what it wrote before its thread is ended. */
  cancelGraceMs: 10_000,
}

export type ImportLimits = typeof importLimits

const beatMs = 1_000
/** As for editions: whose process was silent for so long is dead. */
const deadAfterMs = 4 * editionBeatMs

/** Who began an import, and from where. */
type Starter = Pick<AuditEntry, 'actor' | 'address' | 'requestId'>
const server: Starter = { actor: { kind: 'system', id: 'server', name: 'server' }, address: '', requestId: '' }
const auditOutcomes: Record<ImportEnd['state'], AuditEntry['outcome']> = {
  done: 'done',
  refused: 'refused',
  failed: 'failed',
  cancelled: 'failed',
}

/** An import of this process. */
type Job = {
  id: string
  starter: Starter
  /** Where its files are. */
  folder: string
  stopUpload: AbortController
  thread?: ImportThread
  progress: ImportProgressNow
  /** Why it is being ended, if not by a person. */
  problem?: ImportEnd['problem']
  stop(): void
}

const madeBy = (id: string) => `import:${id}`

export function createImportsService(deps: {
  database: Database
  place: DatabasePlace
  audit: AuditTrail
  /** For the import's thread, which writes to the trail itself. */
  digest: DigestSetting
  log: Logger
  onEnd: (state: ImportEnd['state']) => void
  /** Left out: `importLimits`. */
  limits?: ImportLimits
}): ImportsService & { recover(): Promise<void> } {
  const { database, place, audit, digest, log, limits = importLimits } = deps
  const root = uploadRoot(database.kind, place.dataFolder)
  let job: Job | undefined
  let closing = false

  /** In the record with whoever began it, where this process knows who that was. */
  async function end(id: string, result: ImportEnd, by: Starter = server): Promise<void> {
    const isOurs = await database.write(async (transaction) => {
      const ended = await endImport(transaction, id, result)
      if (!ended) return false
      await audit.record(transaction, {
        ...by,
        action: 'imports.end',
        outcome: auditOutcomes[result.state],
        record: { kind: 'imports', id },
        area: ended.area ?? database.county,
        after: {
          state: result.state,
          dryRun: ended.isDryRun,
          edition: result.report?.edition ?? null,
          faults: result.findings?.faultCount ?? 0,
          ...(result.problem && { problem: result.problem.code }),
        },
      })
      return true
    })
    // Else somebody has ended it before, and told it.
    if (!isOurs) return
    log.info({ importId: id, state: result.state, problem: result.problem?.code }, 'import ended')
    deps.onEnd(result.state)
  }

  /** What an import that cannot speak for itself left behind. Its edition may have been published just before: then it is
   *  done, only its figures are lost. */
  async function findLeftovers(id: string, result: ImportEnd) {
    const edition = await database.read((handle) => findEditionMadeBy(handle, madeBy(id)))
    const isPublished = edition !== undefined && !edition.isPending
    return {
      result: isPublished ? { state: 'done' as const, findings: null, report: null, problem: null } : result,
      async undo() {
        if (edition?.isPending) await undoImport(database, edition.number)
      },
    }
  }

  /** Imports whose process has died are told as failed. Their leftovers go in the background: nobody waits for that. */
  async function endDead(idleMs: number): Promise<void> {
    const dead = await database.read((handle) => findDeadImports(handle, idleMs))
    for (const id of dead) {
      if (id === job?.id) continue
      const failed: ImportEnd = { state: 'failed', findings: null, report: null, problem: interrupted }
      const { result, undo } = await findLeftovers(id, failed)
      await end(id, result)
      undo().catch((error) => log.error({ importId: id, err: error }, 'leftovers of an import stay'))
    }
  }

  function toEnd(outcome: ImportOutcome, problem: ImportEnd['problem'] | undefined): ImportEnd {
    switch (outcome.kind) {
      case 'done':
        return { state: 'done', findings: outcome.findings, report: outcome.report, problem: null }
      case 'refused':
        return { state: 'refused', findings: outcome.findings, report: outcome.report, problem: null }
      case 'failed':
        return {
          state: 'failed',
          findings: null,
          report: null,
          problem: { code: outcome.code, detail: outcome.detail },
        }
      case 'cancelled':
        return { state: problem ? 'failed' : 'cancelled', findings: null, report: null, problem: problem ?? null }
    }
  }

  /** Shows that this process lives, passes on how far it is, and hears whether its end is wanted. */
  function beat(current: Job): NodeJS.Timeout {
    let isBeating = false
    return setInterval(() => {
      // One at a time: a database that is busy must not find a heap of them.
      if (isBeating) return
      isBeating = true
      database
        .write((transaction) => touchImport(transaction, current.id, current.progress))
        .then((known) => {
          if (!known || known.isCancelled) current.stop()
        })
        .catch(() => {})
        .finally(() => {
          isBeating = false
        })
    }, beatMs)
  }

  async function runThread(
    current: Job,
    upload: Upload,
    settings: ImportSettings,
    origin: ImportOrigin,
  ): Promise<ImportOutcome> {
    const thread = startImportThread(
      { place, files: upload.files, settings, madeBy: madeBy(current.id), origin, digest },
      {
        heapMb: limits.heapMb,
        onProgress: (progress) => {
          current.progress = progress
        },
        onError: (error) => log.error({ importId: current.id, err: error }, 'import failed'),
      },
    )
    current.thread = thread
    // Asked for before there was a thread.
    if (current.stopUpload.signal.aborted) thread.cancel(limits.cancelGraceMs)
    return thread.outcome
  }

  /** From the files to the end. Never rejects. */
  async function run(
    current: Job,
    upload: Upload,
    settings: ImportSettings,
    { origin, finish }: { origin: ImportOrigin; finish: () => void },
  ): Promise<void> {
    try {
      const outcome = await runThread(current, upload, settings, origin)
      removeUploadFolder(current.folder)
      if (closing) return
      const result = toEnd(outcome, current.problem)
      if (outcome.kind === 'done' || outcome.kind === 'refused') await end(current.id, result, current.starter)
      else {
        const leftovers = await findLeftovers(current.id, result)
        await leftovers.undo()
        await end(current.id, leftovers.result, current.starter)
      }
    } catch (error) {
      // The database is gone; the import is told as interrupted by whoever finds it.
      log.error({ importId: current.id, err: error }, 'the end of an import could not be written')
    } finally {
      finish()
    }
  }

  /** Makes this the one import at work; gives the folder for its files. */
  async function claim(scope: Scope, id: string): Promise<string> {
    await endDead(deadAfterMs)
    const folder = makeUploadFolder(root)
    try {
      if (await database.write((transaction) => insertImport(transaction, id, scope.areas))) return folder
      throw busy(await database.readAs(scope, (handle) => findImportAtWork(handle, database.county)))
    } catch (error) {
      removeUploadFolder(folder)
      throw error
    }
  }

  return {
    async start(scope, { contentType, body, readSettings }) {
      const id = randomUUID()
      const multipart = requireMultipart(contentType)
      const folder = await claim(scope, id).catch(async (error) => {
        await discardBody(body, limits.bytes)
        throw error
      })
      const stopUpload = new AbortController()
      const { actor, address, requestId } = scope
      const current: Job = {
        id,
        starter: { actor, address, requestId },
        folder,
        stopUpload,
        progress: { step: null, done: 0, total: 0 },
        stop() {
          stopUpload.abort(cancelledWhileUploading())
          current.thread?.cancel(limits.cancelGraceMs)
        },
      }
      job = current
      const heartbeat = beat(current)
      const limit = setTimeout(() => {
        current.problem = tooSlow(limits.milliseconds)
        current.stop()
      }, limits.milliseconds)
      const finish = () => {
        clearInterval(heartbeat)
        clearTimeout(limit)
        removeUploadFolder(current.folder)
        if (job === current) job = undefined
      }
      try {
        const upload = await receiveUpload({
          body,
          contentType: multipart,
          folder: current.folder,
          limits,
          words: uploadWords(limits.bytes),
          signal: stopUpload.signal,
        })
        const settings = readSettings(upload.fields)
        if (isCutByScope(scope, settings.area ?? database.county)) throw beyondReach()
        const files = upload.files.map(({ name, bytes }) => ({ name, bytes }))
        const area = settings.area ?? database.county
        const isStarted = await database.write(async (transaction) => {
          if (!(await startImport(transaction, id, settings, files))) return false
          const record = { kind: 'imports', id }
          await audit.record(
            transaction,
            entryOf(scope, { action: 'imports.start', record, area, after: { settings, files } }),
          )
          return true
        })
        if (!isStarted) throw cancelledWhileUploading()
        log.info(
          { importId: id, files: files.length, bytes: files.reduce((sum, file) => sum + file.bytes, 0) },
          'import started',
        )
        const origin = { ...current.starter, area, details: { importId: id } }
        void run(current, upload, settings, { origin, finish })
        return { id }
      } catch (error) {
        finish()
        // A refused upload was no import. One that a person has cancelled stays to be seen.
        if (stopUpload.signal.aborted) await end(id, toEnd({ kind: 'cancelled' }, current.problem), current.starter)
        else await database.write((transaction) => deleteImport(transaction, id))
        throw error
      }
    },
    async find(scope, id) {
      await endDead(deadAfterMs)
      const found = await database.readAs(scope, (handle) => findImport(handle, database.county, id))
      if (!found) throw notFound()
      return found
    },
    async list(scope) {
      await endDead(deadAfterMs)
      return database.readAs(scope, (handle) => listImports(handle, database.county))
    },
    async cancel(scope, id) {
      if (!(await database.readAs(scope, (handle) => findImport(handle, database.county, id)))) throw notFound()
      const isAsked = await database.writeAs(scope, async (transaction) => {
        if (!(await requestCancel(transaction, id))) return false
        await audit.record(transaction, entryOf(scope, { action: 'imports.cancel', record: { kind: 'imports', id } }))
        return true
      })
      if (!isAsked)
        throw ended({
          zh: '这次导入已经结束，不能再取消；要恢复原状，请重新导入原来的文件。',
          en: 'This import has ended and can no longer be cancelled; to go back, import the former files again.',
        })
      // Where it runs in another process, that one hears of it with its next sign of life.
      if (job?.id === id) job.stop()
    },
    async recover() {
      removeDeadUploads(root)
      // The embedded database has one process: at its start nothing is at work.
      await endDead(database.kind === 'embedded' ? 0 : deadAfterMs)
    },
    async close() {
      closing = true
      const current = job
      if (!current) return
      current.problem = interrupted
      current.stopUpload.abort(cancelledWhileUploading())
      await current.thread?.terminate()
      try {
        const { result } = await findLeftovers(current.id, toEnd({ kind: 'cancelled' }, interrupted))
        await end(current.id, result, current.starter)
      } catch (error) {
        // The database is gone; the import is told as interrupted by whoever finds it.
        log.error({ importId: current.id, err: error }, 'the end of an import could not be written')
      }
    },
  }
}
