import type { OverlayId } from '#web/map/layer-order.ts'

/** The switches of the layers panel that belong to the ground and the grids, in the order of the panel. */
export const gridOverlays = [
  'choropleth',
  'gridBorders',
  'villageBorders',
  'townshipBorders',
  'townshipLabels',
  'villageLabels',
  'gridLabels',
  'hillshade',
  'water',
  'roads',
  'places',
  'neighbours',
] as const satisfies readonly OverlayId[]
