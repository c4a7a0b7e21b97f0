import { beforeAll, describe, expect, it } from 'vitest'
import { boxOfBounds, latitudeAt, longitudeAt, mercatorX, mercatorY, tileRange } from '#api/ground/tiles/mercator.ts'
import { terrainTileSize, terrainZooms } from '#api/ground/tiles/tiles.contract.ts'
import { readTerrainRaster } from './read-terrain-raster.ts'
import { elevationOf, type TerrainRaster } from './terrain-raster.ts'
import { sampleTerrainTile } from './terrain-tile.ts'

const size = terrainTileSize
const decode = (pixels: Uint8Array, i: number, j: number) => {
  const at = (j * size + i) * 3
  return (pixels[at] as number) * 256 + (pixels[at + 1] as number) + (pixels[at + 2] as number) / 256 - 32768
}

describe('terrain tiles of the real county', () => {
  let raster: TerrainRaster
  beforeAll(async () => {
    raster = await readTerrainRaster(new URL('../../../data/huize', import.meta.url).pathname)
  })

  it('reads the heights that the data set says it has', () => {
    expect([raster.width, raster.height]).toEqual([900, 1278])
    const meters = [...raster.heights].map((height) => height / 2 - 1000)
    expect(meters.reduce((low, value) => Math.min(low, value), 9999)).toBe(676)
    expect(meters.reduce((high, value) => Math.max(high, value), 0)).toBe(4017)
    // 牯牛寨, the highest summit.
    expect(elevationOf(raster, [103.250556, 26.213889])).toBeCloseTo(4017, 1)
  })

  it('equal the raster within half a metre at the centre of every pixel', () => {
    for (let z = terrainZooms.min; z <= terrainZooms.max; z++) {
      const { west, east, north, south } = tileRange(boxOfBounds(raster.bounds), z)
      for (const [x, y] of [
        [west, north],
        [Math.floor((west + east) / 2), Math.floor((north + south) / 2)],
        [east, south],
      ] as [number, number][]) {
        const pixels = sampleTerrainTile(raster, z, x, y)
        let compared = 0
        for (let j = 0; j < size; j += 5)
          for (let i = 0; i < size; i += 5) {
            const truth = elevationOf(raster, [
              longitudeAt((x + (i + 0.5) / size) / 2 ** z),
              latitudeAt((y + (j + 0.5) / size) / 2 ** z),
            ])
            if (truth === null) continue
            compared++
            expect(Math.abs(decode(pixels, i, j) - truth)).toBeLessThanOrEqual(0.5)
          }
        expect(compared, `${z}/${x}/${y}`).toBeGreaterThan(0)
      }
    }
  })

  it('have no cliff at the edge of the raster, and the same heights on both sides of a tile border', () => {
    const z = terrainZooms.max
    const { west, east, north } = tileRange(boxOfBounds(raster.bounds), z)
    const corner = sampleTerrainTile(raster, z, west, north)
    for (let i = 1; i < size; i++) expect(Math.abs(decode(corner, i, 0) - decode(corner, i - 1, 0))).toBeLessThan(60)
    const middle = Math.floor((west + east) / 2)
    const left = sampleTerrainTile(raster, z, middle, north + 3)
    const right = sampleTerrainTile(raster, z, middle + 1, north + 3)
    for (let j = 0; j < size; j++) expect(Math.abs(decode(left, size - 1, j) - decode(right, 0, j))).toBeLessThan(60)
  })
})

describe('the height at a point', () => {
  const raster: TerrainRaster = {
    width: 3,
    height: 2,
    bounds: [103, 26, 103.03, 26.02],
    // Half metres above -1000: 0, 10, 20 m and 100, 110, 120 m.
    heights: new Uint16Array([2000, 2020, 2040, 2200, 2220, 2240]),
  }

  it.each([
    [[103.005, 26.015], 0],
    [[103.015, 26.015], 10],
    [[103.01, 26.015], 5],
    [[103.005, 26.01], 50],
    [[103.02, 26.01], 65],
  ] as [[number, number], number][])('is bilinear between the centres of pixels: %j is %d m', (lngLat, meters) => {
    expect(elevationOf(raster, lngLat)).toBeCloseTo(meters, 6)
  })

  it('is that of the outer pixels up to the edge, and unknown beyond', () => {
    expect(elevationOf(raster, [103, 26.02])).toBeCloseTo(0, 6)
    expect(elevationOf(raster, [103.03, 26])).toBeCloseTo(120, 6)
    expect(elevationOf(raster, [103.0301, 26.01])).toBeNull()
    expect(elevationOf(raster, [103.01, 25.9999])).toBeNull()
    expect(elevationOf(raster, [Number.NaN, 26.01])).toBeNull()
  })

  it('fills a tile that the raster covers only in part with its outermost heights', () => {
    const [x, y] = [Math.floor(mercatorX(103) * 2 ** 9), Math.floor(mercatorY(26.02) * 2 ** 9)]
    const pixels = sampleTerrainTile(raster, 9, x, y)
    expect(decode(pixels, 0, 0)).toBe(0)
    expect(decode(pixels, 255, 255)).toBe(120)
  })
})
