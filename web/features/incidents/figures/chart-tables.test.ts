import { describe, expect, it } from 'vitest'
import { type ChartTable, chartHeight, chartOption, writeTableCsv } from './chart-tables.ts'

const colors = { text: '#fff', muted: '#999', line: '#333', panel: '#000', series: ['#0a0', '#a00'] }
const hostile = '<img src=x onerror=alert(1)>'
const table: ChartTable = {
  columns: ['乡镇', '上报', '超时'],
  rows: [
    ['者海镇', 4, 1],
    [hostile, 9, 0],
  ],
}

describe('a chart', () => {
  it('draws each column of its table, in the order of its rows', () => {
    const { series, yAxis } = chartOption('bars', table, colors)
    expect(series.map(({ name, data }) => [name, data])).toEqual([
      ['上报', [4, 9]],
      ['超时', [1, 0]],
    ])
    expect(yAxis).toMatchObject({ data: ['者海镇', hostile], inverse: true })
  })

  it('makes no HTML of what stands in the data', () => {
    for (const shape of ['lines', 'bars'] as const) {
      const { tooltip } = chartOption(shape, table, colors)
      expect(tooltip.renderMode).toBe('richText')
      expect(tooltip).not.toHaveProperty('formatter')
    }
  })

  it('has room for each bar', () => {
    const long = { ...table, rows: Array.from({ length: 40 }, () => ['x', 1, 1] as const) }
    expect(chartHeight('bars', long)).toBeGreaterThan(40 * 20)
    expect(chartHeight('lines', long)).toBe(chartHeight('lines', table))
  })

  it('is exported as the table that it is', () => {
    expect(writeTableCsv({ ...table, rows: [['=1+1', 2, 3]] })).toBe("\ufeff乡镇,上报,超时\r\n'=1+1,2,3\r\n")
  })
})
