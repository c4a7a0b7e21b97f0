import { beforeEach, describe, expect, it } from 'vitest'
import { createGridStates, type GridStates, type GridStateTarget } from './grid-states.ts'

const codes = ['530326001001001', '530326001001002', '530326104005003']
const gridIds = codes.map(Number)
const [first = 0, second = 0, third = 0] = gridIds
const colors = ['#111111', '#222222']

let moments: (() => void)[] = []
const runMoments = (): void => {
  const due = moments
  moments = []
  for (const run of due) run()
}

class FakeMap implements GridStateTarget {
  calls = 0
  states = new Map<number, Record<string, unknown>>()
  setFeatureState({ id }: { id: number }, state: Record<string, unknown>): void {
    this.calls++
    this.states.set(id, { ...this.states.get(id), ...state })
  }
}

let map: FakeMap
let states: GridStates
beforeEach(() => {
  moments = []
  map = new FakeMap()
  states = createGridStates((run) => moments.push(run))
  states.attach(map)
})

describe('createGridStates', () => {
  it('sends a moment of changes as one pass a moment later', () => {
    states.setChoropleth({ gridIds, colors, hasNoData: true, classOf: (id) => (id === second ? null : 1) })
    states.setSelected([first])
    states.setHovered(second)
    expect(map.calls).toBe(0)
    expect(moments).toHaveLength(1)
    runMoments()
    expect(map.states.get(first)).toEqual({ class: 1, selected: true })
    expect(map.states.get(second)).toEqual({ class: -1, hover: true })
  })

  it('marks every grid of a selected group and only those', () => {
    states.setSelected([first, second])
    runMoments()
    map.calls = 0
    states.setSelected([second, third])
    runMoments()
    expect(map.calls).toBe(2)
    expect([first, second, third].map((id) => map.states.get(id)?.selected)).toEqual([false, true, true])
  })

  it('tells only what changed', () => {
    states.setChoropleth({ gridIds, colors, hasNoData: false, classOf: () => 0 })
    runMoments()
    map.calls = 0
    states.setChoropleth({ gridIds, colors, hasNoData: false, classOf: (id) => (id === third ? 1 : 0) })
    runMoments()
    expect(map.calls).toBe(1)
  })

  it('forgets hovers that came and went within a frame', () => {
    for (const id of [first, second, third]) states.setHovered(id)
    runMoments()
    expect([...map.states.keys()]).toEqual([third])
    states.setHovered(null)
    runMoments()
    expect(map.states.get(third)).toEqual({ hover: false })
  })

  it('takes classes off when there is no choropleth any more', () => {
    states.setChoropleth({ gridIds, colors, hasNoData: false, classOf: () => 0 })
    runMoments()
    states.setChoropleth(null)
    runMoments()
    for (const id of gridIds) expect(map.states.get(id)).toEqual({ class: null })
  })

  it('moves a highlight, and counts a grid that is wholly inside as whole', () => {
    states.setHighlight([
      { code: codes[0] as string, share: 0.25, whole: false },
      { code: codes[1] as string, share: 0.9999999, whole: true },
    ])
    runMoments()
    states.setHighlight([{ code: codes[1] as string, share: 1, whole: true }])
    runMoments()
    expect(map.states.get(first)).toEqual({ share: 0 })
    expect(map.states.get(second)).toEqual({ share: 1 })
  })

  it('tells a new map everything, and nothing while there is none', () => {
    states.setChoropleth({ gridIds, colors, hasNoData: false, classOf: () => 1 })
    states.setSelected([first])
    runMoments()
    states.attach(null)
    states.setSelected([second])
    states.setHighlight([{ code: codes[2] as string, share: 0.5, whole: false }])
    runMoments()
    const calls = map.calls
    const next = new FakeMap()
    states.attach(next)
    expect(map.calls).toBe(calls)
    expect(next.states.get(first)).toEqual({ class: 1 })
    expect(next.states.get(second)).toEqual({ class: 1, selected: true })
    expect(next.states.get(third)).toEqual({ class: 1, share: 0.5 })
  })
})
