import { describe, expect, it } from 'vitest'
import { writeCsv } from './csv.ts'

const cellOf = (value: string | number | null) => writeCsv(['a'], [[value]]).split('\r\n')[1]

describe('writeCsv', () => {
  it('starts with a byte order mark and ends its lines with CRLF', () => {
    expect(writeCsv(['编码', '名称'], [['x', 1]])).toBe('\ufeff编码,名称\r\nx,1\r\n')
  })
  it.each(['=1+1', '+86', '@SUM(A1)', '-cmd', '＝1', '\tx'])('makes %j harmless text', (value) => {
    expect(cellOf(value)?.replace(/^"/, '').startsWith("'")).toBe(true)
  })
  it('keeps numbers numbers, also negative ones', () => {
    expect(cellOf(-5)).toBe('-5')
    expect(cellOf('-5.5')).toBe('-5.5')
  })
  it('quotes commas, quotes and line breaks', () => {
    expect(cellOf('a,"b"\nc')).toBe('"a,""b""\nc"')
  })
  it('keeps all digits of a code', () => {
    expect(cellOf('530326104005003')).toBe('"\t530326104005003"')
  })
  it('leaves a missing value empty', () => {
    expect(cellOf(null)).toBe('')
    expect(cellOf(Number.NaN)).toBe('')
  })
})
