import { describe, expect, it } from 'vitest'
import { convertCoordinates, formatLngLat } from './convert-coordinates.ts'
import { translateDictionary } from './define-text.ts'
import { exportName } from './download-file.ts'
import { formatCode } from './format-code.ts'
import { formatArea, formatDistance, formatFigure, formatKm2, formatNumber, formatShare } from './format-number.ts'
import { formatDateTime, formatRelative, formatSpan } from './format-time.ts'

describe('what people read', () => {
  it('groups the digits of a code by level', () => {
    expect(formatCode('530326')).toBe('530326')
    expect(formatCode('530326104')).toBe('530326 104')
    expect(formatCode('53032610400502')).toBe('530326 104 005 02')
    expect(formatCode('530326104005003')).toBe('530326 104 005 003')
  })
  it('chooses the unit by size', () => {
    expect(formatDistance(640.4)).toBe('640 m')
    expect(formatDistance(1240)).toBe('1.24 km')
    expect(formatArea(1200)).toBe('1,200 m²')
    expect(formatArea(1_210_000)).toBe('1.21 km²')
    expect(formatShare(0.0312)).toBe('3.1%')
    expect(formatFigure(0.256)).toBe('0.26')
  })
  it('keeps what a longer code has beyond the levels', () => {
    expect(formatCode('5303261040050031')).toBe('530326 104 005 003 1')
  })
  it.each([
    [9.94, '9.9 m'],
    [10, '10 m'],
    [999.4, '999 m'],
    [1000, '1 km'],
    [9999, '10 km'],
    [12_440, '12.4 km'],
  ])('says the distance of %s m as %s', (meters, said) => {
    expect(formatDistance(meters)).toBe(said)
  })
  it.each([
    [99_999, '99,999 m²'],
    [100_000, '0.1 km²'],
    [99_990_000, '99.99 km²'],
    [100_000_000, '100 km²'],
    [123_460_000, '123.5 km²'],
  ])('says the area of %s m² as %s', (squareMeters, said) => {
    expect(formatArea(squareMeters)).toBe(said)
  })
  it.each([
    [-0.256, '-0.26'],
    [12.34, '12.3'],
    [123.4, '123'],
    [7, '7'],
    [-1234.5, '-1,235'],
  ])('keeps as many decimals of %s as can be read: %s', (value, said) => {
    expect(formatFigure(value)).toBe(said)
  })
  it('fills up the decimals only where a column asks for it', () => {
    expect([formatNumber(1.5, 2), formatNumber(1.5, 2, true), formatNumber(1.5, 2)]).toEqual(['1.5', '1.50', '1.5'])
    expect([formatKm2(1.234), formatKm2(99.994), formatKm2(100.4)]).toEqual(['1.23', '99.99', '100'])
  })
  it('writes a place as every map service takes it', () => {
    expect(formatLngLat([103.6243, 26.5444])).toBe('103.624300,26.544400')
    expect(formatLngLat([103.6243, 26.5444], 2)).toBe('103.62,26.54')
  })
  it('names an export after its content and the minute, without what a file name cannot hold', () => {
    expect(exportName(['会泽县', 'a/b: c'], new Date(2026, 0, 4, 9, 5))).toBe('会泽县-a_b_c-20260104-0905')
  })
  it.each([
    [9_999, '几秒', 'seconds'],
    [10_000, '10 秒', '10 s'],
    [59_999, '59 秒', '59 s'],
    [60_000, '1 分', '1 min'],
    [3_599_999, '59 分', '59 min'],
    [3_600_000, '1 小时', '1 h'],
    [47 * 3_600_000, '47 小时', '47 h'],
    [48 * 3_600_000, '2 天', '2 d'],
  ])('says a span of %s ms in its largest unit', (spanMs, zh, en) => {
    expect([formatSpan(spanMs, 'zh'), formatSpan(-spanMs, 'en')]).toEqual([zh, en])
  })
  it('calls the last and the next ten seconds now', () => {
    const now = Date.parse('2026-11-24T14:32:00Z')
    expect([formatRelative(now - 9_999, now, 'zh'), formatRelative(now + 9_999, now, 'en')]).toEqual([
      '刚刚',
      'just now',
    ])
    expect([formatRelative(now - 10_000, now, 'en'), formatRelative(now + 60_000, now, 'zh')]).toEqual([
      '10 s ago',
      '1 分后',
    ])
  })
  it('writes a moment to the minute', () => {
    const moment = new Date(2026, 10, 4, 0, 5)
    expect(formatDateTime(moment, 'zh')).toBe('2026/11/04 00:05')
    expect(formatDateTime(moment, 'en')).toBe('04 Nov 2026, 00:05')
  })
  it('says how long ago in both languages', () => {
    const now = Date.parse('2026-11-24T14:32:00Z')
    expect(formatRelative('2026-11-24T14:28:00Z', now, 'zh')).toBe('4 分前')
    expect(formatRelative('2026-11-24T16:32:00Z', now, 'en')).toBe('in 2 h')
    expect(formatSpan(9 * 24 * 3600_000, 'zh')).toBe('9 天')
  })
  it('converts to GCJ-02 and back within a metre', () => {
    const there = convertCoordinates([103.6243, 26.5444], 'wgs84', 'gcj02')
    expect(Math.hypot(there[0] - 103.6243, there[1] - 26.5444)).toBeGreaterThan(0.001)
    const back = convertCoordinates(there, 'gcj02', 'wgs84')
    expect(back[0]).toBeCloseTo(103.6243, 5)
    expect(back[1]).toBeCloseTo(26.5444, 5)
  })
  it('takes one language out of a dictionary, branches and functions too', () => {
    const text = translateDictionary(
      {
        title: { zh: '事件', en: 'Incidents' },
        kind: { hazard: { zh: '隐患', en: 'Hazard' } },
        count: { zh: (n: number) => `${n} 件`, en: (n: number) => `${n} incidents` },
      },
      'zh',
    )
    expect([text.title, text.kind.hazard, text.count(3)]).toEqual(['事件', '隐患', '3 件'])
  })
})
