import { readFile } from 'node:fs/promises'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { mostSheetRows, readSheetRows } from '#api/platform/sheets/read-sheet.ts'
import { SheetRefused } from '#api/platform/sheets/sheet-refused.ts'
import { findHeader, guessColumns, nameColumns } from './file-columns.ts'
import { type FileMessage, type FileWork, rowsPerBatch } from './read-file.ts'
import { createRowReader } from './read-file-row.ts'

const port = parentPort as MessagePort
const { path, map, lists, system, isNotEmergency } = workerData as FileWork
const say = (message: FileMessage) => port.postMessage(message)
const nextCall = () => new Promise<void>((resolve) => port.once('message', () => resolve()))

async function run(): Promise<void> {
  const rows = await readSheetRows(await readFile(path))
  const headerAt = findHeader(rows) ?? (map === null ? null : 0)
  if (headerAt === null) throw new SheetRefused(rows.length === 0 ? 'empty' : 'no_header')
  const header = rows[headerAt] ?? []
  const named = map === null ? { columns: guessColumns(header), missing: null } : nameColumns(header, map)
  if (named.missing !== null) return say({ noColumn: named.missing })
  const lines = rows.slice(headerAt + 1)
  const filled = lines.filter((cells) => cells.some((cell) => cell !== '')).length
  if (filled === 0) throw new SheetRefused('empty')
  if (filled > mostSheetRows) throw new SheetRefused('too_many_rows')
  say({ head: { header, columns: named.columns, total: filled } })
  const read = createRowReader({ columns: named.columns, lists, system, isNotEmergency })
  let batch: ReturnType<typeof read>[] = []
  for (const [at, cells] of lines.entries()) {
    if (cells.every((cell) => cell === '')) continue
    if (batch.push(read(cells, headerAt + at + 2)) < rowsPerBatch) continue
    // No faster than they are taken: the process that takes them in does other things as well.
    await nextCall()
    say({ rows: batch })
    batch = []
  }
  await nextCall()
  say({ rows: batch, isLast: true })
}

run()
  .catch((error) => {
    if (!(error instanceof SheetRefused)) throw error
    say({ fault: error.fault })
  })
  .finally(() => port.close())
