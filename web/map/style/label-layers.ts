import type { ExpressionSpecification, LayerSpecification, SymbolLayerSpecification } from 'maplibre-gl'
import { gridLabelZoom } from '../grid-label-zoom.ts'
import { type LayerId, sourceIds } from '../layer-order.ts'
import type { MapLanguage, MapTheme } from '../map-types.ts'
import { imageName } from './image-name.ts'
import { mapColors } from './map-colors.ts'

/** With no `glyphs` in the style MapLibre draws every letter with the fonts of the machine. It takes the weight from the
 *  first name of the list, so that name only carries the weight and belongs to no font. */
const families = ['system-ui', 'Noto Sans SC', 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', 'sans-serif']
const regular = ['OneGrid Regular', ...families]
const medium = ['OneGrid Medium', ...families]
const bold = ['OneGrid Bold', ...families]

const sizeByZoom = (...stops: [zoom: number, pixels: number][]): ExpressionSpecification =>
  ['interpolate', ['linear'], ['zoom'], ...stops.flat()] as unknown as ExpressionSpecification

/** A label may step aside before it has to go: markers keep their place. */
const stepAside: NonNullable<SymbolLayerSpecification['layout']> = {
  'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'],
  'text-radial-offset': 0.9,
  'text-justify': 'auto',
}

/** Names stay as they are written in the county; where a tile has the romanised name, English shows it above. */
const nameIn = (language: MapLanguage): ExpressionSpecification =>
  language === 'zh'
    ? ['get', 'name']
    : ['case', ['has', 'pinyin'], ['concat', ['get', 'pinyin'], '\n', ['get', 'name']], ['get', 'name']]

/** All labels. Their order, which is also who gets room first, is in `layer-order.ts`. Pure. */
export function createLabels(theme: MapTheme, language: MapLanguage, hasBasemap: boolean): LayerSpecification[] {
  return [...createAreaLabels(theme, language), ...(hasBasemap ? createBasemapLabels(theme, language) : [])]
}

function createAreaLabels(theme: MapTheme, language: MapLanguage): LayerSpecification[] {
  const colors = mapColors[theme]
  const halo = { 'text-halo-color': colors.textHalo, 'text-halo-width': 1.6, 'text-halo-blur': 0.4 }
  const area = (sourceLayer: string) => ({ source: sourceIds.edition, 'source-layer': sourceLayer })
  return [
    {
      id: 'label-grid' satisfies LayerId,
      type: 'symbol',
      ...area('grid_label'),
      minzoom: gridLabelZoom,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': regular,
        'text-size': sizeByZoom([gridLabelZoom, 11], [16, 13]),
        'text-max-width': 7,
        'text-padding': 6,
        ...stepAside,
      },
      paint: { 'text-color': colors.textMuted, ...halo },
    },
    {
      id: 'label-village' satisfies LayerId,
      type: 'symbol',
      ...area('village_label'),
      minzoom: 10.4,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': medium,
        'text-size': sizeByZoom([10.4, 11.5], [12, 12.5], [14, 14.5]),
        'text-max-width': 8,
        'text-padding': sizeByZoom([10.4, 10], [13, 4]) as never,
        ...stepAside,
      },
      paint: { 'text-color': colors.text, ...halo },
    },
    {
      id: 'label-township' satisfies LayerId,
      type: 'symbol',
      ...area('township_label'),
      layout: {
        'text-field': nameIn(language),
        'text-font': bold,
        'text-size': sizeByZoom([7, 11], [9, 13.5], [11, 16], [14, 20]),
        'text-max-width': 8,
        'text-line-height': 1.15,
        'text-padding': 4,
        ...stepAside,
      },
      paint: {
        'text-color': colors.townshipText,
        'text-halo-color': colors.textHalo,
        'text-halo-width': 1.9,
        'text-halo-blur': 0.3,
      },
    },
  ]
}

