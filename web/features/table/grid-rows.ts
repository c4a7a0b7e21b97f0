import type { GridItem } from '#api/ground/grids/grids.contract.ts'
import { writeCsv } from '#api/platform/http/csv.contract.ts'

/** A grid with the figures that follow from others. Null where there is nothing to divide by. */
export type GridRow = GridItem & {
  density: number | null
  needHelpShare: number | null
  workers: number
  workersPerThousand: number | null
}

/** Pure. */
export function toGridRow(grid: GridItem): GridRow {
  const workers = grid.workersFull + grid.workersPart
  return {
    ...grid,
    workers,
    density: grid.areaKm2 > 0 ? grid.population / grid.areaKm2 : null,
    needHelpShare: grid.population > 0 ? grid.needHelp / grid.population : null,
    workersPerThousand: grid.population > 0 ? (workers / grid.population) * 1000 : null,
  }
}

export type RowFilter = { text: string; kind: string | null; codes: ReadonlySet<string> | null }

/** Rows that hold every word of the text in name, village, township or code. Pure, keeps the order. */
export function filterRows(rows: readonly GridRow[], { text, kind, codes }: RowFilter): GridRow[] {
  // a code is shown and copied in groups of digits
  const words = /^[\d\s]+$/.test(text)
    ? [text.replace(/\s/g, '')].filter(Boolean)
    : text.trim().toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter(
    (row) =>
      (codes === null || codes.has(row.code)) &&
      (kind === null || row.kind === kind) &&
      words.every(
        (word) =>
          row.name.toLowerCase().includes(word) ||
          row.village.name.includes(word) ||
          row.township.name.includes(word) ||
          row.code.startsWith(word),
      ),
  )
}

export const numberColumns = [
  'population',
  'density',
  'households',
  'needHelp',
  'needHelpShare',
  'workers',
  'workersPerThousand',
  'elevationMean',
  'slopeMean',
  'areaKm2',
] as const
export type NumberColumn = (typeof numberColumns)[number]

/** Orders two figures with the missing ones last. Pure. */
const compareFigures = (a: number | null, b: number | null): number =>
  a === null ? (b === null ? 0 : 1) : b === null ? -1 : a - b

const readText: Record<string, (row: GridRow) => string> = {
  name: (row) => row.name,
  village: (row) => row.village.name,
  township: (row) => row.township.name,
  kind: (row) => row.kind,
  code: (row) => row.code,
}

/** The rows by `column` or `-column` (largest first, missing figures last either way); an unknown column leaves the
 *  order. Pure, returns a new array. */
export function sortRows(rows: readonly GridRow[], sort: string | null): GridRow[] {
  const isDescending = sort?.startsWith('-') ?? false
  const key = sort?.replace('-', '') ?? ''
  const column = numberColumns.find((each) => each === key)
  const read = readText[key]
  if (!column && !read) return [...rows]
  const sign = isDescending ? -1 : 1
  const { compare } = new Intl.Collator('zh')
  return [...rows].sort((a, b) => {
    if (read) return sign * compare(read(a), read(b))
    const [left, right] = column ? [a[column], b[column]] : [null, null]
    return (left === null || right === null ? 1 : sign) * compareFigures(left, right)
  })
}

type CsvWords = { columns: Record<string, string>; kinds: Record<string, string> }

/** The rows as they are shown, in their order. Shares are fractions, as in the API. Pure. */
export function writeGridCsv(rows: readonly GridRow[], { columns, kinds }: CsvWords): string {
  const keys = ['code', 'name', 'village', 'township', 'kind', ...numberColumns, 'lng', 'lat']
  const round = (value: number | null) => (value === null ? null : Number(value.toFixed(4)))
  return writeCsv(
    keys.map((key) => columns[key] ?? key),
    rows.map((row) => [
      row.code,
      row.name,
      row.village.name,
      row.township.name,
      kinds[row.kind] ?? row.kind,
      ...numberColumns.map((column) => round(row[column])),
      ...row.center,
    ]),
  )
}
