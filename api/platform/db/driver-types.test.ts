import fc from 'fast-check'
import { expect, it } from 'vitest'
import { formatArray, parseArray, toParameter } from './driver-types.ts'

it('reads the lists that PostgreSQL writes', () => {
  expect(parseArray('{}')).toEqual([])
  expect(parseArray('{1,-2.5,NULL}')).toEqual(['1', '-2.5', null])
  expect(parseArray('{"NULL","",者海镇,"a,b","{}","say \\"so\\"","\\\\"}')).toEqual([
    'NULL',
    '',
    '者海镇',
    'a,b',
    '{}',
    'say "so"',
    '\\',
  ])
})

it('writes what it reads', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.string({ unit: 'grapheme' }))), (items) => {
      expect(parseArray(formatArray(items))).toEqual(items)
    }),
  )
})

it('gives instants and big numbers a form that both databases take', () => {
  expect(toParameter(new Date(0))).toBe('1970-01-01T00:00:00.000Z')
  expect(toParameter(530326000000001n)).toBe('530326000000001')
  expect(toParameter([new Date(0), 1])).toBe('{"1970-01-01T00:00:00.000Z",1}')
})
