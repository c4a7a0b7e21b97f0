import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl'
import { type LayerId, sourceIds } from '../layer-order.ts'
import type { MapTheme } from '../map-types.ts'
import { imageName } from './image-name.ts'
import { mapColors } from './map-colors.ts'

/** Feature-state `class` of a grid the metric says nothing about. */
export const noDataClass = -1

const clear = 'rgba(0, 0, 0, 0)'
const isSelected: ExpressionSpecification = ['boolean', ['feature-state', 'selected'], false]
const isHovered: ExpressionSpecification = ['boolean', ['feature-state', 'hover'], false]
const share: ExpressionSpecification = ['number', ['feature-state', 'share'], 0]
const isTouched: ExpressionSpecification = ['>', share, 0]

/** Width by zoom. Exponential, so that lines keep their weight against the areas around them. */
export const widthByZoom = (...stops: [zoom: number, pixels: number][]): ExpressionSpecification =>
  ['interpolate', ['exponential', 1.4], ['zoom'], ...stops.flat()] as unknown as ExpressionSpecification

export type AreaLook = {
  theme: MapTheme
  /** Class colours of the choropleth, empty while there is none. */
  classColors: readonly string[]
  /** Whether there was ever a grid without data: until then no hatching is drawn, which costs a frame as much as the
   *  choropleth. */
  hasNoData: boolean
  /** Whether any grid is hovered or touched: else the tint draws nothing, and costs nothing. */
  hasTint: boolean
  hasOutline: boolean
  /** Code of a selected village, township or county; null when a grid or nothing is selected. */
  selectedAreaCode: string | null
}

const editionLayer = (sourceLayer: string) => ({ source: sourceIds.edition, 'source-layer': sourceLayer })

/** A constant colour while there is no choropleth, so the first picture carries no class per feature. */
function fillColorOf({ theme, classColors }: AreaLook): string | ExpressionSpecification {
  const { countyGround } = mapColors[theme]
  if (classColors.length === 0) return countyGround
  return [
    'match',
    ['feature-state', 'class'],
    ...classColors.flatMap((color, index) => [index, color]),
    countyGround,
  ] as unknown as ExpressionSpecification
}

/** Fills of the areas: choropleth, hatching of grids without data, tint of hovered and affected grids. Pure. */
export function createAreaFills(look: AreaLook): LayerSpecification[] {
  const colors = mapColors[look.theme]
  return [
    {
      id: 'county-ground' satisfies LayerId,
      type: 'fill',
      ...editionLayer('county'),
      paint: { 'fill-color': colors.countyGround, 'fill-antialias': false },
    },
    {
      id: 'grid-fill' satisfies LayerId,
      type: 'fill',
      ...editionLayer('grid'),
      // without antialiasing neighbours meet on exactly the same pixels and no seam shines through
      paint: { 'fill-color': fillColorOf(look), 'fill-antialias': false },
    },
    ...(look.classColors.length === 0 || !look.hasNoData
      ? []
      : [
          {
            id: 'grid-no-data' satisfies LayerId,
            type: 'fill',
            ...editionLayer('grid'),
            paint: {
              // fill-pattern cannot read feature-state, opacity can
              'fill-pattern': imageName('hatch', look.theme),
              'fill-opacity': ['case', ['==', ['feature-state', 'class'], noDataClass], 1, 0],
              'fill-antialias': false,
            },
          } satisfies LayerSpecification,
        ]),
  ]
}

export function createGridTint(look: AreaLook): LayerSpecification {
  const colors = mapColors[look.theme]
  return {
    id: 'grid-tint' satisfies LayerId,
    type: 'fill',
    ...editionLayer('grid'),
    paint: {
      'fill-antialias': false,
      'fill-opacity': look.hasTint ? 1 : 0,
      'fill-color': [
        'case',
        isTouched,
        ['interpolate', ['linear'], share, 0, colors.highlightFaint, 1, colors.highlightStrong],
        isHovered,
        colors.hoverFill,
        clear,
      ],
    },
  }
}

const borderOf = (level: string): FilterSpecification => ['==', ['get', 'level'], level]
const round = { 'line-cap': 'round', 'line-join': 'round' } as const

