import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import { type LayerId, sourceIds } from '../layer-order.ts'
import type { MapTheme } from '../map-types.ts'
import { imageName } from './image-name.ts'
import { mapColors } from './map-colors.ts'

/** Half the side of the claim image, in pixels; a claim's size is its radius over this. */
export const claimRadiusPixels = 12

/** Drawn areas and measurements. A feature's `look` is `query` or `measure`, a point's `text` its label,
 *  `handle: true` a corner that can be dragged, `draft: true` a part still being drawn. Pure. */
export function createShapeLayers(theme: MapTheme): LayerSpecification[] {
  const colors = mapColors[theme]
  const byLook = (query: string, measure: string): ExpressionSpecification => [
    'match',
    ['get', 'look'],
    'query',
    query,
    measure,
  ]
  const source = sourceIds.shapes
  return [
    {
      id: 'shape-fill' satisfies LayerId,
      type: 'fill',
      source,
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': byLook(colors.queryFill, colors.measureFill) },
    },
    {
      id: 'shape-line-casing' satisfies LayerId,
      type: 'line',
      source,
      filter: ['!=', ['geometry-type'], 'Point'],
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': colors.selectionCasing, 'line-width': 4.5, 'line-opacity': 0.55 },
    },
    {
      id: 'shape-line' satisfies LayerId,
      type: 'line',
      source,
      filter: ['!=', ['geometry-type'], 'Point'],
      layout: { 'line-join': 'round' },
      paint: { 'line-color': byLook(colors.query, colors.measure), 'line-width': 2, 'line-dasharray': [3.2, 1.8] },
    },
    {
      id: 'shape-point' satisfies LayerId,
      type: 'circle',
      source,
      filter: ['all', ['==', ['geometry-type'], 'Point'], ['has', 'handle']],
      paint: {
        'circle-radius': 4.5,
        'circle-color': colors.selectionBorder,
        'circle-stroke-color': byLook(colors.query, colors.measure),
        'circle-stroke-width': 2,
      },
    },
    {
      id: 'label-shape' satisfies LayerId,
      type: 'symbol',
      source,
      filter: ['has', 'text'],
      layout: {
        'text-field': ['get', 'text'],
        'text-font': ['OneGrid Semibold', 'system-ui', 'Noto Sans SC', 'Noto Sans CJK SC', 'sans-serif'],
        'text-size': 12.5,
        'text-anchor': 'bottom',
        'text-offset': [0, -0.8],
        'text-allow-overlap': true,
        'icon-image': imageName('shield', theme),
        'icon-text-fit': 'both',
        'icon-text-fit-padding': [4, 7, 3, 7],
        'icon-allow-overlap': true,
        'text-padding': 6,
      },
      paint: { 'text-color': colors.text },
    },
    {
      id: 'marker-claim' satisfies LayerId,
      type: 'symbol',
      source: sourceIds.claims,
      layout: {
        'icon-image': imageName('claim', theme),
        'icon-size': ['/', ['get', 'radius'], claimRadiusPixels],
        'icon-allow-overlap': true,
        'icon-ignore-placement': false,
        'icon-padding': 1,
      },
    },
  ]
}
