import { expect, it } from 'vitest'
import { aSquare } from '../../../../tests/support/small-county.ts'
import { createFieldMapper, parseFieldMap } from './field-map.ts'

const codeFieldOf = (properties: Record<string, unknown>) => {
  const mapper = createFieldMapper({})
  mapper.apply({ source: 'a.geojson', place: 'a.geojson · features[0]', properties, geometry: aSquare(0, 0) })
  return mapper.listNames('530326').get('a.geojson · features')?.codeField
}

it('takes for the code what has the most digits, wherever it stands among the fields', () => {
  const codes = { 县编码: '530326', 乡镇编码: 530326001, 村编码: '530326001001', 网格编码: '530326001001002' }
  expect(codeFieldOf(codes)).toBe('网格编码')
  expect(codeFieldOf(Object.fromEntries(Object.entries(codes).reverse()))).toBe('网格编码')
  const others = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`字段${index}`, index]))
  expect(codeFieldOf({ ...others, ...codes })).toBe('网格编码')
  expect(codeFieldOf({ 县编码: '530326', 邮编: '654200', 组编码: '53032600100101' })).toBe('组编码')
})

it('takes for it no field whose value is no code of the county', () => {
  expect(codeFieldOf({ 邻县网格: '530325001001001', 手机: '13887456321', 面积: 1.5, 乡镇: null })).toBeUndefined()
})

it('reads a map as a Chinese keyboard writes it', () => {
  const map = { code: '网格编码', name: '名称' }
  for (const text of ['code=网格编码,name=名称', 'code＝网格编码，name＝名称', ' code = 网格编码 ， name = 名称 '])
    expect(parseFieldMap(text)).toEqual({ map })
})

it.each(['code:网格编码', 'code=', '=网格编码', 'code=网格编码，', 'kod=网格编码', 'code=a,code=b'])(
  'refuses %s with a sentence',
  (text) => {
    expect(parseFieldMap(text)).toMatchObject({ reason: { zh: expect.stringMatching(/\p{Script=Han}/u) } })
  },
)
