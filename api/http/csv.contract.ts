/** What a spreadsheet takes for the start of a formula, also behind what it does not show. */
const formulaStart = /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u
/** A plain number is data and stays one. */
const plainNumber = /^-\d+(\.\d+)?$/

/** Whether a spreadsheet takes a cell for a formula, numbers with a sign among them. Pure. */
export const startsFormula = (text: string): boolean => formulaStart.test(text)

/** Long digit runs (codes): a spreadsheet shows them as 5.30326E+14 and drops the last digits. Pure. */
export const isLongCode = (text: string): boolean => /^\d{12,}$/.test(text)

/** A cell that a spreadsheet would run as a formula. */
const isFormula = (text: string): boolean => startsFormula(text) && !plainNumber.test(text)

/** A leading apostrophe (formula) or tab (code) makes the cell text; both are what spreadsheets themselves suggest. A text
 *  that already looks like a guarded one gets one more apostrophe, so that `readCell` finds every text again. */
const guardText = (text: string): string => {
  if (isLongCode(text)) return `\t${text}`
  return isFormula(text.replace(/^'+/, '')) ? `'${text}` : text
}

function writeCell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  const text = guardText(value)
  // Semicolons as well: some spreadsheets part cells by them, and the rest of a text would be a cell of its own.
  return /[",;\n\r\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** CSV as spreadsheets in China open it: UTF-8 with BOM, CRLF, no cell that runs as a formula. Pure. */
export function writeCsv(header: string[], rows: (string | number | null | undefined)[][]): string {
  return `\ufeff${[header, ...rows].map((row) => row.map(writeCell).join(',')).join('\r\n')}\r\n`
}

/** What was exported, out of a cell whose quotation marks are taken off: the way back of the guard. Pure. */
export function readCell(text: string): string {
  if (/^\t\d{12,}$/.test(text)) return text.slice(1)
  return text.startsWith("'") && isFormula(text.replace(/^'+/, '')) ? text.slice(1) : text
}
