import type { FeatureCollection } from 'geojson'
import { beforeEach, describe, expect, it } from 'vitest'
import type { LngLat, MapEngine, MapPointer, MapTool } from '#web/map/map-types.ts'
import { createCircleTool, createPolygonTool, type QueryArea, queryAreaFeatures } from './query-area.tool.ts'

let shapes: Map<string, FeatureCollection>
let drawn: QueryArea[]
let cancelled: number
let engine: MapEngine
beforeEach(() => {
  shapes = new Map()
  drawn = []
  cancelled = 0
  engine = {
    setShapes(owner: string, collection: FeatureCollection | null) {
      if (collection === null) shapes.delete(owner)
      else shapes.set(owner, collection)
    },
  } as unknown as MapEngine
})
const handlers = { done: (area: QueryArea) => drawn.push(area), cancelled: () => cancelled++ }

/** A place on a map where 0.001° of longitude is a hundred pixels. */
const at = (x: number, y: number, change: Partial<MapPointer> = {}): MapPointer => ({
  lngLat: [103.6 + x / 100_000, 26.5 + y / 100_000] as LngLat,
  point: [x, y],
  shiftKey: false,
  metersPerPixel: 1.1,
  clickCount: 1,
  preventDefault() {},
  ...change,
})
function click(tool: MapTool, x: number, y: number, clickCount = 1): void {
  tool.pointerMove?.(at(x, y))
  tool.pointerDown?.(at(x, y, { clickCount }))
  tool.pointerUp?.(at(x, y, { clickCount }))
}
/** A finger tells of no moves between taps. */
function tap(tool: MapTool, x: number, y: number): void {
  tool.pointerDown?.(at(x, y))
  tool.pointerUp?.(at(x, y))
}
const ringOf = (area: QueryArea | undefined): number[][] =>
  area !== undefined && 'area' in area ? (area.area.coordinates[0] as number[][]) : []

describe('createPolygonTool', () => {
  const start = (): MapTool => {
    const tool = createPolygonTool(handlers)
    tool.enter(engine)
    return tool
  }

  it('gives a closed ring after a double click, whose second press adds no corner', () => {
    const tool = start()
    click(tool, 0, 0)
    click(tool, 100, 0)
    click(tool, 100, 100)
    click(tool, 100, 100, 2)
    const ring = ringOf(drawn[0])
    expect(ring).toHaveLength(4)
    expect(ring.at(0)).toEqual(ring.at(-1))
  })

  it('ends with a click on the first corner, and with Enter', () => {
    for (const end of [(tool: MapTool) => click(tool, 3, 3), (tool: MapTool) => tool.keyDown?.('Enter')]) {
      const tool = start()
      for (const [x, y] of [
        [0, 0],
        [200, 0],
        [200, 200],
      ] as const)
        click(tool, x, y)
      end(tool)
    }
    expect(drawn.map((area) => ringOf(area).length)).toEqual([4, 4])
  })

  it('does not end with fewer than three corners', () => {
    const tool = start()
    click(tool, 0, 0)
    click(tool, 100, 0)
    expect(tool.keyDown?.('Enter')).toBe(false)
    expect(drawn).toEqual([])
  })

  it('takes a press that moved for dragging the map', () => {
    const tool = start()
    tool.pointerDown?.(at(0, 0))
    tool.pointerMove?.(at(60, 0))
    tool.pointerUp?.(at(60, 0))
    expect(shapes.get('query-draft')?.features ?? []).toEqual([])
  })

  it('takes one corner back with Backspace, drops all and leaves with one Escape', () => {
    const tool = start()
    click(tool, 0, 0)
    click(tool, 100, 0)
    tool.keyDown?.('Backspace')
    expect(shapes.get('query-draft')?.features.filter(({ geometry }) => geometry.type === 'Point')).toHaveLength(1)
    expect(cancelled).toBe(0)
    expect(tool.keyDown?.('Escape')).toBe(true)
    expect(cancelled).toBe(1)
    expect(shapes.get('query-draft')?.features).toEqual([])
  })

  it('leaves nothing on the map, however it ends', () => {
    const tool = start()
    click(tool, 0, 0)
    click(tool, 100, 0)
    tool.exit(engine)
    expect([...shapes.keys()]).toEqual([])
  })

  it('rounds to the six decimals that are stored', () => {
    const tool = start()
    for (const [x, y] of [
      [0.123456789, 0.5],
      [200, 0],
      [200, 200],
    ] as const)
      click(tool, x, y)
    tool.keyDown?.('Enter')
    for (const [lng = 0, lat = 0] of ringOf(drawn[0])) {
      expect(lng).toBe(Math.round(lng * 1e6) / 1e6)
      expect(lat).toBe(Math.round(lat * 1e6) / 1e6)
    }
  })
})

describe('createCircleTool', () => {
  const start = (): MapTool => {
    const tool = createCircleTool(handlers)
    tool.enter(engine)
    return tool
  }

  it('draws by dragging from the centre, and holds the map still meanwhile', () => {
    const tool = start()
    let held = 0
    const hold = { preventDefault: () => held++ }
    tool.pointerDown?.(at(0, 0, hold))
    tool.pointerMove?.(at(300, 0, hold))
    tool.pointerUp?.(at(300, 0, hold))
    expect(held).toBeGreaterThan(1)
    expect(drawn).toHaveLength(1)
    const circle = drawn[0] as { center: LngLat; radiusMeters: number }
    expect(circle.center).toEqual([103.6, 26.5])
    // 0.003° of longitude at 26.5° N
    expect(Math.abs(circle.radiusMeters - 299)).toBeLessThan(2)
  })

  it('draws by two clicks as well', () => {
    const tool = start()
    click(tool, 0, 0)
    expect(drawn).toEqual([])
    click(tool, 0, 200)
    expect(drawn).toHaveLength(1)
  })

  it('draws by two taps, with the radius that two clicks give', () => {
    const byTaps = start()
    tap(byTaps, 0, 0)
    tap(byTaps, 0, 0)
    expect(drawn).toEqual([])
    tap(byTaps, 0, 200)
    const byClicks = start()
    click(byClicks, 0, 0)
    click(byClicks, 0, 200)
    expect(drawn).toHaveLength(2)
    expect(drawn[0]).toEqual(drawn[1])
    expect(drawn[0]).toMatchObject({ center: [103.6, 26.5], radiusMeters: 222 })
  })

  it('drops the centre and leaves with one Escape', () => {
    const tool = start()
    click(tool, 0, 0)
    expect(tool.keyDown?.('Escape')).toBe(true)
    expect(shapes.has('query-draft')).toBe(false)
    expect(cancelled).toBe(1)
  })

  it('shows a circle as the 128-gon the server counts with, its first corner north', () => {
    const [shape] = queryAreaFeatures({ center: [103.6, 26.5], radiusMeters: 2000 }).features
    const ring = shape?.geometry.type === 'Polygon' ? (shape.geometry.coordinates[0] as number[][]) : []
    expect(ring).toHaveLength(129)
    expect(ring[0]?.[0]).toBeCloseTo(103.6, 9)
    expect(ring[0]?.[1]).toBeGreaterThan(26.5)
  })
})