/** Borders, each drawn once however many areas meet there. Pure. */
export function createAreaBorders(look: AreaLook): LayerSpecification[] {
  const colors = mapColors[look.theme]
  const border = editionLayer('border')
  return [
    {
      id: 'grid-border' satisfies LayerId,
      type: 'line',
      ...border,
      filter: borderOf('grid'),
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': colors.gridBorder,
        'line-width': widthByZoom([7, 0.25], [9, 0.45], [11, 0.7], [13, 1], [16, 1.8]),
        'line-opacity': ['interpolate', ['linear'], ['zoom'], 7, 0.45, 10, 0.8, 12, 1],
      },
    },
    {
      id: 'village-border' satisfies LayerId,
      type: 'line',
      ...border,
      filter: borderOf('village'),
      layout: round,
      paint: {
        'line-color': colors.villageBorder,
        'line-width': widthByZoom([7, 0.3], [9, 0.6], [11, 1.1], [13, 1.7], [16, 2.6]),
        'line-opacity': ['interpolate', ['linear'], ['zoom'], 7, 0.35, 9, 0.65, 11, 1],
      },
    },
    {
      id: 'township-border-casing' satisfies LayerId,
      type: 'line',
      ...border,
      filter: borderOf('township'),
      layout: round,
      paint: {
        'line-color': colors.townshipCasing,
        'line-width': widthByZoom([7, 1.6], [9, 2.6], [11, 4.2], [14, 6], [16, 7.5]),
      },
    },
    {
      id: 'township-border' satisfies LayerId,
      type: 'line',
      ...border,
      filter: borderOf('township'),
      layout: round,
      paint: {
        'line-color': colors.townshipBorder,
        'line-width': widthByZoom([7, 0.6], [9, 1.1], [11, 1.8], [14, 2.6], [16, 3.4]),
        'line-opacity': ['interpolate', ['linear'], ['zoom'], 7, 0.7, 9, 0.9],
      },
    },
    {
      id: 'county-border-casing' satisfies LayerId,
      type: 'line',
      ...border,
      filter: borderOf('county'),
      layout: round,
      paint: { 'line-color': colors.countyCasing, 'line-width': widthByZoom([7, 5], [9, 9], [12, 14], [16, 20]) },
    },
    {
      id: 'county-border' satisfies LayerId,
      type: 'line',
      ...border,
      filter: borderOf('county'),
      layout: round,
      paint: { 'line-color': colors.countyBorder, 'line-width': widthByZoom([7, 1.2], [9, 1.8], [12, 2.6], [16, 3.6]) },
    },
  ]
}

/** Outlines of hovered, affected and selected areas, above every fill. They are drawn from the polygons: the tiles'
 *  margin is wider than the lines, so the sides cut at a tile's edge stay outside of what the tile draws. Pure. */
export function createAreaOutlines(look: AreaLook): LayerSpecification[] {
  const colors = mapColors[look.theme]
  const isShown = look.hasOutline ? 1 : 0
  const layers: LayerSpecification[] = [
    {
      id: 'grid-outline-casing' satisfies LayerId,
      type: 'line',
      ...editionLayer('grid'),
      layout: round,
      paint: {
        'line-opacity': isShown,
        'line-color': ['case', isSelected, colors.selectionCasing, clear],
        'line-width': widthByZoom([8, 4], [11, 6], [14, 8]),
      },
    },
    {
      id: 'grid-outline' satisfies LayerId,
      type: 'line',
      ...editionLayer('grid'),
      layout: round,
      paint: {
        'line-opacity': isShown,
        'line-color': [
          'case',
          isSelected,
          colors.selectionBorder,
          isHovered,
          colors.hoverBorder,
          isTouched,
          colors.highlight,
          clear,
        ],
        'line-width': ['case', isSelected, 2.6, isHovered, 1.6, 1],
      },
    },
  ]
  const code = look.selectedAreaCode
  const level = code === null ? undefined : { 6: 'county', 9: 'township', 12: 'village' }[code.length]
  if (code !== null && level !== undefined) {
    const filter: FilterSpecification = ['==', ['get', 'code'], code]
    layers.push(
      {
        id: 'area-outline-casing' satisfies LayerId,
        type: 'line',
        ...editionLayer(level),
        filter,
        layout: round,
        paint: { 'line-color': colors.selectionCasing, 'line-width': widthByZoom([8, 5], [11, 7], [14, 9]) },
      },
      {
        id: 'area-outline' satisfies LayerId,
        type: 'line',
        ...editionLayer(level),
        filter,
        layout: round,
        paint: { 'line-color': colors.selectionBorder, 'line-width': widthByZoom([8, 2], [11, 2.6], [14, 3.4]) },
      },
    )
  }
  return layers
}
