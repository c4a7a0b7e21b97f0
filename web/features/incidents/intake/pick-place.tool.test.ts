import { describe, expect, it } from 'vitest'
import type { LngLat, MapPointer } from '#web/map/map-types.ts'
import { createPickPlaceTool } from './pick-place.tool.ts'

const at = (x: number, y: number): MapPointer => ({
  lngLat: [103.12345678 + x / 1000, 26],
  point: [x, y],
  shiftKey: false,
  metersPerPixel: 110,
  clickCount: 1,
  preventDefault() {},
})
function start() {
  const picked: LngLat[] = []
  let cancelled = 0
  const tool = createPickPlaceTool({ picked: (lngLat) => picked.push(lngLat), cancelled: () => cancelled++ })
  const press = (from: MapPointer, to: MapPointer) => {
    tool.pointerDown?.(from)
    tool.pointerUp?.(to)
  }
  return { tool, picked, press, countCancelled: () => cancelled }
}

describe('the tool that picks a place', () => {
  it('takes each click with the six decimals of the database, and no drag of the map', () => {
    const { picked, press } = start()
    press(at(10, 10), at(90, 10))
    expect(picked).toEqual([])
    press(at(10, 10), at(12, 11))
    press(at(20, 10), at(20, 10))
    expect(picked).toEqual([
      [103.135457, 26],
      [103.143457, 26],
    ])
  })

  it('takes the first press of a double click alone', () => {
    const { picked, press } = start()
    press(at(10, 10), at(10, 10))
    press({ ...at(11, 10), clickCount: 2 }, { ...at(11, 10), clickCount: 2 })
    expect(picked).toEqual([[103.133457, 26]])
  })

  it('ends with Escape and leaves the other keys alone', () => {
    const { tool, countCancelled } = start()
    expect(tool.keyDown?.('n')).toBe(false)
    expect(countCancelled()).toBe(0)
    expect(tool.keyDown?.('Escape')).toBe(true)
    expect(countCancelled()).toBe(1)
  })
})
