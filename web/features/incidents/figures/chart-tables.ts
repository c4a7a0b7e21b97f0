import { type CsvCell, writeCsv } from '#api/platform/http/csv.contract.ts'

/** What a chart shows, as a table: a chart is drawn of nothing else. `keys` say in the same order what the rows are. */
export type ChartTable = {
  /** The first is what the rows are called, the others are what is counted. */
  columns: readonly string[]
  rows: readonly (readonly [name: string, ...counts: number[]])[]
}

/** Pure. */
export const writeTableCsv = ({ columns, rows }: ChartTable): string =>
  writeCsv(
    [...columns],
    rows.map((row): CsvCell[] => [...row]),
  )

export type ChartColors = { text: string; muted: string; line: string; panel: string; series: readonly string[] }

/** The space between lines of bars, so that each has room for its name. */
const barPixels = 26
export const chartHeight = (shape: 'lines' | 'bars', { rows }: ChartTable): number =>
  shape === 'lines' ? 200 : Math.max(80, rows.length * barPixels + 48)

/** The longest name that stands beside a bar; the table has it whole. */
const nameLetters = 9
const shorten = (name: string) => (name.length > nameLetters ? `${name.slice(0, nameLetters - 1)}…` : name)

/** How a table is drawn. Names come from data: the tooltip is drawn as text on the canvas and never becomes HTML. Pure. */
export function chartOption(shape: 'lines' | 'bars', { columns, rows }: ChartTable, colors: ChartColors) {
  const names = rows.map(([name]) => name)
  const isLines = shape === 'lines'
  const axisText = { color: colors.muted, fontSize: 11 }
  const nameAxis = {
    type: 'category' as const,
    data: names,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: colors.line } },
    axisLabel: isLines
      ? { ...axisText, formatter: (name: string) => name.slice(5) }
      : { ...axisText, interval: 0, formatter: shorten },
    ...(!isLines && { inverse: true }),
  }
  const countAxis = {
    type: 'value' as const,
    minInterval: 1,
    axisLabel: axisText,
    splitLine: { lineStyle: { color: colors.line } },
  }
  return {
    animation: false,
    color: [...colors.series],
    textStyle: { color: colors.text, fontFamily: 'inherit' },
    grid: {
      left: 4,
      right: 12,
      top: 32,
      bottom: 4,
      outerBoundsMode: 'same' as const,
      outerBoundsContain: 'axisLabel' as const,
    },
    legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 8, icon: 'roundRect', textStyle: axisText },
    tooltip: {
      trigger: 'axis' as const,
      renderMode: 'richText' as const,
      confine: true,
      backgroundColor: colors.panel,
      borderColor: colors.line,
      textStyle: { color: colors.text, fontSize: 12 },
    },
    xAxis: isLines ? nameAxis : countAxis,
    yAxis: isLines ? countAxis : nameAxis,
    series: columns.slice(1).map((name, index) => ({
      name,
      type: isLines ? ('line' as const) : ('bar' as const),
      data: rows.map((row) => row[index + 1] as number),
      ...(isLines ? { showSymbol: false } : { barMaxWidth: 8, barGap: '10%' }),
    })),
  }
}
