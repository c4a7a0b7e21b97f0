import type { LayerSpecification } from 'maplibre-gl'
import { describe, expect, it } from 'vitest'
import { basemapTileLayers, editionTileLayers, tileZooms } from '#api/ground/tiles/tiles.contract.ts'
import {
  deckBeforeId,
  defaultOverlays,
  type LayerId,
  layerOrder,
  overlayIds,
  overlayLayers,
  sourceIds,
} from '../layer-order.ts'
import type { MapEdition } from '../map-types.ts'
import { buildMapStyle, drawnLayerIds, type MapLook } from './map-style.ts'

const edition: MapEdition = {
  number: 1,
  bounds: [103, 25.8, 103.9, 27],
  tiles: '/tiles/1/{z}/{x}/{y}',
  basemap: { tiles: '/basemap/1/{z}/{x}/{y}', minzoom: 7, maxzoom: 14 },
  terrain: {
    tiles: '/terrain/1/{z}/{x}/{y}.webp',
    minzoom: 7,
    maxzoom: 12,
    tileSize: 256,
    bounds: [102.98, 25.72, 103.98, 27.14],
  },
}
const aLook = (change: Partial<MapLook> = {}): MapLook => ({
  theme: 'night',
  language: 'zh',
  edition,
  overlays: defaultOverlays,
  classColors: [],
  hasNoData: false,
  hasTint: false,
  hasOutline: false,
  selectedAreaCode: null,
  isCountyDrawn: false,
  origin: 'http://onegrid.test',
  ...change,
})
const everything = aLook({
  classColors: ['#111111', '#222222'],
  hasNoData: true,
  isCountyDrawn: true,
  selectedAreaCode: '530326104',
})
const vectorLayers = (look: MapLook) =>
  buildMapStyle(look).layers.filter(
    (layer): layer is LayerSpecification & { source: string; 'source-layer': string } => 'source-layer' in layer,
  )

describe('buildMapStyle', () => {
  it('draws every layer of the order, in that order', () => {
    expect(drawnLayerIds(buildMapStyle(everything))).toEqual([...layerOrder])
  })

  it('asks the tiles only for layers and attributes that they have', () => {
    const contract: Record<string, Record<string, readonly string[]>> = {
      [sourceIds.edition]: editionTileLayers,
      [sourceIds.basemap]: basemapTileLayers,
    }
    for (const language of ['zh', 'en'] as const) {
      for (const layer of vectorLayers({ ...everything, language })) {
        const attributes = contract[layer.source]?.[layer['source-layer']]
        expect(attributes, layer.id).toBeDefined()
        const used = [...JSON.stringify(layer).matchAll(/\["(?:get|has)","(\w+)"\]/g)].map(([, name]) => name)
        // romanised names are shown where a tile has them
        for (const name of used) if (name !== 'pinyin') expect(attributes, `${layer.id} ${name}`).toContain(name)
      }
    }
    expect(buildMapStyle(everything).sources[sourceIds.edition]).toMatchObject({
      minzoom: tileZooms.min,
      maxzoom: tileZooms.max,
    })
  })

  it('loads neither letters nor icons from a server, and nothing from another address', () => {
    const style = buildMapStyle(everything)
    expect(style.glyphs).toBeUndefined()
    expect(style.sprite).toBeUndefined()
    for (const address of JSON.stringify(style).match(/https?:\/\/[^"]*/g) ?? []) {
      expect(address).toMatch(/^http:\/\/onegrid\.test\//)
    }
  })

  it('has no feature-state in the first picture, so the county is drawn sooner, whatever is wished for already', () => {
    const wished = { classColors: ['#111111', '#222222'], hasNoData: true }
    const first = buildMapStyle(aLook({ ...wished, hasTint: true, hasOutline: true }))
    expect(JSON.stringify(first.layers)).not.toContain('feature-state')
    expect(first.sources[sourceIds.terrain]).toBeUndefined()
    const then = buildMapStyle(aLook({ ...wished, isCountyDrawn: true }))
    for (const id of ['grid-no-data', 'grid-tint', 'grid-outline'] satisfies LayerId[])
      expect(drawnLayerIds(then)).toContain(id)
  })

  it('hatches nothing while every grid has data', () => {
    const ids = drawnLayerIds(buildMapStyle({ ...everything, hasNoData: false }))
    expect(ids).toEqual(layerOrder.filter((id) => id !== 'grid-no-data'))
  })

  it('draws a county without basemap and relief', () => {
    const ids = drawnLayerIds(buildMapStyle(aLook({ edition: { ...edition, basemap: null, terrain: null } })))
    expect(ids).toContain('grid-border')
    expect(ids).toContain(deckBeforeId)
    expect(ids.some((id) => id.startsWith('road') || id === 'hillshade')).toBe(false)
  })

  it('puts every label above the markers of deck.gl, and the claims of markers before all labels', () => {
    const ids = drawnLayerIds(buildMapStyle(everything))
    for (const id of ids) if (id.startsWith('label')) expect(ids.indexOf(id)).toBeGreaterThan(ids.indexOf(deckBeforeId))
    expect(ids.at(-1)).toBe('marker-claim')
  })

  it.each(overlayIds)('hides exactly the layers of the overlay %s', (overlay) => {
    const hidden = buildMapStyle({ ...everything, overlays: { ...defaultOverlays, [overlay]: false } })
      .layers.filter((layer) => layer.layout?.visibility === 'none')
      .map(({ id }) => id)
    expect(new Set(hidden)).toEqual(new Set([deckBeforeId, ...overlayLayers[overlay]]))
  })
})
