import { expect, it } from 'vitest'
import type { ImportCause } from '#api/ground/editions/import/import-cause.ts'
import { listCauses, listHints, listWarnings } from './list-causes.ts'

const aCause = (more: Partial<ImportCause>): ImportCause => ({
  kind: 'missing_field',
  field: 'name',
  count: 1,
  code: '530326001001001',
  place: 'a.geojson · features[0]',
  reason: { zh: '缺少字段。', en: 'A field is missing.' },
  hint: { zh: '请写 --map。', en: 'Say --map.' },
  ...more,
})

it('says a cause in one line, however many faults it has, and what helps once', () => {
  const causes = [aCause({ count: 4_847, field: 'kind' }), aCause({}), aCause({ hint: null })]
  const one =
    '530326001001001 a.geojson · features[0]: 缺少字段。 / 530326001001001 a.geojson · features[0]: A field is missing.'
  expect(listCauses('问题 / faults', causes)).toEqual([
    '问题 / faults: 4,849',
    `  4,847 × missing_field，如 / such as: ${one}`,
    `  ${one}`,
    `  ${one}`,
    '  （--report FILE 列出全部 / lists them all）',
  ])
  expect(listHints(causes)).toEqual(['→ 请写 --map。 / Say --map.'])
})

it('has no line where nothing is wrong, and names no list that would say the same', () => {
  expect(listCauses('问题 / faults', [])).toEqual([])
  expect(listCauses('问题 / faults', [aCause({})])).toHaveLength(2)
})

it('says each warning by itself, fifty at most', () => {
  const mismatch = (code: string, population: number) => ({
    kind: 'bad_field' as const,
    code,
    place: '',
    field: 'population',
    reason: { zh: `人口 ${population}。`, en: `Population ${population}.` },
  })
  expect(listWarnings([])).toEqual([])
  expect(listWarnings([mismatch('530326001001', 7), mismatch('530326001002', 8)])).toEqual([
    '请留意 / please note: 2',
    '  530326001001: 人口 7。 / 530326001001: Population 7.',
    '  530326001002: 人口 8。 / 530326001002: Population 8.',
  ])
  const many = listWarnings(Array.from({ length: 1_051 }, (_, index) => mismatch('530326001001', index)))
  expect([many.length, many[0], many.at(-1)]).toEqual([
    52,
    '请留意 / please note: 1,051',
    '  … +1,001（--report FILE 列出全部 / lists them all）',
  ])
})
