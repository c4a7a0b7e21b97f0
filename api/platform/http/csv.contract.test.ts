import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCell, writeCsv } from './csv.contract.ts'

const cellOf = (value: string | number | null) =>
  writeCsv(['a'], [[value]])
    .replace(/^\ufeffa\r\n/, '')
    .replace(/\r\n$/, '')

/** Cells as a program reads them that knows nothing of our guard. */
function parseCells(csv: string): string[][] {
  const rows: string[][] = [[]]
  const pattern = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n|$)/gy
  for (let match = pattern.exec(csv); match && match[0] !== ''; match = pattern.exec(csv)) {
    rows.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    if (match[3] !== ',') rows.push([])
  }
  return rows.slice(0, -1)
}
const readCells = (csv: string) => parseCells(csv.replace(/^\ufeff/, '')).slice(1)

/** What runs in a spreadsheet: the published rules, written down apart from the code. */
const runs = (cell: string) =>
  [...'=+-@\t\r\n＝＋－＠﹦﹢﹣﹫−'].includes(cell.trimStart()[0] ?? '') && !/^-?\d+(\.\d+)?$/.test(cell)

const starts = [
  '=',
  '+',
  '-',
  '@',
  '\t',
  '\r',
  '\n',
  '＝',
  '＋',
  '－',
  '＠',
  '﹦',
  '﹢',
  '﹣',
  '﹫',
  '−',
  ' =',
  '\ufeff=',
  '\u200b+',
  "'=",
  "''@",
  '\t=',
  '-5;=',
]
const hostileText = fc
  .tuple(fc.constantFrom('', ...starts), fc.string({ unit: 'binary', maxLength: 12 }))
  .map((parts) => parts.join(''))

describe('writeCsv', () => {
  it('starts with a byte order mark and ends its lines with CRLF', () => {
    expect(writeCsv(['编码', '名称'], [['x', 1]])).toBe('\ufeff编码,名称\r\nx,1\r\n')
  })
  it.each([
    '=1+1',
    '+86',
    '@SUM(A1)',
    '-cmd',
    '＝1',
    '﹦1',
    ' −1',
    '\tx',
    '\r=1',
    ' =1+1',
    '\u200b=1',
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example","x")',
    '-5+cmd',
    '--5',
    '-',
  ])('makes %j harmless text', (value) => {
    expect(cellOf(value).replace(/^"/, '').startsWith("'")).toBe(true)
  })
  it('keeps numbers numbers, also negative ones', () => {
    expect(cellOf(-5)).toBe('-5')
    expect(cellOf('-5.5')).toBe('-5.5')
    expect(cellOf(-1e-7)).toBe('-1e-7')
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) =>
        Object.is(Number(cellOf(value)), value + 0),
      ),
    )
  })
  it('quotes commas, semicolons, quotes and line breaks', () => {
    expect(cellOf('a,"b"\nc')).toBe('"a,""b""\nc"')
    expect(cellOf('a;=1+1')).toBe('"a;=1+1"')
  })
  it('keeps all digits of a code', () => {
    expect(cellOf('530326104005003')).toBe('"\t530326104005003"')
  })
  it('leaves a missing value empty', () => {
    expect(cellOf(null)).toBe('')
    expect(cellOf(Number.NaN)).toBe('')
  })

  it('lets no text run, and every text be found again', () => {
    const table = fc.array(fc.array(hostileText, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(table, (rows) => {
        const cells = readCells(writeCsv(['a', 'b', 'c'], rows))
        expect(cells.flat().filter((cell) => !/^\t\d{12,}$/.test(cell) && runs(cell))).toEqual([])
        expect(cells.map((row) => row.map(readCell))).toEqual(rows)
      }),
      { numRuns: 2_000 },
    )
  })
  it('lets a row pass through the guard twice', () => {
    for (const text of ["'", "''", "'=1", "'''-x", "'530326104005003", '\t530326104005003', "'-5", 'O’Neil', "'s"]) {
      expect(readCell(readCells(writeCsv(['a'], [[text]]))[0]?.[0] ?? ''), text).toBe(text)
      const twice = readCells(writeCsv(['a'], [[readCells(writeCsv(['a'], [[text]]))[0]?.[0] ?? '']]))[0]?.[0] ?? ''
      expect(readCell(readCell(twice)), text).toBe(text)
    }
  })
})
