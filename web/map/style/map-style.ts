import type { FeatureCollection } from 'geojson'
import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl'
import { deckBeforeId, type LayerId, layerOrder, type OverlayId, overlayLayers, sourceIds } from '../layer-order.ts'
import type { Bbox, MapEdition, MapLanguage } from '../map-types.ts'
import { type AreaLook, createAreaBorders, createAreaFills, createAreaOutlines, createGridTint } from './area-layers.ts'
import {
  createGround,
  createHillshade,
  createNeighbours,
  createRoads,
  createSurround,
  createWater,
} from './ground-layers.ts'
import { createLabels } from './label-layers.ts'
import { createShapeLayers } from './shape-layers.ts'

/** Everything the style is a function of. Shapes and claims are data and go into their sources directly. */
export type MapLook = AreaLook & {
  language: MapLanguage
  edition: MapEdition
  overlays: Readonly<Record<OverlayId, boolean>>
  /** What comes after the first picture of the county: relief, class colours, and the layers that hovering, selecting and
   *  highlighting draw with. Their buffers cost a tile's worker as much again as the county itself. */
  isCountyDrawn: boolean
  /** Address the URL templates are relative to: MapLibre's workers have none of their own. */
  origin: string
}

const emptyCollection: FeatureCollection = { type: 'FeatureCollection', features: [] }

const orderOf = new Map<string, number>(layerOrder.map((id, index) => [id, index]))

/** Zooms of the edition's tiles; beyond the last the map enlarges. The same as in the contract of the tiles. */
export const editionZooms = { minzoom: 7, maxzoom: 14 }

const absolute = (template: string, origin: string): string =>
  /^https?:/.test(template) ? template : `${origin}${template}`

/** The whole style. No `glyphs` and no `sprite`: letters and icons are made on this machine. Pure. */
export function buildMapStyle(look: MapLook): StyleSpecification {
  const { edition, theme, language, origin, isCountyDrawn } = look
  const sources: Record<string, SourceSpecification> = {
    [sourceIds.edition]: {
      type: 'vector',
      tiles: [absolute(edition.tiles, origin)],
      ...editionZooms,
      bounds: edition.bounds,
    },
    [sourceIds.shapes]: { type: 'geojson', data: emptyCollection },
    [sourceIds.claims]: { type: 'geojson', data: emptyCollection },
    [sourceIds.surround]: { type: 'geojson', data: surroundOf(edition) },
  }
  const layers: LayerSpecification[] = [
    createGround(theme),
    ...createAreaFills(isCountyDrawn ? look : { ...look, classColors: [] }),
    ...(isCountyDrawn ? [createGridTint(look)] : []),
    ...createSurround(theme),
    ...createAreaBorders(look),
    ...(isCountyDrawn ? createAreaOutlines(look) : []),
    ...createShapeLayers(theme),
    { id: deckBeforeId, type: 'background', layout: { visibility: 'none' } },
    ...createLabels(theme, language, edition.basemap !== null),
  ]
  if (edition.basemap !== null) {
    sources[sourceIds.basemap] = {
      type: 'vector',
      tiles: [absolute(edition.basemap.tiles, origin)],
      minzoom: edition.basemap.minzoom,
      maxzoom: edition.basemap.maxzoom,
    }
    layers.push(...createNeighbours(theme), ...createWater(theme), ...createRoads(theme))
  }
  if (edition.terrain !== null && isCountyDrawn) {
    sources[sourceIds.terrain] = {
      type: 'raster-dem',
      tiles: [absolute(edition.terrain.tiles, origin)],
      minzoom: edition.terrain.minzoom,
      maxzoom: edition.terrain.maxzoom,
      tileSize: edition.terrain.tileSize,
      bounds: edition.terrain.bounds,
      encoding: 'terrarium',
    }
    layers.push(createHillshade(theme))
  }
  layers.sort((a, b) => (orderOf.get(a.id) ?? 0) - (orderOf.get(b.id) ?? 0))
  const hidden = new Set<string>()
  for (const [overlay, isVisible] of Object.entries(look.overlays) as [OverlayId, boolean][]) {
    if (!isVisible) for (const id of overlayLayers[overlay]) hidden.add(id)
  }
  return {
    version: 8,
    sources,
    // a theme is switched, not faded: half-way colours on 4,847 grids say nothing
    transition: { duration: 0, delay: 0 },
    layers: layers.map((layer) => (hidden.has(layer.id) ? hide(layer) : layer)),
  }
}

/** How far the ground goes on around a county without relief, in degrees. */
const marginDegrees = 0.06

/** Everything beyond the relief, or beyond the county's box where there is none. */
function surroundOf({ bounds, terrain }: MapEdition): FeatureCollection {
  const [west, south, east, north]: Bbox = terrain?.bounds ?? [
    bounds[0] - marginDegrees,
    bounds[1] - marginDegrees,
    bounds[2] + marginDegrees,
    bounds[3] + marginDegrees,
  ]
  const ring = (w: number, s: number, e: number, n: number) => [
    [w, s],
    [e, s],
    [e, n],
    [w, n],
    [w, s],
  ]
  return {
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        properties: { part: 'fill' },
        geometry: {
          type: 'Polygon',
          coordinates: [ring(-180, -85, 180, 85), ring(west, south, east, north).reverse()],
        },
      },
      {
        type: 'Feature',
        properties: { part: 'edge' },
        geometry: { type: 'LineString', coordinates: ring(west, south, east, north) },
      },
    ],
  }
}

const hide = (layer: LayerSpecification): LayerSpecification =>
  ({ ...layer, layout: { ...('layout' in layer ? layer.layout : {}), visibility: 'none' } }) as LayerSpecification

/** Layer ids of a style in the order they are drawn, for tests. Pure. */
export const drawnLayerIds = (style: StyleSpecification): LayerId[] => style.layers.map((layer) => layer.id as LayerId)
