import { describe, expect, it, vi } from 'vitest'
import { fitMap, minZoom } from './fit-map.ts'

const county: [number, number, number, number] = [103, 25.8, 103.8, 27]
const halfPhone = { top: 0, right: 0, bottom: 400, left: 0 }

function aMapThatWants(zoom: number) {
  return {
    cameraForBounds: vi.fn(() => ({ zoom })),
    easeTo: vi.fn<(move: object) => void>(),
    fitBounds: vi.fn<(bounds: unknown, move: object) => void>(),
  }
}

describe('fitting the map', () => {
  it('leaves a box that fits to MapLibre, with some air around it', () => {
    const map = aMapThatWants(minZoom)
    fitMap(map as never, county, halfPhone, { maxZoom: 15, duration: 0 })
    const padding = { top: 16, right: 16, bottom: 416, left: 16 }
    expect(map.fitBounds).toHaveBeenCalledExactlyOnceWith(county, {
      padding,
      maxZoom: 15,
      duration: 0,
      bearing: 0,
      pitch: 0,
    })
    expect(map.easeTo).not.toHaveBeenCalled()
  })

  it('puts a box too large for the smallest zoom in the middle of what panels leave free', () => {
    const map = aMapThatWants(minZoom - 0.2)
    fitMap(map as never, county, halfPhone, { maxZoom: 15, duration: 700 })
    expect(map.fitBounds).not.toHaveBeenCalled()
    expect(map.easeTo).toHaveBeenCalledExactlyOnceWith({
      center: [103.4, 26.4],
      zoom: minZoom,
      offset: [0, -200],
      duration: 700,
      bearing: 0,
      pitch: 0,
    })
  })

  it.each([minZoom, minZoom - 0.2])('turns a map that a link turned back to north, wanting zoom %d', (zoom) => {
    const map = aMapThatWants(zoom)
    fitMap(map as never, county, halfPhone, { maxZoom: 15, duration: 0 })
    const north = { bearing: 0, pitch: 0 }
    expect(map.cameraForBounds).toHaveBeenCalledExactlyOnceWith(county, expect.objectContaining(north))
    const moves = [...map.fitBounds.mock.calls.map((call) => call[1]), ...map.easeTo.mock.calls.map((call) => call[0])]
    expect(moves).toEqual([expect.objectContaining(north)])
  })
})
