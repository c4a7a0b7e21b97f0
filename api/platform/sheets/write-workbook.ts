import { startWorker } from '#api/platform/process/worker-thread.ts'

export const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export type SheetCell = string | number | null
export type SheetHead = { sheet: string; header: string[]; widths: number[] }
/** What the thread is sent: rows some at a time, so that no message is large, then how to write them. */
export type WorkbookMessage = { rows: SheetCell[][] } | { end: SheetHead }

const rowsPerMessage = 250
/** 20,000 rows of 25 cells come to about a third of it. */
const heapMb = 600

/** One workbook after the other: each takes a core and memory. */
let line: Promise<unknown> = Promise.resolve()

/** Rows as a workbook (.xlsx), made in a thread of its own: it takes seconds, in which the process answers others. A text that a
 *  spreadsheet would run as a formula is written as text, and guarded as in CSV. */
export function writeWorkbook(head: SheetHead, rows: Iterable<SheetCell[]>): Promise<Uint8Array<ArrayBuffer>> {
  const made = line.then(() => runThread(head, rows))
  line = made.catch(() => {})
  return made
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve))

async function runThread(head: SheetHead, rows: Iterable<SheetCell[]>): Promise<Uint8Array<ArrayBuffer>> {
  const worker = startWorker(new URL('./write-workbook.worker.ts', import.meta.url), {
    isBackground: true,
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  })
  const outcome = new Promise<Uint8Array<ArrayBuffer>>((resolve, reject) => {
    worker.on('message', resolve)
    worker.on('error', reject)
    worker.on('exit', () => reject(new Error('the thread that writes a workbook ended without one')))
  })
  // Looked at when all rows are sent.
  outcome.catch(() => {})
  try {
    const send = (message: WorkbookMessage) => worker.postMessage(message)
    let batch: SheetCell[][] = []
    for (const row of rows) {
      if (batch.push(row) < rowsPerMessage) continue
      send({ rows: batch })
      batch = []
      await nextTurn()
    }
    send({ rows: batch })
    send({ end: head })
    return await outcome
  } finally {
    await worker.terminate()
  }
}
