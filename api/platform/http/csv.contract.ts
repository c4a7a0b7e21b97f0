/** What a spreadsheet takes for the start of a formula, also behind what it does not show: the signs, their full and small
 *  forms (U+FF0B…, U+FE62…) and the minus sign (U+2212). */
const formulaStart = /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠﹦﹢﹣﹫−]|^[\t\r\n]/u
/** A plain number is data and stays one. */
const plainNumber = /^-\d+(\.\d+)?$/

/** Whether a spreadsheet takes a cell for a formula, numbers with a sign among them. Pure. */
export const startsFormula = (text: string): boolean => formulaStart.test(text)

/** Long digit runs (codes): a spreadsheet shows them as 5.30326E+14 and drops the last digits. Pure. */
export const isLongCode = (text: string): boolean => /^\d{12,}$/.test(text)

/** A cell that a spreadsheet would run as a formula. */
const isFormula = (text: string): boolean => startsFormula(text) && !plainNumber.test(text)

/** For a cell that is text anyhow: in a workbook a code stays whole, but a text kept as CSV from there runs as a formula. Pure. */
export const guardFormula = (text: string): string => (isFormula(text.replace(/^'+/, '')) ? `'${text}` : text)

/** A leading apostrophe (formula) or tab (code) makes the cell text; both are what spreadsheets themselves suggest. A text
 *  that already looks like a guarded one gets one more apostrophe, so that `readCell` finds every text again. */
const guardText = (text: string): string => {
  if (isLongCode(text)) return `\t${text}`
  return guardFormula(text)
}

function writeCell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  const text = guardText(value)
  // Semicolons as well: some spreadsheets part cells by them, and the rest of a text would be a cell of its own.
  return /[",;\n\r\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export type CsvCell = string | number | null | undefined

/** What stands before the first line, so that a spreadsheet in China reads it as UTF-8. */
export const csvStart = '\ufeff'
/** One line, with its end. Pure. */
export const writeCsvLine = (cells: readonly CsvCell[]): string => `${cells.map(writeCell).join(',')}\r\n`

/** CSV as spreadsheets in China open it: UTF-8 with BOM, CRLF, no cell that runs as a formula. Pure. */
export const writeCsv = (header: string[], rows: CsvCell[][]): string =>
  `${csvStart}${[header, ...rows].map(writeCsvLine).join('')}`

/** What was exported, out of a cell whose quotation marks are taken off: the way back of the guard. Pure. */
export function readCell(text: string): string {
  if (/^\t\d{12,}$/.test(text)) return text.slice(1)
  return text.startsWith("'") && isFormula(text.replace(/^'+/, '')) ? text.slice(1) : text
}
