import { describe, expect, it } from 'vitest'
import { nameRecord } from './name-record.ts'

const aLine = (line: Partial<Parameters<typeof nameRecord>[0]>) =>
  nameRecord({
    record: { kind: 'account', id: 'ace76082-9d62-4128-8296-4fb36a543004' },
    before: null,
    after: null,
    details: null,
    ...line,
  })

describe('the record of a line', () => {
  it('is called by its name, as it was left before as it was', () => {
    const before = { name: '李明', username: 'li.ming' }
    expect(aLine({ before, after: { name: '李明明', username: 'li.ming' } })).toBe('李明明')
    expect(aLine({ before })).toBe('李明')
    expect(aLine({ details: { did: 'pair', name: '左屏' }, record: null })).toBe('左屏')
  })

  it('is called by its username where it has no other name', () => {
    expect(aLine({ after: { username: 'administrator', name: '' } })).toBe('administrator')
  })

  it('is called by an id that says something, and by no other', () => {
    expect(aLine({ record: { kind: 'editions', id: '2' }, after: { edition: 2 } })).toBe('2')
    expect(aLine({ after: ['a list'] })).toBeNull()
    expect(aLine({ record: null, details: 'a word' })).toBeNull()
  })
})
