import { describe, expect, it } from 'vitest'
import type { Patrol } from '#api/operations/patrols/patrols.contract.ts'
import { countVisited, patrolBounds, sortPatrols } from './patrol-order.ts'

const aPatrol = (change: Partial<Patrol>): Patrol => ({
  id: 'a',
  name: '例行巡查',
  state: 'scheduled',
  villageCode: '530326104005',
  villageName: '五里村',
  townshipName: '者海镇',
  plannedStartAt: '2026-11-25T01:00:00Z',
  startedAt: null,
  finishedAt: null,
  changedAt: '2026-11-24T01:00:00Z',
  version: 1,
  line: [],
  stops: [],
  ...change,
})

describe('the list of patrols', () => {
  it('puts what is under way first, the next departures after it, the past last and backwards', () => {
    const patrols = [
      aPatrol({ id: 'old', state: 'done', plannedStartAt: '2026-10-01T01:00:00Z' }),
      aPatrol({ id: 'later' }),
      aPatrol({ id: 'recent', state: 'done', plannedStartAt: '2026-11-01T01:00:00Z' }),
      aPatrol({ id: 'sooner', plannedStartAt: '2026-11-24T20:00:00Z' }),
      aPatrol({ id: 'now', state: 'under_way' }),
    ]
    expect(sortPatrols(patrols).map(({ id }) => id)).toEqual(['now', 'sooner', 'later', 'recent', 'old'])
  })

  it('counts visited stops and finds the frame of a round', () => {
    const stop = { gridCode: '530326104005003', gridName: 'x', purpose: 'grid' as const }
    const patrol = aPatrol({
      line: [
        [103.6, 26.5],
        [103.7, 26.45],
      ],
      stops: [
        { ...stop, position: 1, lngLat: [103.6, 26.5], visitedAt: '2026-11-24T01:00:00Z' },
        { ...stop, position: 2, lngLat: [103.65, 26.6], visitedAt: null },
      ],
    })
    expect(countVisited(patrol)).toBe(1)
    expect(patrolBounds(patrol)).toEqual([103.6, 26.45, 103.7, 26.6])
    expect(patrolBounds(aPatrol({}))).toBeNull()
  })
})
