import type { Sentence } from '#api/platform/http/problem.ts'
import { startWorker } from '#api/platform/process/worker-thread.ts'
import { type SheetFault, sheetFaults } from '#api/platform/sheets/sheet-refused.ts'
import type { ColumnMap, FileField } from './intake-files.contract.ts'
import type { RowReading, RowRules } from './read-file-row.ts'

/** What one message from the thread holds, and one look at the database. */
export const rowsPerBatch = 100
/** 50,000 rows of 20 cells come to about half of it. */
const heapMb = 800

export type FileWork = Pick<RowRules, 'lists' | 'system' | 'isNotEmergency'> & {
  path: string
  /** Our field → the name of the column; null: all are known by their names. */
  map: ColumnMap | null
}
export type FileHead = { header: string[]; columns: Partial<Record<FileField, number>>; total: number }
export type FileMessage =
  | { head: FileHead }
  | { rows: RowReading[]; isLast?: boolean }
  | { fault: SheetFault }
  | { noColumn: string }

/** Why a file was not read. */
export class FileRefused extends Error {
  readonly code: string
  readonly detail: Sentence
  constructor(code: string, detail: Sentence) {
    super(detail.en)
    this.name = 'FileRefused'
    this.code = code
    this.detail = detail
  }
}

/** Reads a file in a thread of its own, whose memory is bounded: first its head, then its rows, some at a time, when they are asked
 *  for. Throws `FileRefused`. */
export async function* readFileRows(work: FileWork): AsyncGenerator<FileHead | RowReading[], void> {
  const worker = startWorker(new URL('./read-file.worker.ts', import.meta.url), {
    workerData: work,
    isBackground: true,
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  })
  const waiting: FileMessage[] = []
  let failure: unknown
  let wake = () => {}
  worker.on('message', (message: FileMessage) => {
    waiting.push(message)
    wake()
  })
  worker.on('error', (error: NodeJS.ErrnoException) => {
    failure =
      error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new FileRefused('out_of_memory', sheetFaults.out_of_memory) : error
    wake()
  })
  worker.on('exit', () => {
    failure ??= new Error('the thread that reads a file ended early')
    wake()
  })
  const next = async (): Promise<FileMessage> => {
    for (;;) {
      const message = waiting.shift()
      if (message) return message
      if (failure !== undefined) throw failure
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  try {
    for (;;) {
      const message = await next()
      if ('fault' in message) throw new FileRefused(message.fault, sheetFaults[message.fault])
      if ('noColumn' in message)
        throw new FileRefused('no_column', {
          zh: `表头里没有“${message.noColumn}”这一列，请核对列的对应关系。`,
          en: `The header has no column “${message.noColumn}”; check which columns are named.`,
        })
      if ('head' in message) yield message.head
      else {
        yield message.rows
        if (message.isLast) return
      }
      worker.postMessage('next')
    }
  } finally {
    await worker.terminate()
  }
}
