import { beforeAll, describe, expect, it } from 'vitest'
import { buildEditionLayers } from './edition-layers.ts'
import { latitudeAt, longitudeAt, mercatorX, mercatorY } from './mercator.ts'
import { compressTiles } from './pack-tiles.ts'
import { createTileCutter } from './tile-cutter.ts'
import { tileBuffer, tileExtent } from './tile-grid.ts'
import { editionFirstZooms, editionTileLayers, tileZooms } from './tiles.contract.ts'
import { aBox, aGrid, areaOf, readHuize, readTile, type TileFeature } from './tiles.fixture.ts'

type Tile = { z: number; x: number; y: number; layers: Record<string, TileFeature[]> }

function cutAll(cutter: ReturnType<typeof createTileCutter>, zoom: number): Tile[] {
  const { west, east } = cutter.range(zoom)
  return cutter.cut(zoom, west, east).map(({ z, x, y, bytes }) => ({ z, x, y, layers: readTile(bytes) }))
}

const featuresOf = (tiles: Tile[], layer: string) => tiles.flatMap(({ layers }) => layers[layer] ?? [])
const codesOf = (features: TileFeature[]) => new Set(features.map(({ attributes }) => attributes.code))
const tileOf = (lng: number, lat: number, z: number) => ({
  x: Math.floor(mercatorX(lng) * 2 ** z),
  y: Math.floor(mercatorY(lat) * 2 ** z),
})

describe('cutting odd shapes', () => {
  it('leaves a polygon out of a tile that lies wholly in its hole', () => {
    const hole = aBox([103, 26], [103.2, 26.2])
    const ring = (box: ReturnType<typeof aBox>) => (box as { coordinates: number[][][] }).coordinates[0] as number[][]
    const around = {
      type: 'Polygon' as const,
      coordinates: [ring(aBox([102.9, 25.9], [103.3, 26.3])), ring(hole).toReversed()],
    }
    const cutter = createTileCutter(
      [buildEditionLayers({ grids: [aGrid('530326001001001', around), aGrid('530326001001002', hole)], areas: [] })],
      tileZooms.max,
    )
    const inside = tileOf(103.1, 26.1, 14)
    const [tile] = cutter.cut(14, inside.x, inside.x).filter(({ y }) => y === inside.y)
    expect(codesOf(readTile(tile?.bytes as Uint8Array).grid ?? [])).toEqual(new Set(['530326001001002']))
  })

  it('leaves a polygon out of a tile it only passes by around the corners', () => {
    // A C around the tile, just outside its buffer but inside that of the tile above: cut at the west, its two arms are
    // left joined by a strip without width.
    const z = 14
    const near = tileOf(103.1, 26.1, z)
    const [x, y] = [near.x & ~1, near.y & ~1]
    const at = ([right, down]: [number, number]) => [longitudeAt((x + right) / 2 ** z), latitudeAt((y + down) / 2 ** z)]
    const corners: [number, number][] = [
      [-0.03, -0.03],
      [0.9, -0.03],
      [0.9, -0.02],
      [-0.02, -0.02],
      [-0.02, 1.2],
      [0.9, 1.2],
      [0.9, 1.4],
      [-0.03, 1.4],
      [-0.03, -0.03],
    ]
    const around = { type: 'Polygon' as const, coordinates: [corners.map(at)] }
    const set = buildEditionLayers({ grids: [aGrid('530326001001001', around)], areas: [] })
    const tiles = createTileCutter([set], tileZooms.max).cut(z, x - 1, x + 1)
    const inside = tiles.find((tile) => tile.x === x && tile.y === y)
    expect(inside && readTile(inside.bytes).grid).toBeUndefined()
    expect(tiles.some((tile) => tile.x === x && tile.y === y + 1)).toBe(true)
  })

  it('makes no tile where nothing is, and none of an empty set', () => {
    const cutter = createTileCutter([buildEditionLayers({ grids: [], areas: [] })], tileZooms.max)
    expect(cutter.cut(9, 0, 3)).toEqual([])
  })

  it('puts an exclave of a village together with the village, and draws a border between its grids once', () => {
    const grids = [
      aGrid('530326001001001', aBox([103, 26], [103.1, 26.1])),
      aGrid('530326001001002', aBox([103.1, 26], [103.2, 26.1])),
      aGrid('530326001002001', aBox([103.2, 26], [103.3, 26.1])),
      aGrid('530326001001003', aBox([103.3, 26], [103.4, 26.1])),
    ]
    const areas = ['530326', '530326001', '530326001001', '530326001002'].map((code) => ({
      code,
      name: code,
      seat: [103.05, 26.05] as [number, number],
      population: 1,
    }))
    const { layers } = buildEditionLayers({ grids, areas })
    const village = layers.village?.find(({ attributes }) => attributes.code === '530326001001')
    expect(village?.shape.type).toBe('MultiPolygon')
    expect(layers.county?.[0]?.shape.type).toBe('Polygon')
    expect(
      layers.border?.map(({ attributes, shape }) => [
        attributes.level,
        shape.type === 'MultiLineString' && shape.arcs.length,
      ]),
    ).toEqual([
      ['county', 1],
      ['village', 2],
      ['grid', 1],
    ])
  })

  it('labels the more populous of two villages first, and of grids the larger one, whose order tells nothing of people', () => {
    const grids = [1, 2, 3].map((number) =>
      aGrid(
        `53032600100100${number}`,
        aBox([103 + number / 10, 26], [103.1 + number / 10, number === 2 ? 26.2 : 26.1]),
        {
          // The database gives none: were it asked for again, no label may go by it.
          ...({ population: number * 100 } as object),
        },
      ),
    )
    const areas = [1, 2, 3].map((number) => ({
      code: `53032600100${number}`,
      name: '村',
      seat: [103, 26] as [number, number],
      population: number === 2 ? 900 : number,
    }))
    const { layers } = buildEditionLayers({ grids, areas })
    expect(layers.grid_label?.map(({ id }) => id)).toEqual([530326001001002, 530326001001001, 530326001001003])
    expect(layers.village_label?.map(({ id }) => id)).toEqual([530326001002, 530326001003, 530326001001])
  })
})

