import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { checkCoverage } from '#api/coverage/coverage-rule.ts'
import { joinArcs, unitsPerDegree } from './arc-set.ts'
import { type BasemapSource, basemapFiles, buildBasemapLayers } from './basemap-layers.ts'
import { simplifyArcs } from './simplify-arcs.ts'
import { createTileCutter } from './tile-cutter.ts'
import { basemapFirstZooms, basemapTileLayers, placeKinds, roadClasses, tileZooms } from './tiles.contract.ts'
import { readTile, type TileFeature } from './tiles.fixture.ts'

const readHuizeBasemap = (): BasemapSource =>
  Object.fromEntries(
    basemapFiles.map((name) => [
      name,
      readFileSync(new URL(`../../../data/huize/${name}.geojson`, import.meta.url), 'utf8'),
    ]),
  )

const collection = (...features: object[]) => JSON.stringify({ type: 'FeatureCollection', features })
const aLine = (properties: object, ...coordinates: number[][]) => ({
  type: 'Feature',
  properties,
  geometry: { type: 'LineString', coordinates },
})

describe('the layers of a basemap', () => {
  it('are empty where a file is missing', () => {
    for (const { layers } of buildBasemapLayers({}))
      for (const [name, features] of Object.entries(layers)) expect(features, name).toEqual([])
  })

  it('join the sections of a road into one line, and keep a bridge and another road apart', () => {
    const [, , lines] = buildBasemapLayers({
      roads: collection(
        aLine({ class: 'national', ref: 'G213', bridge: false }, [103, 26], [103.1, 26]),
        aLine({ class: 'national', ref: 'G213', bridge: false }, [103.1, 26], [103.2, 26]),
        aLine({ class: 'national', ref: 'G213', bridge: true }, [103.2, 26], [103.3, 26]),
        aLine({ class: 'village', bridge: false }, [103.1, 26], [103.1, 26.1]),
      ),
    })
    expect(
      lines?.layers.road?.map(({ attributes, firstZoom, shape }) => ({
        attributes,
        firstZoom,
        lines: shape.type === 'MultiLineString' && shape.arcs.map((arcs) => arcs.length),
      })),
    ).toEqual([
      { attributes: { class: 'national', ref: 'G213' }, firstZoom: 7, lines: [2] },
      { attributes: { class: 'national', ref: 'G213', bridge: true }, firstZoom: 7, lines: [1] },
      { attributes: { class: 'village' }, firstZoom: 12, lines: [1] },
    ])
  })

  it('rank streams after rivers, the highest order first', () => {
    const [, , lines] = buildBasemapLayers({
      rivers: collection(aLine({ name: '小江', rank: 2 }, [103, 26], [103.1, 26])),
      streams: collection(
        aLine({ order: 4, name: '硝厂沟' }, [103, 26.1], [103.1, 26.1]),
        aLine({ order: 1 }, [103, 26.2], [103.1, 26.2]),
        aLine({ order: 7 }, [103, 26.3], [103.1, 26.3]),
      ),
    })
    expect(lines?.layers.waterway?.map(({ attributes, firstZoom }) => [attributes, firstZoom])).toEqual([
      [{ class: 'river', rank: 2, name: '小江' }, 7],
      [{ class: 'stream', rank: 5, name: '硝厂沟' }, 9],
      [{ class: 'stream', rank: 8 }, 13],
      [{ class: 'stream', rank: 5 }, 9],
    ])
  })
})

describe('the basemap of the real county', () => {
  let sets: ReturnType<typeof buildBasemapLayers>
  beforeAll(() => {
    sets = buildBasemapLayers(readHuizeBasemap())
  })

  const featuresAt = (zoom: number) => {
    const cutter = createTileCutter(sets, tileZooms.max)
    const { west, east } = cutter.range(zoom)
    const layers: Record<string, TileFeature[]> = {}
    for (const { bytes } of cutter.cut(zoom, west, east))
      for (const [name, features] of Object.entries(readTile(bytes)))
        layers[name] = [...(layers[name] ?? []), ...features]
    return layers
  }

  it('carries no attribute but those of the contract, and only known kinds and classes', () => {
    const layers = featuresAt(13)
    expect(Object.keys(layers).sort()).toEqual(Object.keys(basemapTileLayers).sort())
    for (const [name, features] of Object.entries(layers)) {
      const known: readonly string[] = basemapTileLayers[name as keyof typeof basemapTileLayers]
      for (const { attributes } of features)
        expect(
          Object.keys(attributes).filter((attribute) => !known.includes(attribute)),
          name,
        ).toEqual([])
    }
    expect(new Set(layers.road?.map(({ attributes }) => attributes.class))).toEqual(new Set(roadClasses))
    expect(new Set(layers.place?.map(({ attributes }) => attributes.kind))).toEqual(new Set(placeKinds))
    expect(new Set(layers.water?.map(({ attributes }) => attributes.kind))).toEqual(new Set(['lake', 'reservoir']))
  })

  it('shows small roads, streams and places only where there is room', () => {
    const layers = featuresAt(8)
    for (const { attributes } of layers.road ?? [])
      expect(basemapFirstZooms.road[attributes.class as 'national']).toBeLessThanOrEqual(8)
    for (const { attributes } of layers.waterway ?? []) expect(attributes.rank).toBeLessThanOrEqual(4)
    for (const { attributes } of layers.place ?? []) expect(attributes.rank).toBeLessThanOrEqual(2)
  })

  it('holds the coverage rule between neighbours on every zoom', () => {
    const set = sets[0] as (typeof sets)[number]
    for (let zoom = tileZooms.min; zoom <= tileZooms.max; zoom++) {
      const arcs = simplifyArcs(set, zoom, tileZooms.max)
      const ring = (indexes: number[]) => joinArcs(indexes, arcs, (x, y) => [x / unitsPerDegree, y / unitsPerDegree])
      const areas = (set.layers.neighbour ?? []).map(({ attributes, shape }) => {
        if (shape.type !== 'Polygon') throw new Error(`a neighbour is a ${shape.type}`)
        return {
          code: String(attributes.name),
          geometry: { type: 'Polygon' as const, coordinates: shape.arcs.map(ring) },
        }
      })
      // The county itself is the hole in the middle.
      expect(
        checkCoverage(areas).filter(({ kind }) => kind !== 'gap'),
        `zoom ${zoom}`,
      ).toEqual([])
    }
  })
})
