import { describe, expect, it } from 'vitest'
import { listChanges } from './list-changes.ts'

describe('what a line of the audit record changed', () => {
  it('names what changed before what did not, fields of fields with dots', () => {
    const before = { name: '陈', grant: { role: 'planner', until: null } }
    const after = { name: '陈', grant: { role: 'approver', until: null } }
    expect(listChanges(before, after)).toEqual([
      { field: 'grant.role', before: 'planner', after: 'approver', isChanged: true },
      { field: 'name', before: '陈', after: '陈', isChanged: false },
      { field: 'grant.until', before: 'null', after: 'null', isChanged: false },
    ])
  })

  it('shows what was made and what was taken away', () => {
    expect(listChanges(null, { days: 30 })).toEqual([{ field: 'days', before: null, after: '30', isChanged: true }])
    expect(listChanges({ days: 30 }, null)).toEqual([{ field: 'days', before: '30', after: null, isChanged: true }])
  })

  it('takes a list as one value, and nothing as no change', () => {
    expect(listChanges({ areas: ['530326'] }, { areas: ['530326104'] })[0]).toMatchObject({
      before: '["530326"]',
      after: '["530326104"]',
    })
    expect(listChanges(null, null)).toEqual([])
  })
})
