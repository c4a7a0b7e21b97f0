import { parentPort } from 'node:worker_threads'
import writeXlsxFile, { type SheetData } from 'write-excel-file/node'
import { guardFormula } from '#api/platform/http/csv.contract.ts'
import type { SheetCell, WorkbookMessage } from './write-workbook.ts'

const port = parentPort
if (!port) throw new Error('this file runs in a worker thread')

const data: SheetData = []
const toCell = (cell: SheetCell) => {
  if (cell === null || typeof cell === 'number') return cell
  return { type: String, value: guardFormula(cell) }
}

port.on('message', async (message: WorkbookMessage) => {
  if ('rows' in message) {
    for (const row of message.rows) data.push(row.map(toCell))
    return
  }
  const { sheet, header, widths } = message.end
  const titles = header.map((title) => ({ type: String, value: guardFormula(title), fontWeight: 'bold' as const }))
  const made = await writeXlsxFile([titles, ...data], {
    sheet,
    columns: widths.map((width) => ({ width })),
    stickyRowsCount: 1,
  }).toBuffer()
  const bytes = new Uint8Array(made)
  port.postMessage(bytes, [bytes.buffer])
  port.close()
})
