import { CsvError, parse } from 'csv-parse/sync'
import { readCell } from '#api/platform/http/csv.contract.ts'
import { isZip, readWorkbook } from './read-workbook.ts'
import { SheetRefused } from './sheet-refused.ts'

export const mostSheetRows = 50_000
/** Titles and remarks that stand over a table. */
const mostHeadRows = 20
const longestLineBytes = 200_000

/** UTF-8 first: what is none is rarely taken for it. Windows in China writes GB18030. */
function decode(bytes: Uint8Array): string {
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
      if (!text.includes('\0')) return text
    } catch {
      // the next one
    }
  }
  throw new SheetRefused('not_text')
}

/** What parts the cells: of the three, what the first lines have most of. */
function findDelimiter(text: string): string {
  const start = text.slice(0, 4_000).replaceAll(/"[^"]*"/g, '')
  const count = (delimiter: string) => start.split(delimiter).length
  return [',', ';', '\t'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best))
}

function readCsv(text: string): string[][] {
  try {
    return parse(text, {
      bom: true,
      delimiter: findDelimiter(text),
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: longestLineBytes,
      to: mostSheetRows + mostHeadRows + 1,
    }) as string[][]
  } catch (error) {
    throw error instanceof CsvError ? new SheetRefused('csv_damaged') : error
  }
}

/** The cells of a table, CSV or workbook by its content, not its name; what our own export guards is taken off. Row 1 is the
 *  first. Holds the file and its cells in memory: for a worker thread. Throws `SheetRefused`. */
export async function readSheetRows(bytes: Uint8Array): Promise<string[][]> {
  const rows = isZip(bytes) ? await readWorkbook(bytes) : readCsv(decode(bytes))
  if (rows.length > mostSheetRows + mostHeadRows) throw new SheetRefused('too_many_rows')
  return rows.map((row) => row.map((cell) => readCell(cell).trim()))
}
