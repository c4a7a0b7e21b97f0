import { describe, expect, it } from 'vitest'
import { findingMarks, listCauseFindings, listFindings } from './findings.ts'

const answer = {
  faults: [
    {
      kind: 'overlap',
      code: '530326001001001',
      place: '',
      reason: { zh: '重叠', en: 'overlap' },
      lngLat: [103.5, 26.5] as [number, number],
    },
    { kind: 'missing_field', code: null, place: 'grids.geojson · features[2]', reason: { zh: '缺', en: 'missing' } },
  ],
  warnings: [],
  changes: [
    {
      kind: 'moved' as const,
      codes: ['530326001001001', '530326001001002'],
      lngLat: [103.5, 26.5] as [number, number],
      from: null,
      meters: 0.526,
    },
  ],
}

describe('what an import found', () => {
  it('is a row each, with or without a place', () => {
    expect(listFindings(answer, 'faults').map(({ code, lngLat }) => [code, lngLat])).toEqual([
      ['530326001001001', [103.5, 26.5]],
      ['', null],
    ])
    expect(listFindings(answer, 'changes')).toMatchObject([
      { code: '530326001001001 · 530326001001002', reason: { zh: '移动了 0.53 米', en: 'Moved by 0.53 m' } },
    ])
  })

  it('is listed by its cause, and where it is beyond the first ones told by that', () => {
    const [overlap] = answer.faults
    if (!overlap) throw new Error('no fault')
    const aCause = (field: string | null) => ({ ...overlap, field, count: 3, hint: null })
    expect(listCauseFindings(answer, aCause(null)).map(({ key }) => key)).toEqual(['faults-0'])
    expect(listCauseFindings(answer, aCause('name'))).toMatchObject([{ kind: 'overlap', lngLat: [103.5, 26.5] }])
  })

  it('is marked on the map where it has a place, the chosen one by name', () => {
    const faults = listFindings(answer, 'faults')
    const marks = (key: string | null) => findingMarks(faults, key, (kind) => `<${kind}>`).features
    expect(marks(null).map(({ properties }) => properties)).toEqual([{ handle: true }])
    expect(marks('faults-0')).toMatchObject([
      { geometry: { coordinates: [103.5, 26.5] }, properties: { text: '<overlap>' } },
    ])
  })
})
