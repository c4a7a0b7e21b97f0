import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl'
import { type LayerId, sourceIds } from '../layer-order.ts'
import type { MapTheme } from '../map-types.ts'
import { widthByZoom } from './area-layers.ts'
import { mapColors } from './map-colors.ts'

const basemapLayer = (sourceLayer: string) => ({ source: sourceIds.basemap, 'source-layer': sourceLayer })
const round = { 'line-cap': 'round', 'line-join': 'round' } as const

export function createGround(theme: MapTheme): LayerSpecification {
  return {
    id: 'ground' satisfies LayerId,
    type: 'background',
    paint: { 'background-color': mapColors[theme].ground },
  }
}

/** Relief over the choropleth: dark and light are both translucent, so a class keeps the colour its legend shows. */
export function createHillshade(theme: MapTheme): LayerSpecification {
  const colors = mapColors[theme]
  return {
    id: 'hillshade' satisfies LayerId,
    type: 'hillshade',
    source: sourceIds.terrain,
    paint: {
      'hillshade-method': 'standard',
      'hillshade-illumination-anchor': 'map',
      'hillshade-illumination-direction': 315,
      'hillshade-exaggeration': ['interpolate', ['linear'], ['zoom'], 7, 0.34, 10, 0.5, 13, 0.42, 16, 0.2],
      'hillshade-shadow-color': colors.hillShadow,
      'hillshade-highlight-color': colors.hillLight,
      'hillshade-accent-color': colors.hillAccent,
    },
  }
}

/** The counties around lie back: a veil over their relief. Pure. */
export function createNeighbours(theme: MapTheme): LayerSpecification[] {
  const colors = mapColors[theme]
  return [
    {
      id: 'neighbour-fill' satisfies LayerId,
      type: 'fill',
      ...basemapLayer('neighbour'),
      paint: { 'fill-color': colors.neighbourFill, 'fill-antialias': false },
    },
    {
      id: 'neighbour-border' satisfies LayerId,
      type: 'line',
      ...basemapLayer('neighbour'),
      layout: round,
      paint: {
        'line-color': colors.neighbourBorder,
        'line-width': widthByZoom([7, 0.8], [12, 1.6]),
        'line-dasharray': [4, 3],
      },
    },
  ]
}

/** The map ends softly where the relief does, so neither the relief's edge nor the neighbours' invented outer frame shows.
 *  Pure. */
export function createSurround(theme: MapTheme): LayerSpecification[] {
  const { ground } = mapColors[theme]
  const source = sourceIds.surround
  return [
    {
      id: 'surround-fill' satisfies LayerId,
      type: 'fill',
      source,
      filter: ['==', ['get', 'part'], 'fill'],
      paint: { 'fill-color': ground, 'fill-antialias': false },
    },
    {
      id: 'surround-edge' satisfies LayerId,
      type: 'line',
      source,
      filter: ['==', ['get', 'part'], 'edge'],
      layout: round,
      paint: {
        'line-color': ground,
        'line-width': widthByZoom([7, 24], [9, 56], [11, 130], [13, 200]),
        'line-blur': widthByZoom([7, 12], [9, 28], [11, 65], [13, 100]),
      },
    },
  ]
}

const rankOf: ExpressionSpecification = ['number', ['get', 'rank'], 8]

