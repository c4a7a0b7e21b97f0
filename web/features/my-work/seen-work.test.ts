import { describe, expect, it } from 'vitest'
import type { CalledItem, MyWork, WorkItem } from '#api/operations/my-work/my-work.contract.ts'
import { listUnread, withSeen } from './seen-work.ts'

const anItem = (id: string, mark: number, isUnread = true) => ({ id, mark, isUnread }) as WorkItem
const aCall = (id: string, mark: number, isUnread = true) =>
  ({ whistleId: `w-${id}`, incident: { id }, mark, isUnread }) as CalledItem
const sectionOf = <Item extends { isUnread: boolean }>(items: Item[], beyond = 0) => ({
  items,
  total: items.length + beyond,
  unread: items.filter(({ isUnread }) => isUnread).length + beyond,
})
const aWork = (change: Partial<MyWork> = {}): MyWork =>
  Object.freeze({
    assigned: sectionOf([anItem('a', 5), anItem('b', 6, false)]),
    overdue: sectionOf([anItem('a', 5), anItem('c', 7)], 300),
    called: sectionOf([aCall('d', 8)]),
    total: 304,
    unread: 303,
    ...change,
  })

describe('what is unread', () => {
  it('is listed once an incident, as far as it was shown', () => {
    expect(listUnread(aWork())).toEqual([
      { incidentId: 'a', mark: 5 },
      { incidentId: 'c', mark: 7 },
      { incidentId: 'd', mark: 8 },
    ])
  })

  it('is less by what was seen, in every section it stands in', () => {
    const next = withSeen(aWork(), [{ incidentId: 'a', mark: 5 }])
    expect([next.assigned.unread, next.overdue.unread, next.called.unread, next.unread]).toEqual([0, 301, 1, 302])
    expect(next.total).toBe(304)
    expect(listUnread(next).map(({ incidentId }) => incidentId)).toEqual(['c', 'd'])
  })

  it('stays unread where more has happened than was seen, and beyond what is listed', () => {
    expect(withSeen(aWork(), [{ incidentId: 'a', mark: 4 }])).toEqual(aWork())
    const work = aWork()
    expect(withSeen(work, listUnread(work)).unread).toBe(300)
  })
})
