import { describe, expect, it } from 'vitest'
import { convertCoordinates } from './convert-coordinates.ts'
import { translateDictionary } from './define-text.ts'
import { formatCode } from './format-code.ts'
import { formatArea, formatDistance, formatFigure, formatShare } from './format-number.ts'
import { formatRelative, formatSpan } from './format-time.ts'

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
