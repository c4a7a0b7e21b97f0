import type { DigestSetting } from '#api/platform/audit/digest.ts'
import type { Sentence } from '#api/platform/http/problem.ts'
import { startWorker } from '#api/platform/process/worker-thread.ts'
import type { UploadedFile } from '#api/platform/uploads/receive-upload.ts'
import type { ImportReportAnswer, ImportSettings, ImportSummary } from './imports.contract.ts'
import type { Findings } from './imports.repo.ts'
import type { ImportOrigin } from './record-publication.ts'

/** How to reach the database from a thread of one's own. */
export type DatabasePlace = { databaseUrl: string | undefined; dataFolder: string; county: string }

/** What the thread is given. */
export type ImportWork = {
  place: DatabasePlace
  files: UploadedFile[]
  settings: ImportSettings
  /** For the record of the edition. */
  madeBy: string
  origin: ImportOrigin
  /** Of the audit trail. */
  digest: DigestSetting
}

export type ImportOutcome =
  | { kind: 'done' | 'refused'; report: ImportReportAnswer; findings: Findings }
  | { kind: 'failed'; code: string; detail: Sentence }
  | { kind: 'cancelled' }

export type ImportProgressNow = Pick<ImportSummary, 'step' | 'done' | 'total'>

/** What the thread says. */
export type ImportMessage =
  | { progress: ImportProgressNow }
  | { outcome: ImportOutcome }
  /** What nobody foresaw, for the log. */
  | { error: Error }
/** What it is told. */
export type ImportCommand = 'cancel'

export type ImportThread = {
  /** Never rejects. */
  outcome: Promise<ImportOutcome>
  /** Asks it to stop and to take back what it wrote; ends it where it does not within `graceMs`. */
  cancel(graceMs: number): void
  /** Ends it at once. */
  terminate(): Promise<unknown>
}

export const outOfMemory: ImportOutcome = {
  kind: 'failed',
  code: 'out_of_memory',
  detail: {
    zh: '导入用完了分给它的内存：文件太大，请分区域导入，或先去掉多余的顶点。原有数据没有改动。',
    en: 'The import ran out of the memory it may use: the files are too large. Import them by area, or drop surplus vertices first. Nothing was changed.',
  },
}

export const unexpected: ImportOutcome = {
  kind: 'failed',
  code: 'internal',
  detail: {
    zh: '导入意外中断，原有数据没有改动；请重试，仍不行时请把导入编号告诉管理员。',
    en: 'The import ended unexpectedly, and nothing was changed. Try again; if it stays, give the id of the import to the administrator.',
  },
}

/** Starts an import in a thread of its own: the server's event loop never waits for it, nor for a core
 *  that it has, and its memory is bounded. */
export function startImportThread(
  work: ImportWork,
  options: { heapMb: number; onProgress: (progress: ImportProgressNow) => void; onError: (error: Error) => void },
): ImportThread {
  const worker = startWorker(new URL('./import.worker.ts', import.meta.url), {
    workerData: work,
    isBackground: true,
    resourceLimits: { maxOldGenerationSizeMb: options.heapMb },
  })
  let isCancelled = false
  let lastResort: NodeJS.Timeout | undefined
  const outcome = new Promise<ImportOutcome>((resolve) => {
    let told: ImportOutcome | undefined
    worker.on('message', (message: ImportMessage) => {
      if ('progress' in message) options.onProgress(message.progress)
      else if ('error' in message) options.onError(message.error)
      else told = message.outcome
    })
    worker.on('error', (error: NodeJS.ErrnoException) => {
      options.onError(error)
      told ??= error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? outOfMemory : unexpected
    })
    worker.on('exit', () => {
      clearTimeout(lastResort)
      resolve(told ?? (isCancelled ? { kind: 'cancelled' } : unexpected))
    })
  })
  return {
    outcome,
    cancel(graceMs) {
      if (isCancelled) return
      isCancelled = true
      worker.postMessage('cancel' satisfies ImportCommand)
      lastResort = setTimeout(() => void worker.terminate(), graceMs)
    },
    terminate: () => worker.terminate(),
  }
}
