import { GeoJSONVT, type GeoJSONVTFeature, type GeoJSONVTTile } from '@maplibre/geojson-vt'
import { fromGeojsonVt } from '@maplibre/vt-pbf'
import type { Feature } from 'geojson'
import type { ArcSet } from './arc-set.ts'
import { type TileRange, tileRange } from './mercator.ts'
import { tidyFeature } from './tidy-feature.ts'
import { tileBuffer, tileExtent } from './tile-grid.ts'
import { boxOfSets, prepareLayers, type RootTile, type ZoomLayer } from './zoom-layers.ts'

/** One tile, not compressed. Tiles that nothing reaches are not made. */
export type CutTile = { z: number; x: number; y: number; bytes: Uint8Array }

export type TileCutter = {
  /** The tiles that the layers can reach at a zoom. */
  range(zoom: number): TileRange
  /** The tiles of a zoom in the columns `fromColumn` to `toColumn`, both included. */
  cut(zoom: number, fromColumn: number, toColumn: number): CutTile[]
}

const margin = tileBuffer / tileExtent

/** Cuts layers into vector tiles. Pure but for a memory of the last zoom's simplified shapes, so ask for the columns of
 *  one zoom in a row. `deepestZoom` gets every point. */
export function createTileCutter(sets: readonly ArcSet[], deepestZoom: number): TileCutter {
  const box = boxOfSets(sets)
  const layersAt = prepareLayers(sets, deepestZoom)
  let prepared: { zoom: number; root: RootTile; layers: Map<string, ZoomLayer> } | undefined
  return {
    range: (zoom) => tileRange(box, zoom, margin),
    cut(zoom, fromColumn, toColumn) {
      if (prepared?.zoom !== zoom) {
        const root = findRoot(tileRange(box, zoom, margin))
        prepared = { zoom, root, layers: layersAt(zoom, root) }
      }
      const { root, layers } = prepared
      const depth = zoom - root.z
      const [firstX, firstY] = [root.x * 2 ** depth, root.y * 2 ** depth]
      const west = (fromColumn - firstX - margin) / 2 ** depth
      const east = (toColumn + 1 - firstX + margin) / 2 ** depth
      const indexes = new Map<string, GeoJSONVT>()
      for (const [name, layer] of layers) {
        const features = layer(west, east)
        if (features.length > 0) indexes.set(name, indexFeatures(features, depth))
      }
      const { north, south } = tileRange(box, zoom, margin)
      const tiles: CutTile[] = []
      for (let x = fromColumn; x <= toColumn; x++)
        for (let y = north; y <= south; y++) {
          const bytes = encodeTile(indexes, depth, x - firstX, y - firstY)
          if (bytes) tiles.push({ z: zoom, x, y, bytes })
        }
      return tiles
    },
  }
}

/** The deepest tile that holds a whole range. Cutting starts from it: from the one tile of zoom 0, everything would be
 *  carried through six or seven zooms where there is nothing to cut. */
function findRoot({ z, west, east, north, south }: TileRange): RootTile {
  let depth = 0
  while (west >> depth !== east >> depth || north >> depth !== south >> depth) depth++
  return { z: z - depth, x: west >> depth, y: north >> depth }
}

const indexFeatures = (features: Feature[], depth: number) =>
  new GeoJSONVT(
    { type: 'FeatureCollection', features },
    {
      coordinates: 'unitSquare',
      wrap: false,
      maxZoom: depth,
      indexMaxZoom: depth,
      indexMaxPoints: 0,
      // At the deepest zoom, the only one taken from it, every point is kept whatever this says: they are simplified
      // already, on shared arcs, and polygon by polygon would tear borders apart. On the way down all is far below it,
      // so no tile is made there that nobody takes: half the time of a zoom.
      tolerance: 1e9,
      extent: tileExtent,
      buffer: tileBuffer,
    },
  )

function encodeTile(indexes: Map<string, GeoJSONVT>, z: number, x: number, y: number): Uint8Array | undefined {
  const layers: Record<string, GeoJSONVTTile> = {}
  for (const [name, index] of indexes) {
    const tile = index.getTile(z, x, y)
    if (!tile) continue
    const features = bundleLines(tile.features.filter(tidyFeature))
    if (features.length > 0) layers[name] = { ...tile, features } as GeoJSONVTTile
  }
  if (Object.keys(layers).length === 0) return undefined
  return fromGeojsonVt(layers, { version: 2, extent: tileExtent })
}

/** Lines of one feature, cut one by one, in one feature again. They are known by the attributes they share. */
function bundleLines(features: GeoJSONVTFeature[]): GeoJSONVTFeature[] {
  const bundles = new Map<unknown, Extract<GeoJSONVTFeature, { type: 2 | 3 }>>()
  return features.filter((feature) => {
    if (feature.type !== 2) return true
    const bundle = bundles.get(feature.tags)
    if (!bundle) bundles.set(feature.tags, feature)
    else for (const line of feature.geometry) bundle.geometry.push(line)
    return !bundle
  })
}
