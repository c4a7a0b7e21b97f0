import type { FeatureCollection } from 'geojson'
import { deckOwnerOrder } from './layer-order.ts'
import type { DeckLayer, LngLat, PickTarget, ShapeLook } from './map-types.ts'
import { claimRadiusPixels } from './style/shape-layers.ts'

/** What the owners have put on the map. An owner replaces only its own; one that is switched off keeps its things, they
 *  are only left out. */
export type OwnedMarks = {
  deckLayers: Map<string, readonly DeckLayer[]>
  placeClaims: Map<string, readonly LngLat[]>
  pickTargets: Map<string, readonly PickTarget[]>
  shapes: Map<string, { collection: FeatureCollection; look: ShapeLook }>
}

type IsVisible = (owner: string) => boolean

const flatten = <Item>(owned: ReadonlyMap<string, readonly Item[]>, isVisible: IsVisible): Item[] =>
  [...owned].flatMap(([owner, items]) => (isVisible(owner) ? items : []))

export function listDeckLayers(marks: OwnedMarks, isVisible: IsVisible): DeckLayer[] {
  const placeOf = (owner: string): number => {
    const place = deckOwnerOrder.indexOf(owner)
    return place === -1 ? deckOwnerOrder.length : place
  }
  return flatten(new Map([...marks.deckLayers].sort(([a], [b]) => placeOf(a) - placeOf(b))), isVisible)
}

export const listPickTargets = (marks: OwnedMarks, isVisible: IsVisible): PickTarget[] =>
  flatten(marks.pickTargets, isVisible)

/** Points for the claim layer. Pure. */
export const collectClaims = (marks: OwnedMarks, isVisible: IsVisible): FeatureCollection => ({
  type: 'FeatureCollection',
  features: flatten(marks.placeClaims, isVisible).map((coordinates) => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates },
    properties: { radius: claimRadiusPixels },
  })),
})

/** The shapes of all owners, each feature with the look of its owner. Pure. */
export const collectShapes = (marks: OwnedMarks): FeatureCollection => ({
  type: 'FeatureCollection',
  features: [...marks.shapes.values()].flatMap(({ collection, look }) =>
    collection.features.map((feature) => ({ ...feature, properties: { ...feature.properties, look } })),
  ),
})
