import { beforeEach, describe, expect, it } from 'vitest'
import type { LngLat, MapEngine, MapPointer, MapTool } from '#web/map/map-types.ts'
import { createMeasureTool } from './measure.tool.ts'
import type { MeasureKind, Measurement } from './measure.ts'

let measured: (Measurement | null)[]
let cancelled: number
beforeEach(() => {
  measured = []
  cancelled = 0
})
const engine = { setShapes() {} } as unknown as MapEngine
const start = (kind: MeasureKind): MapTool => {
  const tool = createMeasureTool(kind, { change: (next) => measured.push(next), cancelled: () => cancelled++ })
  tool.enter(engine)
  return tool
}

/** A map that shows the county: 110 m to the pixel. */
const at = (x: number, y: number): MapPointer => ({
  lngLat: [103.1234567 + x / 1000, 26.1234567 + y / 1000] as LngLat,
  point: [x, y],
  shiftKey: false,
  metersPerPixel: 110,
  clickCount: 1,
  preventDefault() {},
})
function click(tool: MapTool, x: number, y: number): void {
  tool.pointerMove?.(at(x, y))
  tool.pointerDown?.(at(x, y))
  tool.pointerUp?.(at(x, y))
}

describe('createMeasureTool', () => {
  it('tells of no area while there are two corners and the pointer on the second', () => {
    const tool = start('area')
    click(tool, 0, 0)
    click(tool, 300, 0)
    expect(measured.at(-1)).toMatchObject({ areaSquareMeters: null })
    expect(measured.at(-1)?.corners).toHaveLength(2)
    tool.pointerMove?.(at(302, 1))
    expect(measured.at(-1)).toMatchObject({ areaSquareMeters: null })
  })

  it('counts a pointer that left the corner as the third, and takes it back when it returns', () => {
    const tool = start('area')
    click(tool, 0, 0)
    click(tool, 300, 0)
    tool.pointerMove?.(at(300, 300))
    expect(measured.at(-1)?.areaSquareMeters).toBeGreaterThan(4e8)
    tool.pointerMove?.(at(300, 0))
    expect(measured.at(-1)).toMatchObject({ areaSquareMeters: null })
  })

  it('drops what was measured and leaves with one Escape', () => {
    const tool = start('distance')
    click(tool, 0, 0)
    click(tool, 300, 0)
    expect(measured.at(-1)).not.toBeNull()
    expect(tool.keyDown?.('Escape')).toBe(true)
    expect(measured.at(-1)).toBeNull()
    expect(cancelled).toBe(1)
  })
})
