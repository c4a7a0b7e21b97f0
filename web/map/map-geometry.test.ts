import { describe, expect, it } from 'vitest'
import { packIcons } from './icon-atlas.ts'
import { metersPerPixelAt, revealOffset } from './map-geometry.ts'

const size = { width: 1000, height: 600 }
const padding = { top: 50, right: 400, bottom: 0, left: 100 }

describe('metersPerPixelAt', () => {
  it('halves with each zoom and shrinks towards the poles', () => {
    expect(metersPerPixelAt(0, 0)).toBeCloseTo(78_271.517, 2)
    expect(metersPerPixelAt(26.4, 13)).toBeCloseTo(metersPerPixelAt(26.4, 12) / 2, 9)
    expect(metersPerPixelAt(60, 5)).toBeCloseTo(metersPerPixelAt(0, 5) / 2, 6)
  })
})

describe('revealOffset', () => {
  it('moves nothing that lies in the free part of the map', () => {
    expect(revealOffset({ left: 150, top: 60, right: 500, bottom: 500 }, size, padding)).toEqual([0, 0])
  })
  it('moves just enough to bring it out from under a panel', () => {
    expect(revealOffset({ left: 650, top: 10, right: 700, bottom: 40 }, size, padding)).toEqual([100, -40])
    expect(revealOffset({ left: 20, top: 100, right: 60, bottom: 200 }, size, padding)).toEqual([-80, 0])
  })
  it('puts what is larger than the free part into its middle', () => {
    expect(revealOffset({ left: 0, top: 100, right: 1000, bottom: 200 }, size, padding)).toEqual([150, 0])
  })
})

describe('packIcons', () => {
  it('lets no two icons touch and none stick out', () => {
    const icons = Array.from({ length: 90 }, (_, index) => ({ id: `icon ${index}`, sizePixels: 20 + (index % 7) * 9 }))
    const { width, height, mapping } = packIcons(icons, 2, 512)
    const places = Object.values(mapping)
    expect(places).toHaveLength(90)
    for (const [index, a] of places.entries()) {
      expect(a.x + a.width).toBeLessThan(width)
      expect(a.y + a.height).toBeLessThan(height)
      for (const b of places.slice(index + 1)) {
        const isApart = a.x + a.width < b.x || b.x + b.width < a.x || a.y + a.height < b.y || b.y + b.height < a.y
        expect(isApart).toBe(true)
      }
    }
    expect(width).toBeLessThanOrEqual(512)
  })
})
