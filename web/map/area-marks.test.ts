import { expect, it } from 'vitest'
import { createAreaMarks } from './area-marks.ts'
import { defaultOverlays } from './layer-order.ts'
import type { MapLook } from './style/map-style.ts'

const gridIds = [530326001001001, 530326001001002]

function aMap() {
  const look = {
    overlays: defaultOverlays,
    classColors: [],
    hasNoData: false,
    hasTint: false,
    hasOutline: false,
  } as unknown as MapLook
  const changes: Partial<MapLook>[] = []
  const change = (next: Partial<MapLook>) => {
    changes.push(next)
    Object.assign(look, next)
  }
  return { look, changes, marks: createAreaMarks({ read: () => look, change, dispose: () => {} }) }
}

it('tells the map a moment of changes at the end of that moment, not in a frame after it', async () => {
  const { marks } = aMap()
  const told: [id: number, state: object][] = []
  marks.attach({ setFeatureState: ({ id }, state) => told.push([id, { ...state }]) })
  marks.setChoropleth({ gridIds, classOf: () => 0, hasNoData: false, colors: ['#111111'] })
  marks.setChoropleth({ gridIds, classOf: () => 1, hasNoData: false, colors: ['#111111', '#222222'] })
  expect(told).toEqual([])
  await Promise.resolve()
  expect(told).toEqual(gridIds.map((id) => [id, { class: 1 }]))
})

it('wants the hatching from the first grid without data on, also when the next metric has them all', () => {
  const { look, changes, marks } = aMap()
  const colors = ['#111111']
  marks.setChoropleth({ gridIds, classOf: () => 0, hasNoData: false, colors })
  expect(look.hasNoData).toBe(false)
  marks.setChoropleth({ gridIds, classOf: () => null, hasNoData: true, colors })
  expect(look.hasNoData).toBe(true)
  marks.setChoropleth({ gridIds, classOf: () => 0, hasNoData: false, colors })
  marks.setChoropleth(null)
  expect(look.hasNoData).toBe(true)
  expect(changes).toHaveLength(2)
})
