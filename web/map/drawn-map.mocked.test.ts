import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createDrawnMap, type DrawnMapOptions } from './drawn-map.ts'

const { made, fitBounds } = vi.hoisted(() => ({ made: [] as Record<string, unknown>[], fitBounds: vi.fn() }))
vi.mock('maplibre-gl', () => ({
  Map: class {
    constructor(options: Record<string, unknown>) {
      made.push(options)
    }
    touchZoomRotate = { disableRotation() {} }
    keyboard = { disableRotation() {} }
    cameraForBounds = () => ({ zoom: 9 })
    fitBounds = fitBounds
    on() {}
    once() {}
  },
}))
vi.mock('./style/map-style.ts', () => ({
  editionZooms: { minzoom: 7, maxzoom: 14 },
  buildMapStyle: () => ({ version: 8, sources: {}, layers: [] }),
}))

const bounds: [number, number, number, number] = [103, 25.8, 103.8, 27]
const draw = (start: DrawnMapOptions['start']) =>
  createDrawnMap({ container: {}, look: { edition: { bounds } }, start, handlers: {} } as never)

beforeEach(() => {
  made.length = 0
  fitBounds.mockClear()
})

describe('the first view', () => {
  it('is fitted once where there is no camera, from the middle of the county', () => {
    draw({ bounds, padding: { top: 0, right: 300, bottom: 0, left: 0 } })
    expect(made).toEqual([expect.objectContaining({ center: [103.4, 26.4], zoom: 7 })])
    expect(made[0]).not.toHaveProperty('bounds')
    expect(fitBounds).toHaveBeenCalledExactlyOnceWith(bounds, expect.objectContaining({ duration: 0 }))
  })

  it('is the camera of a link, and nothing is fitted', () => {
    const camera = { center: [103.5, 26.5] as [number, number], zoom: 12, bearing: 30, pitch: 20 }
    draw(camera)
    expect(made).toEqual([expect.objectContaining(camera)])
    expect(fitBounds).not.toHaveBeenCalled()
  })
})
