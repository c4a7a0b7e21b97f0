/** A cell that a spreadsheet would run as a formula. A plain negative number is data and stays one. */
const isFormula = (text: string): boolean => /^[=+\-@\t\r\n＝＋－＠]/.test(text) && !/^-\d+(\.\d+)?$/.test(text)

/** Long digit runs (codes): a spreadsheet shows them as 5.30326E+14 and drops the last digits. */
const isLongCode = (text: string): boolean => /^\d{12,}$/.test(text)

function writeCell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  // A leading apostrophe (formula) or tab (code) makes the cell text; both are what spreadsheets themselves suggest.
  const text = isFormula(value) ? `'${value}` : isLongCode(value) ? `\t${value}` : value
  return /[",\n\r\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** CSV as spreadsheets in China open it: UTF-8 with BOM, CRLF, no cell that runs as a formula. Pure. */
export function writeCsv(header: string[], rows: (string | number | null | undefined)[][]): string {
  return `\ufeff${[header, ...rows].map((row) => row.map(writeCell).join(',')).join('\r\n')}\r\n`
}
