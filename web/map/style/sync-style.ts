import type { LayerSpecification, StyleSpecification } from 'maplibre-gl'

/** The calls of a MapLibre map that changing a style takes. */
export type StyleTarget = {
  addSource(id: string, source: StyleSpecification['sources'][string]): unknown
  removeSource(id: string): unknown
  addLayer(layer: LayerSpecification, beforeId?: string): unknown
  removeLayer(id: string): unknown
  setPaintProperty(layerId: string, name: never, value: never): unknown
  setLayoutProperty(layerId: string, name: never, value: never): unknown
  setFilter(layerId: string, filter: never): unknown
  setTiles(sourceId: string, tiles: string[]): unknown
}

const isSame = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)

/** What MapLibre cannot change in a layer: it has to be another one. */
const isSameKind = (a: LayerSpecification, b: LayerSpecification): boolean =>
  (['type', 'source', 'source-layer', 'minzoom', 'maxzoom'] as const).every(
    (name) => (a as Record<string, unknown>)[name] === (b as Record<string, unknown>)[name],
  )

const bag = (layer: LayerSpecification, name: 'paint' | 'layout'): Record<string, unknown> =>
  (name in layer ? ((layer as unknown as Record<string, unknown>)[name] as Record<string, unknown>) : undefined) ?? {}

/** Brings a map from one of our styles to another with the fewest changes. `map.setStyle` would do it too, but it takes
 *  out layers it does not know, and deck.gl's are such. Sources keep their tiles and feature-state. */
export function syncStyle(target: StyleTarget, before: StyleSpecification, after: StyleSpecification): void {
  const newLayers = new Map(after.layers.map((layer) => [layer.id, layer]))
  const kept = new Map<string, LayerSpecification>()
  for (const layer of before.layers) {
    const next = newLayers.get(layer.id)
    if (next !== undefined && isSameKind(layer, next)) kept.set(layer.id, layer)
    else target.removeLayer(layer.id)
  }
  for (const id of Object.keys(before.sources)) if (!(id in after.sources)) target.removeSource(id)
  for (const [id, source] of Object.entries(after.sources)) {
    const old = before.sources[id]
    if (old === undefined) target.addSource(id, source)
    else if ('tiles' in source && 'tiles' in old && !isSame(old.tiles, source.tiles)) {
      target.setTiles(id, source.tiles ?? [])
    }
  }
  // from the top down, so that a new layer always finds the one it goes beneath
  let beforeId: string | undefined
  for (const layer of [...after.layers].reverse()) {
    const old = kept.get(layer.id)
    if (old === undefined) target.addLayer(layer, beforeId)
    else changeLayer(target, old, layer)
    beforeId = layer.id
  }
}

function changeLayer(target: StyleTarget, before: LayerSpecification, after: LayerSpecification): void {
  if (before === after) return
  for (const [bagName, change] of [
    ['paint', target.setPaintProperty],
    ['layout', target.setLayoutProperty],
  ] as const) {
    const old = bag(before, bagName)
    const next = bag(after, bagName)
    for (const name of new Set([...Object.keys(old), ...Object.keys(next)])) {
      if (!isSame(old[name], next[name])) change(after.id, name as never, next[name] as never)
    }
  }
  const filters = [before, after].map((layer) => ('filter' in layer ? layer.filter : undefined))
  if (!isSame(filters[0], filters[1])) target.setFilter(after.id, filters[1] as never)
}
