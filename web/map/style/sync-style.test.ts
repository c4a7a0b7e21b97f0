import type { LayerSpecification, StyleSpecification } from 'maplibre-gl'
import { describe, expect, it } from 'vitest'
import { defaultOverlays } from '../layer-order.ts'
import { buildMapStyle, type MapLook } from './map-style.ts'
import { type StyleTarget, syncStyle } from './sync-style.ts'

const look: MapLook = {
  theme: 'night',
  language: 'zh',
  edition: {
    number: 1,
    bounds: [103, 25.8, 103.9, 27],
    tiles: '/tiles/1/{z}/{x}/{y}',
    basemap: { tiles: '/basemap/1/{z}/{x}/{y}', minzoom: 7, maxzoom: 14 },
    terrain: { tiles: '/t/{z}/{x}/{y}.webp', minzoom: 7, maxzoom: 11, tileSize: 256, bounds: [102, 25, 104, 28] },
  },
  overlays: defaultOverlays,
  classColors: [],
  hasNoData: false,
  hasTint: false,
  hasOutline: false,
  selectedAreaCode: null,
  isCountyDrawn: false,
  origin: 'http://onegrid.test',
}

/** A map as far as styles go: it does what it is told and refuses what MapLibre refuses. */
function aMap(style: StyleSpecification) {
  const layers = structuredClone(style.layers) as (LayerSpecification & Record<string, Record<string, unknown>>)[]
  const sources = structuredClone(style.sources) as Record<string, { tiles?: string[] }>
  const calls: string[] = []
  const find = (id: string) => {
    const layer = layers.find((candidate) => candidate.id === id)
    if (layer === undefined) throw new Error(`no layer ${id}`)
    return layer
  }
  const setIn = (bagName: 'paint' | 'layout') => (id: string, name: string, value: unknown) => {
    calls.push(`${bagName} ${id} ${name}`)
    const layer = find(id) as Record<string, Record<string, unknown>>
    const bag = { ...layer[bagName] }
    if (value === undefined) delete bag[name]
    else bag[name] = value
    if (Object.keys(bag).length > 0) layer[bagName] = bag
    else delete layer[bagName]
  }
  const target: StyleTarget = {
    addSource: (id, source) => {
      calls.push(`source ${id}`)
      sources[id] = source as never
    },
    removeSource: (id) => {
      if (layers.some((layer) => (layer as { source?: string }).source === id)) throw new Error(`${id} is in use`)
      delete sources[id]
    },
    addLayer: (layer, beforeId) => {
      calls.push(`add ${layer.id}`)
      const place = beforeId === undefined ? layers.length : layers.indexOf(find(beforeId))
      layers.splice(place, 0, structuredClone(layer) as never)
    },
    removeLayer: (id) => {
      calls.push(`remove ${id}`)
      layers.splice(layers.indexOf(find(id)), 1)
    },
    setPaintProperty: setIn('paint') as never,
    setLayoutProperty: setIn('layout') as never,
    setFilter: (id, filter) => {
      ;(find(id) as { filter?: unknown }).filter = filter
    },
    setTiles: (id, tiles) => {
      ;(sources[id] as { tiles?: string[] }).tiles = tiles
    },
  }
  return { target, layers, sources, calls }
}

const changes: [string, Partial<MapLook>][] = [
  ['day', { theme: 'day' }],
  ['English', { language: 'en' }],
  ['what comes after the county, relief first', { isCountyDrawn: true }],
  ['choropleth', { classColors: ['#111111', '#222222', '#333333'] }],
  ['grids without data', { hasNoData: true }],
  ['marks', { hasTint: true, hasOutline: true }],
  ['a township selected', { selectedAreaCode: '530326104' }],
  ['another village selected', { selectedAreaCode: '530326104005' }],
  ['roads off', { overlays: { ...defaultOverlays, roads: false } }],
  ['another edition', { edition: { ...look.edition, number: 2, tiles: '/tiles/2/{z}/{x}/{y}' } }],
  ['no basemap', { edition: { ...look.edition, basemap: null } }],
]

describe('syncStyle', () => {
  it.each(changes)('brings a map to what the style would be from the start, and back: %s', (_name, change) => {
    const before = buildMapStyle(look)
    const after = buildMapStyle({ ...look, ...change })
    const map = aMap(before)
    syncStyle(map.target, before, after)
    expect(map.layers).toEqual(after.layers)
    expect(map.sources.edition?.tiles).toEqual((after.sources.edition as { tiles?: string[] }).tiles)
    syncStyle(map.target, after, before)
    expect(map.layers).toEqual(before.layers)
  })

  it('goes through all changes one after another', () => {
    let current = look
    const map = aMap(buildMapStyle(current))
    for (const [, change] of [...changes, ...changes.toReversed()]) {
      const next = { ...current, ...change }
      syncStyle(map.target, buildMapStyle(current), buildMapStyle(next))
      expect(map.layers).toEqual(buildMapStyle(next).layers)
      current = next
    }
  })

  it('says nothing when nothing changed', () => {
    const map = aMap(buildMapStyle(look))
    syncStyle(map.target, buildMapStyle(look), buildMapStyle({ ...look }))
    expect(map.calls).toEqual([])
  })

  it('keeps sources when only the theme changes: their tiles and states stay', () => {
    const map = aMap(buildMapStyle(look))
    syncStyle(map.target, buildMapStyle(look), buildMapStyle({ ...look, theme: 'day' }))
    expect(map.calls.filter((call) => /^(source|add|remove)/.test(call))).toEqual([])
  })
})
