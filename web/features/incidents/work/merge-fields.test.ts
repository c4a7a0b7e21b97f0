import { describe, expect, it } from 'vitest'
import { compareFields, type Fields, mergeFields } from './merge-fields.ts'

const base: Fields = Object.freeze({ title: '院墙', severity: 'blue', 'details.partyCount': '2' })

describe('two who correct one record', () => {
  it('have changed what differs from where they began', () => {
    const mine = { ...base, title: '院墙倒塌', severity: 'yellow' }
    const theirs = { ...base, severity: 'red', 'details.complexity': 'simple' }
    expect(compareFields(base, mine, theirs)).toEqual([
      { field: 'title', base: '院墙', mine: '院墙倒塌', theirs: '院墙', isConflict: false },
      { field: 'severity', base: 'blue', mine: 'yellow', theirs: 'red', isConflict: true },
      { field: 'details.complexity', base: '', mine: '', theirs: 'simple', isConflict: false },
    ])
  })

  it('do not disagree where both say the same', () => {
    const same = { ...base, severity: 'red' }
    expect(compareFields(base, same, same)).toMatchObject([{ field: 'severity', isConflict: false }])
  })

  it('keep what only one of them changed, and of what both did the one that was chosen', () => {
    const mine = { ...base, title: '院墙倒塌', severity: 'yellow' }
    const theirs = { ...base, severity: 'red', 'details.partyCount': '' }
    const merged = { title: '院墙倒塌', 'details.partyCount': '' }
    expect(mergeFields(base, mine, theirs, { severity: 'mine' })).toEqual({ ...merged, severity: 'yellow' })
    expect(mergeFields(base, mine, theirs, { severity: 'theirs' })).toEqual({ ...merged, severity: 'red' })
    expect(mergeFields(base, mine, theirs, {})).toEqual({ ...merged, severity: 'red' })
  })
})
