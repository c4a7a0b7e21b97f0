import { describe, expect, it } from 'vitest'
import type { LngLat } from '#web/map/map-types.ts'
import {
  listPatrolMarks,
  listPatrolPaths,
  listPatrolTargets,
  type MapPatrol,
  stopRadius,
  toWorldPixels,
} from './patrols.layers.ts'

const aPatrol = (id: string, change: Partial<MapPatrol> = {}, west = 103.6): MapPatrol => {
  const line = Array.from({ length: 6 }, (_, index): LngLat => [west + index * 0.01, 26.5])
  return {
    id,
    state: 'under_way',
    line,
    stops: line.map((lngLat, index) => ({
      position: index + 1,
      gridCode: '530326104005003',
      gridName: '坪子第三网格',
      lngLat,
      purpose: 'grid',
      visitedAt: index < 2 ? '2026-11-24T06:00:00Z' : null,
    })),
    ...change,
  }
}

describe('listPatrolMarks', () => {
  it('numbers the stops in their order, visited ones marked', () => {
    const marks = listPatrolMarks([aPatrol('a')], 13, null)
    expect(marks.map(({ iconId }) => iconId).toReversed()).toEqual([
      'stop 1 visited',
      'stop 2 visited',
      'stop 3 open',
      'stop 4 open',
      'stop 5 open',
      'stop 6 open',
    ])
  })

  it('shows one badge a patrol where the whole county is in view, but the stops of the active one', () => {
    const patrols = [aPatrol('a'), aPatrol('b', {}, 103.2)]
    expect(listPatrolMarks(patrols, 9, null).map(({ iconId }) => iconId)).toEqual(['badge', 'badge'])
    expect(listPatrolMarks(patrols, 10.5, 'b').filter(({ patrolId }) => patrolId === 'b').length).toBeGreaterThan(1)
  })

  it.each([8, 9, 10, 11, 12, 14])('lets no two marks cover each other at zoom %s', (zoom) => {
    const patrols = [aPatrol('a'), aPatrol('b', {}, 103.603), aPatrol('c', {}, 103.64)]
    const places = listPatrolMarks(patrols, zoom, 'b').map(({ lngLat }) => toWorldPixels(lngLat, zoom))
    for (const [index, a] of places.entries())
      for (const b of places.slice(index + 1))
        expect(Math.hypot(a[0] - b[0], a[1] - b[1])).toBeGreaterThan(stopRadius * 2)
  })

  it('skips a patrol without stops', () => {
    expect(listPatrolMarks([aPatrol('a', { stops: [] })], 13, null)).toEqual([])
  })
})

describe('listPatrolPaths', () => {
  it('brings the active patrol to the front and lets the others step back', () => {
    const paths = listPatrolPaths([aPatrol('a'), aPatrol('b', { state: 'done' })], 'a')
    expect(paths.map(({ patrolId, isActive, isDimmed, isDone }) => ({ patrolId, isActive, isDimmed, isDone }))).toEqual(
      [
        { patrolId: 'b', isActive: false, isDimmed: true, isDone: true },
        { patrolId: 'a', isActive: true, isDimmed: false, isDone: false },
      ],
    )
  })

  it('draws no line of a single point', () => {
    expect(listPatrolPaths([aPatrol('a', { line: [[103.6, 26.5]] })], null)).toEqual([])
  })
})

describe('listPatrolTargets', () => {
  it('finds a line anywhere along it, with a bounded number of points', () => {
    const patrols = [aPatrol('a')]
    for (const zoom of [11, 13, 17]) {
      const targets = listPatrolTargets(listPatrolMarks(patrols, zoom, null), listPatrolPaths(patrols, null), zoom)
      expect(targets.every(({ kind, id }) => kind === 'patrol' && id === 'a')).toBe(true)
      expect(targets.length).toBeLessThan(300)
    }
  })
})
