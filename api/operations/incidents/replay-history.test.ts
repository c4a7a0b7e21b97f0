import { describe, expect, it } from 'vitest'
import { followBack, type ReplayLine, type ReplayRow } from './replay-history.ts'

const aRow = (change: Partial<ReplayRow> = {}): ReplayRow => ({
  id: 'a',
  state: 'accepted',
  rung: 'village',
  severity: 'red',
  gridCode: 'G3',
  lngLat: [3, 3],
  before: { state: 'reported', rung: 'grid' },
  ...change,
})
const aLine = (change: Partial<ReplayLine> = {}): ReplayLine => ({
  id: 'a',
  at: '2026-11-24T01:00:00.000Z',
  state: 'reported',
  rung: 'grid',
  severity: null,
  place: null,
  ...change,
})
const seatOf = (code: string): [number, number] | undefined =>
  code === 'G1' ? [1, 1] : code === 'G2' ? [2, 2] : undefined

describe('following incidents back', () => {
  it('gives the state and the rung of the line before, and severity and place through all that was changed since', () => {
    const lines = [
      aLine({ at: '1', severity: { from: 'blue', to: 'yellow' } }),
      aLine({ at: '2', place: { from: 'G1', to: 'G2' } }),
    ]
    const later = [
      aLine({ at: '3', severity: { from: 'yellow', to: 'red' } }),
      aLine({ at: '4', place: { from: 'G2', to: 'G3' } }),
    ]
    const { starts, changes } = followBack([aRow()], lines, later, seatOf)
    expect(starts.get('a')).toEqual({
      state: 'reported',
      rung: 'grid',
      severity: 'blue',
      gridCode: 'G1',
      lngLat: [1, 1],
    })
    expect(changes).toEqual([
      { id: 'a', at: '1', state: 'reported', rung: 'grid', severity: 'yellow', gridCode: 'G1', lngLat: [1, 1] },
      { id: 'a', at: '2', state: 'reported', rung: 'grid', severity: 'yellow', gridCode: 'G2', lngLat: [2, 2] },
    ])
  })

  it('ends at what stands now', () => {
    const lines = [
      aLine({ at: '1', place: { from: 'G2', to: 'G3' } }),
      aLine({ at: '2', state: 'accepted', rung: 'village' }),
    ]
    const { changes } = followBack([aRow()], lines, [], seatOf)
    const { before: _, ...now } = aRow()
    expect(changes.at(-1)).toEqual({ ...now, at: '2' })
  })

  it('of one that had not come yet gives no beginning, and its first line as its first change', () => {
    const { starts, changes } = followBack([aRow({ before: null })], [aLine()], [], seatOf)
    expect(starts.size).toBe(0)
    expect(changes.map(({ id, state }) => [id, state])).toEqual([['a', 'reported']])
  })

  it('leaves out lines by which nothing looks different', () => {
    expect(followBack([aRow()], [aLine(), aLine({ at: '2' })], [], seatOf).changes).toEqual([])
  })

  it('keeps the place where it was corrected within its grid, and where nobody knows the former grid any more', () => {
    const within = followBack([aRow()], [aLine({ place: { from: 'G3', to: 'G3' } })], [], seatOf)
    expect(within.starts.get('a')?.lngLat).toEqual([3, 3])
    const gone = followBack([aRow()], [aLine({ place: { from: 'G9', to: 'G3' } })], [], seatOf)
    expect(gone.starts.get('a')).toMatchObject({ gridCode: 'G9', lngLat: [3, 3] })
  })

  it('keeps incidents apart', () => {
    const rows = [aRow(), aRow({ id: 'b', severity: 'blue' })]
    const { starts } = followBack(rows, [aLine({ severity: { from: 'orange', to: 'red' } })], [], seatOf)
    expect([starts.get('a')?.severity, starts.get('b')?.severity]).toEqual(['orange', 'blue'])
  })

  it('passes over lines of incidents that are not asked about', () => {
    expect(followBack([], [aLine()], [aLine()], seatOf).changes).toEqual([])
  })
})