function createBasemapLabels(theme: MapTheme, language: MapLanguage): LayerSpecification[] {
  const colors = mapColors[theme]
  const halo = { 'text-halo-color': colors.textHalo, 'text-halo-width': 1.5, 'text-halo-blur': 0.4 }
  const basemap = (sourceLayer: string) => ({ source: sourceIds.basemap, 'source-layer': sourceLayer })
  const kind = (...kinds: string[]): ExpressionSpecification => ['in', ['get', 'kind'], ['literal', kinds]]
  const byRank: ExpressionSpecification = ['number', ['get', 'rank'], 9]
  const alongWater = (id: LayerId, waterClass: string, minzoom: number, size: number): LayerSpecification => ({
    id,
    type: 'symbol',
    ...basemap('waterway'),
    minzoom,
    filter: ['all', ['==', ['get', 'class'], waterClass], ['has', 'name']],
    layout: {
      'symbol-placement': 'line',
      'symbol-spacing': 420,
      'text-field': ['get', 'name'],
      'text-font': regular,
      'text-size': size,
      'text-letter-spacing': 0.25,
      'text-max-angle': 30,
      'text-padding': 12,
    },
    paint: { 'text-color': colors.waterText, ...halo },
  })
  return [
    alongWater('label-stream', 'stream', 12, 11),
    alongWater('label-river', 'river', 9.5, 12),
    {
      id: 'label-hamlet' satisfies LayerId,
      type: 'symbol',
      ...basemap('place'),
      minzoom: 13.6,
      filter: kind('hamlet'),
      layout: {
        'symbol-sort-key': byRank,
        'icon-image': imageName('dot', theme),
        'text-field': ['get', 'name'],
        'text-font': regular,
        'text-size': 11,
        'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
        'text-radial-offset': 0.6,
        'text-justify': 'auto',
        'text-padding': 8,
      },
      paint: { 'text-color': colors.peakText, ...halo },
    },
    {
      id: 'label-peak' satisfies LayerId,
      type: 'symbol',
      ...basemap('place'),
      minzoom: 9.6,
      filter: kind('peak', 'pass'),
      layout: {
        'symbol-sort-key': byRank,
        'icon-image': ['match', ['get', 'kind'], 'pass', imageName('pass', theme), imageName('peak', theme)],
        'text-field': [
          'step',
          ['zoom'],
          ['get', 'name'],
          11.5,
          ['concat', ['get', 'name'], '  ', ['to-string', ['coalesce', ['get', 'elevation'], '']]],
        ],
        'text-font': regular,
        'text-size': 11,
        'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
        'text-radial-offset': 0.75,
        'text-justify': 'auto',
        'text-padding': 10,
        'icon-padding': 8,
      },
      paint: { 'text-color': colors.peakText, ...halo },
    },
    {
      id: 'label-lake' satisfies LayerId,
      type: 'symbol',
      ...basemap('place'),
      minzoom: 9,
      filter: kind('lake', 'reservoir'),
      layout: {
        'symbol-sort-key': byRank,
        'text-field': ['get', 'name'],
        'text-font': regular,
        'text-size': 11.5,
        'text-padding': 8,
        ...stepAside,
      },
      paint: { 'text-color': colors.waterText, ...halo },
    },
    {
      id: 'label-road' satisfies LayerId,
      type: 'symbol',
      ...basemap('road'),
      minzoom: 9.5,
      filter: ['all', ['has', 'ref'], ['in', ['get', 'class'], ['literal', ['expressway', 'national', 'provincial']]]],
      layout: {
        'symbol-placement': 'line',
        'symbol-spacing': 520,
        'text-field': ['get', 'ref'],
        'text-font': medium,
        'text-size': 9.5,
        'text-rotation-alignment': 'viewport',
        'icon-rotation-alignment': 'viewport',
        'icon-image': imageName('shield', theme),
        'icon-text-fit': 'both',
        'icon-text-fit-padding': [2, 4, 1, 4],
        'text-padding': 24,
        'icon-padding': 24,
      },
      paint: { 'text-color': colors.roadText },
    },
    {
      id: 'label-neighbour' satisfies LayerId,
      type: 'symbol',
      ...basemap('neighbour_label'),
      maxzoom: 12,
      layout: {
        'text-field': nameIn(language),
        'text-font': medium,
        'text-size': sizeByZoom([7, 11], [10, 15]),
        'text-letter-spacing': 0.3,
        'text-padding': 4,
      },
      paint: { 'text-color': colors.neighbourText, 'text-halo-color': colors.textHalo, 'text-halo-width': 1 },
    },
  ]
}
