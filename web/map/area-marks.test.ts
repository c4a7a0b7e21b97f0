import { expect, it } from 'vitest'
import { createAreaMarks } from './area-marks.ts'
import { defaultOverlays } from './layer-order.ts'
import type { MapLook } from './style/map-style.ts'

it('tells the map a moment of changes at the end of that moment, not in a frame after it', async () => {
  const look = { overlays: defaultOverlays, classColors: [], hasTint: false, hasOutline: false } as unknown as MapLook
  const marks = createAreaMarks({ read: () => look, change: () => {}, dispose: () => {} })
  const told: [id: number, state: object][] = []
  marks.attach({ setFeatureState: ({ id }, state) => told.push([id, { ...state }]) })
  const gridIds = [530326001001001, 530326001001002]
  marks.setChoropleth({ gridIds, classOf: () => 0, colors: ['#111111'] })
  marks.setChoropleth({ gridIds, classOf: () => 1, colors: ['#111111', '#222222'] })
  expect(told).toEqual([])
  await Promise.resolve()
  expect(told).toEqual(gridIds.map((id) => [id, { class: 1 }]))
})