describe('cutting the real county', () => {
  const source = readHuize()
  let cutter: ReturnType<typeof createTileCutter>
  const zooms = [7, 8, 9, 11, 13]
  const cut = new Map<number, Tile[]>()

  beforeAll(() => {
    cutter = createTileCutter([buildEditionLayers(source)], tileZooms.max)
    for (const zoom of zooms) cut.set(zoom, cutAll(cutter, zoom))
  }, 120_000)

  const eachZoom = (check: (zoom: number, tiles: Tile[]) => void) => {
    for (const [zoom, tiles] of cut) check(zoom, tiles)
  }

  it('has every area of every level on every zoom, under its code as a number', () => {
    eachZoom((zoom, tiles) => {
      for (const [layer, count] of [
        ['county', 1],
        ['township', 25],
        ['village', 381],
        ['grid', 4847],
      ] as const) {
        const features = featuresOf(tiles, layer)
        expect(codesOf(features).size, `${layer} on zoom ${zoom}`).toBe(count)
        expect(features.every(({ id, attributes }) => id === Number(attributes.code))).toBe(true)
      }
    })
  })

  it('leaves every grid at least a triangle in the tiles, on every zoom', () => {
    eachZoom((zoom, tiles) => {
      const areas = new Map<unknown, number>()
      for (const feature of featuresOf(tiles, 'grid')) {
        const code = feature.attributes.code
        areas.set(code, Math.max(areas.get(code) ?? 0, areaOf(feature)))
      }
      const without = [...areas].filter(([, area]) => area === 0)
      expect(without, `zoom ${zoom}`).toEqual([])
    })
  })

  it('carries exactly the attributes of the contract', () => {
    eachZoom((zoom, tiles) => {
      const expected = Object.entries(editionTileLayers).filter(
        ([layer]) => zoom >= ((editionFirstZooms as Record<string, number>)[layer] ?? tileZooms.min),
      )
      const layers = new Set(tiles.flatMap((tile) => Object.keys(tile.layers)))
      expect([...layers].sort(), `zoom ${zoom}`).toEqual(expected.map(([layer]) => layer).sort())
      for (const [layer, names] of expected)
        for (const { attributes } of featuresOf(tiles, layer))
          expect(Object.keys(attributes).sort()).toEqual([...names].sort())
    })
  })

  it('draws the border of a village, a township and the county only where grids have one', () => {
    // One assertion in the end: they are a million corners.
    const strays: string[] = []
    eachZoom((zoom, tiles) => {
      for (const { layers } of tiles) {
        const corners = new Set((layers.grid ?? []).flatMap(({ lines }) => lines.flat().map(({ x, y }) => `${x} ${y}`)))
        const isBuffer = (value: number) => value <= -tileBuffer || value >= tileExtent + tileBuffer
        for (const layer of ['village', 'township', 'county', 'border'])
          for (const { lines } of layers[layer] ?? [])
            for (const { x, y } of lines.flat())
              if (!isBuffer(x) && !isBuffer(y) && !corners.has(`${x} ${y}`)) strays.push(`${layer} ${zoom}: ${x} ${y}`)
      }
    })
    expect(strays).toEqual([])
  })

  it('keeps the county of a first view within 260 kB', () => {
    const { west, east } = cutter.range(8)
    const { tiles } = compressTiles(cutter.cut(8, west, east))
    expect(tiles.reduce((sum, { parts }) => sum + (parts[1]?.length ?? 0), 0)).toBeLessThan(260_000)
  })
})
