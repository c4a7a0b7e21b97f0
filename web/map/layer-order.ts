/** Every source id of the map. Code outside `web/map` uses no other string. */
export const sourceIds = {
  edition: 'edition',
  basemap: 'basemap',
  terrain: 'terrain',
  shapes: 'shapes',
  claims: 'claims',
  surround: 'surround',
} as const

/** Every layer id, in drawing order from the ground up. The order is decided here only. */
export const layerOrder = [
  'ground',
  'county-ground',
  'grid-fill',
  'grid-no-data',
  'hillshade',
  'neighbour-fill',
  'neighbour-border',
  'surround-fill',
  'surround-edge',
  'grid-tint',
  'lake-fill',
  'lake-border',
  'stream-line',
  'river-line',
  'road-village',
  'road-township',
  'road-county-casing',
  'road-county',
  'road-major-casing',
  'road-expressway-casing',
  'road-major',
  'road-expressway',
  'grid-border',
  'village-border',
  'township-border-casing',
  'township-border',
  'county-border-casing',
  'county-border',
  'grid-outline-casing',
  'grid-outline',
  'area-outline-casing',
  'area-outline',
  'shape-fill',
  'shape-line-casing',
  'shape-line',
  'shape-point',
  // deck.gl's layers are put in front of this empty layer, so below every label
  'deck-slot',
  'label-hamlet',
  'label-stream',
  'label-river',
  'label-grid',
  'label-peak',
  'label-lake',
  'label-road',
  'label-village',
  'label-neighbour',
  'label-township',
  'label-shape',
  // MapLibre gives room from the last layer to the first: markers have their place before any label
  'marker-claim',
] as const
export type LayerId = (typeof layerOrder)[number]

/** The layer in front of which deck.gl's layers are put. */
export const deckBeforeId: LayerId = 'deck-slot'

/** Owners of deck.gl layers from the ground up; others come last. Incidents are what must never be covered. */
export const deckOwnerOrder: readonly string[] = ['climbs', 'patrols', 'incidents']

/** What a user can switch on and off. `incidents` and `patrols` are the deck.gl layers of the owners of that name. */
export const overlayIds = [
  'choropleth',
  'hillshade',
  'neighbours',
  'water',
  'roads',
  'places',
  'gridBorders',
  'villageBorders',
  'townshipBorders',
  'gridLabels',
  'villageLabels',
  'townshipLabels',
  'incidents',
  'patrols',
] as const
export type OverlayId = (typeof overlayIds)[number]

/** The layers of each overlay. */
export const overlayLayers: Record<OverlayId, readonly LayerId[]> = {
  // the fill itself stays: the pointer finds grids by it. Switched off, the classes are taken from the grids.
  choropleth: ['grid-no-data'],
  hillshade: ['hillshade'],
  neighbours: ['neighbour-fill', 'neighbour-border', 'label-neighbour'],
  water: ['lake-fill', 'lake-border', 'stream-line', 'river-line', 'label-stream', 'label-river', 'label-lake'],
  roads: [
    'road-village',
    'road-township',
    'road-county-casing',
    'road-county',
    'road-major-casing',
    'road-expressway-casing',
    'road-major',
    'road-expressway',
    'label-road',
  ],
  places: ['label-hamlet', 'label-peak'],
  gridBorders: ['grid-border'],
  villageBorders: ['village-border'],
  townshipBorders: ['township-border-casing', 'township-border'],
  gridLabels: ['label-grid'],
  villageLabels: ['label-village'],
  townshipLabels: ['label-township'],
  incidents: [],
  patrols: [],
}

/** Overlays that are on when nobody said otherwise. */
export const defaultOverlays: Record<OverlayId, boolean> = Object.fromEntries(
  overlayIds.map((overlay) => [overlay, true]),
) as Record<OverlayId, boolean>
