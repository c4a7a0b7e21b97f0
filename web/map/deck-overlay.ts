import type { Layer } from '@deck.gl/core'
import { MapboxOverlay } from '@deck.gl/mapbox'
import type { IControl, Map as MaplibreMap } from 'maplibre-gl'
import { deckBeforeId } from './layer-order.ts'
import type { DeckLayer } from './map-types.ts'

export type DeckOverlay = {
  setLayers(layers: readonly DeckLayer[]): void
  remove(): void
}

/** deck.gl inside MapLibre's own drawing, below the labels. Loaded only after the county is drawn. A deck.gl layer
 *  object lives in one overlay only, so each overlay works on copies, and a new one can take the same list again. */
export function createDeckOverlay(map: MaplibreMap): DeckOverlay {
  const overlay = new MapboxOverlay({ interleaved: true, layers: [] })
  map.addControl(overlay as unknown as IControl)
  return {
    setLayers(layers) {
      overlay.setProps({ layers: layers.map((layer) => layer.clone({ beforeId: deckBeforeId }) as unknown as Layer) })
    },
    remove() {
      map.removeControl(overlay as unknown as IControl)
    },
  }
}
