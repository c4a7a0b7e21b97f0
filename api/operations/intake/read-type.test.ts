import { expect, it } from 'vitest'
import { readShippedLists } from '#api/operations/reference/shipped-lists.ts'
import { createTypeReader } from './read-type.ts'

const lists = readShippedLists()
/** The system calls two of our types something, and one of them is retired. */
const system = {
  ...{ code: 'hotline', zh: '热线', en: 'Hotline', isExample: false },
  codes: [
    { kind: 'dispute' as const, type: 'livestock', code: 'A-1' },
    { kind: 'dispute' as const, type: 'graves', code: 'A-2' },
  ],
}
const items = lists['incident-types'].items.map((item) => ({ ...item, isRetired: item.code === 'graves' }))
const read = createTypeReader({ 'incident-types': { items }, 'foreign-codes': { items: [system] } }, 'hotline')

it('reads the code of another system, but gives nothing a type that is retired', () => {
  expect(read('a-1')).toEqual({ kind: 'dispute', type: 'livestock', isKnown: true })
  expect(read('A-2')).toEqual({ kind: 'request', type: 'other', isKnown: false })
  expect(read('A-2', 'dispute')).toEqual({ kind: 'dispute', type: 'other', isKnown: false })
})
