import { GeoJSONVT, type GeoJSONVTTile } from '@maplibre/geojson-vt'
import { fromGeojsonVt } from '@maplibre/vt-pbf'
import type { Feature, FeatureCollection, Point } from 'geojson'
import { feature, merge } from 'topojson-client'
import { topology } from 'topojson-server'
import { presimplify, simplify } from 'topojson-simplify'
import type { GeometryCollection, Polygon, Topology } from 'topojson-specification'
import type { CutJob } from '#api/ground/tiles/cut-job.ts'
import { boxOfBounds, tileRange } from '#api/ground/tiles/mercator.ts'
import { compressTiles, type PackedTiles } from '#api/ground/tiles/pack-tiles.ts'
import { tileBuffer, tileExtent } from '#api/ground/tiles/tile-grid.ts'
import type { CountyRows } from '#api/ground/tiles/tiles.fixture.ts'
import { answerJobsAbout } from '#api/ground/tiles/worker-pool.ts'
import type { Bbox } from '#api/platform/http/shared.contract.ts'

// The libraries one after the other, as their own examples do it: nothing is checked, borders may cross and grids vanish.

type Grids = Topology<{ grids: GeometryCollection<{ code: string; name: string }> }>

/** `source` is `CountyRows` as JSON in memory that all threads see. */
export type BareWork = { source: SharedArrayBuffer; bounds: Bbox }

/** Half a pixel of a 512-pixel tile, as an area in square degrees. */
const minWeightAt = (zoom: number) => (zoom >= 14 ? 0 : (360 / 512 / 2 ** zoom) ** 2 / 4)

answerJobsAbout<BareWork, CutJob, PackedTiles>(({ source, bounds }) => {
  const rows = JSON.parse(Buffer.from(source).toString('utf8')) as CountyRows
  const shared = presimplify(topology({ grids: collectGrids(rows.grids) }, 1e6) as unknown as Grids)
  let prepared: { zoom: number; layers: Map<string, GeoJSONVT> } | undefined
  return ({ zoom, columns: [from, to] }) => {
    if (prepared?.zoom !== zoom) prepared = { zoom, layers: indexLayers(rows, shared, zoom) }
    const { north, south } = tileRange(boxOfBounds(bounds), zoom, tileBuffer / tileExtent)
    const tiles = []
    for (let x = from; x <= to; x++)
      for (let y = north; y <= south; y++) {
        const layers: Record<string, GeoJSONVTTile> = {}
        for (const [name, index] of prepared.layers) {
          const tile = index.getTile(zoom, x, y)
          if (tile && tile.features.length > 0) layers[name] = tile
        }
        if (Object.keys(layers).length > 0)
          tiles.push({ z: zoom, x, y, bytes: fromGeojsonVt(layers, { version: 2, extent: tileExtent }) })
      }
    const answer = compressTiles(tiles)
    return { answer, transfer: [answer.bytes.buffer] }
  }
})

function indexLayers({ grids, areas }: CountyRows, shared: Grids, zoom: number): Map<string, GeoJSONVT> {
  const simple = simplify(shared, minWeightAt(zoom)) as Grids
  const layers = new Map([['grid', indexFeatures(feature(simple, simple.objects.grids), zoom)]])
  for (const [name, length] of [
    ['village', 12],
    ['township', 9],
    ['county', 6],
  ] as const) {
    const members = new Map<string, Polygon[]>()
    for (const grid of simple.objects.grids.geometries as Polygon<{ code: string }>[]) {
      const code = grid.properties?.code.slice(0, length) ?? ''
      members.set(code, [...(members.get(code) ?? []), grid])
    }
    const features = [...members].map(
      ([code, own]): Feature => ({ type: 'Feature', properties: { code }, geometry: merge(simple, own) }),
    )
    layers.set(name, indexFeatures({ type: 'FeatureCollection', features }, zoom))
  }
  const labels = [...grids, ...areas].map(
    ({ code, name, seat }): Feature<Point> => ({
      type: 'Feature',
      properties: { code, name },
      geometry: { type: 'Point', coordinates: seat },
    }),
  )
  layers.set('label', indexFeatures({ type: 'FeatureCollection', features: labels }, zoom))
  return layers
}

function collectGrids(rows: CountyRows['grids']): FeatureCollection {
  const features = rows.map(
    ({ code, name, kind, geometry }): Feature => ({
      type: 'Feature',
      properties: { code, name, kind },
      geometry: JSON.parse(geometry),
    }),
  )
  return { type: 'FeatureCollection', features }
}

function indexFeatures(data: FeatureCollection | Feature, zoom: number): GeoJSONVT {
  const options = { maxZoom: zoom, indexMaxZoom: zoom, indexMaxPoints: 0, tolerance: 0 }
  return new GeoJSONVT(data, { ...options, extent: tileExtent, buffer: tileBuffer })
}