export function createWater(theme: MapTheme): LayerSpecification[] {
  const colors = mapColors[theme]
  return [
    {
      id: 'lake-fill' satisfies LayerId,
      type: 'fill',
      ...basemapLayer('water'),
      paint: { 'fill-color': colors.lake },
    },
    {
      id: 'lake-border' satisfies LayerId,
      type: 'line',
      ...basemapLayer('water'),
      paint: { 'line-color': colors.lakeBorder, 'line-width': widthByZoom([8, 0.6], [13, 1.4]) },
    },
    {
      id: 'stream-line' satisfies LayerId,
      type: 'line',
      ...basemapLayer('waterway'),
      minzoom: 9,
      filter: ['==', ['get', 'class'], 'stream'],
      layout: round,
      paint: {
        'line-color': colors.stream,
        'line-width': [
          'interpolate',
          ['exponential', 1.4],
          ['zoom'],
          9,
          ['interpolate', ['linear'], rankOf, 5, 0.7, 8, 0.25],
          14,
          ['interpolate', ['linear'], rankOf, 5, 2.4, 8, 0.9],
        ],
        'line-opacity': ['interpolate', ['linear'], ['zoom'], 9, 0.55, 12, 0.9],
      },
    },
    {
      id: 'river-line' satisfies LayerId,
      type: 'line',
      ...basemapLayer('waterway'),
      filter: ['==', ['get', 'class'], 'river'],
      layout: round,
      paint: {
        'line-color': colors.river,
        'line-width': [
          'interpolate',
          ['exponential', 1.4],
          ['zoom'],
          7,
          ['interpolate', ['linear'], rankOf, 1, 1.2, 4, 0.5],
          11,
          ['interpolate', ['linear'], rankOf, 1, 2.8, 4, 1.3],
          15,
          ['interpolate', ['linear'], rankOf, 1, 7, 4, 3.2],
        ],
      },
    },
  ]
}

const roadClass = (...classes: string[]): FilterSpecification => ['in', ['get', 'class'], ['literal', classes]]

/** Roads from the small to the large, those with a casing in two passes so crossings stay open. Pure. */
export function createRoads(theme: MapTheme): LayerSpecification[] {
  const colors = mapColors[theme]
  const road = basemapLayer('road')
  const line = (
    id: LayerId,
    classes: string[],
    minzoom: number,
    color: string,
    stops: [number, number][],
    extra: Record<string, unknown> = {},
  ): LayerSpecification =>
    ({
      id,
      type: 'line',
      ...road,
      minzoom,
      filter: roadClass(...classes),
      layout: round,
      paint: { 'line-color': color, 'line-width': widthByZoom(...stops), ...extra },
    }) as LayerSpecification
  const fadeIn = (from: number) => ({ 'line-opacity': ['interpolate', ['linear'], ['zoom'], from, 0, from + 0.8, 1] })
  const major = ['national', 'provincial']
  return [
    line(
      'road-village',
      ['village'],
      12,
      colors.minorRoad,
      [
        [12, 0.6],
        [14, 1.2],
        [17, 4],
      ],
      {
        ...fadeIn(12),
        'line-dasharray': [3, 1.6],
      },
    ),
    line(
      'road-township',
      ['township'],
      10.8,
      colors.minorRoad,
      [
        [11, 0.8],
        [14, 1.9],
        [17, 6],
      ],
      fadeIn(10.8),
    ),
    line(
      'road-county-casing',
      ['county'],
      9.4,
      colors.roadCasing,
      [
        [10, 1.6],
        [14, 4.4],
        [17, 11],
      ],
      fadeIn(9.4),
    ),
    line(
      'road-county',
      ['county'],
      9.4,
      colors.countyRoad,
      [
        [10, 0.9],
        [14, 2.8],
        [17, 8],
      ],
      fadeIn(9.4),
    ),
    line('road-major-casing', major, 7, colors.roadCasing, [
      [7, 1.2],
      [10, 2.6],
      [14, 6],
      [17, 14],
    ]),
    line('road-expressway-casing', ['expressway'], 7, colors.roadCasing, [
      [7, 1.6],
      [10, 3.4],
      [14, 8],
      [17, 17],
    ]),
    line('road-major', major, 7, colors.majorRoad, [
      [7, 0.6],
      [10, 1.5],
      [14, 4],
      [17, 11],
    ]),
    line('road-expressway', ['expressway'], 7, colors.expressway, [
      [7, 0.9],
      [10, 2.1],
      [14, 5.6],
      [17, 13],
    ]),
  ]
}
