import type { FeatureCollection, LineString, MultiLineString, MultiPolygon, Point, Polygon } from 'geojson'
import { meshArcs } from 'topojson-client'
import type { GeometryObject } from 'topojson-specification'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { type ArcSet, type ArcShape, buildArcs, type LayerFeature, toUnits } from './arc-set.ts'
import { basemapFirstZooms } from './tiles.contract.ts'

/** The files of a basemap, GeoJSON text each; the fields are those of `data/huize`. One that is missing leaves its layer
 *  empty. */
export type BasemapSource = Partial<Record<BasemapFile, string>>
export const basemapFiles = ['lakes', 'rivers', 'streams', 'roads', 'places', 'neighbours'] as const
export type BasemapFile = (typeof basemapFiles)[number]

type Attributes = LayerFeature['attributes']

const lakeKinds: Record<string, string> = { 湖泊: 'lake', 水库: 'reservoir' }
/** Rivers have ranks from 1; a stream of the highest Strahler order comes after the last of them. */
const streamRank = (order: number) => Math.min(8, Math.max(5, 9 - order))

/** The layers of a basemap's tiles (`basemapTileLayers`). Neighbours share arcs with each other, roads and water with
 *  theirs; between these nothing is shared, a road may cross a stream. Pure. */
export function buildBasemapLayers(source: BasemapSource): ArcSet<LayerFeature[]>[] {
  return [buildNeighbours(source), buildLakes(source), buildLines(source), buildPlaces(source)]
}

const featuresOf = <G extends Point | Polygon | MultiPolygon | LineString | MultiLineString>(
  text: string | undefined,
) => (text === undefined ? [] : (JSON.parse(text) as FeatureCollection<G, Record<string, unknown>>).features)

/** Those of the named properties that have a value; a plain `false` is left out like an empty name. */
function pickAttributes(properties: Record<string, unknown>, names: readonly string[]): Attributes {
  const attributes: Attributes = {}
  for (const name of names) {
    const value = properties[name]
    if ((typeof value === 'string' && value !== '') || typeof value === 'number' || value === true)
      attributes[name] = value
  }
  return attributes
}

function buildNeighbours({ neighbours }: BasemapSource): ArcSet<LayerFeature[]> {
  const features = featuresOf<Polygon | MultiPolygon>(neighbours)
  const { arcs, objects } = buildArcs(features.map(({ geometry }) => toUnits(geometry)))
  const labels = features.filter(({ properties }) => Array.isArray(properties.seat))
  return {
    arcs,
    faceLayer: 'neighbour',
    layers: {
      neighbour: features.map(({ properties }, index) => ({
        attributes: pickAttributes(properties, ['name']),
        shape: objects[index] as ArcShape,
      })),
      neighbour_label: labels.map(({ properties }) => ({
        attributes: pickAttributes(properties, ['name']),
        shape: { type: 'Point', lngLat: properties.seat as LngLat },
      })),
    },
  }
}

function buildLakes({ lakes }: BasemapSource): ArcSet<LayerFeature[]> {
  const features = featuresOf<Polygon | MultiPolygon>(lakes)
  const { arcs, objects } = buildArcs(features.map(({ geometry }) => toUnits(geometry)))
  return {
    arcs,
    faceLayer: 'water',
    layers: {
      water: features.map(({ properties }, index) => ({
        attributes: {
          ...pickAttributes(properties, ['name']),
          kind: lakeKinds[String(properties.kind)] ?? 'lake',
        },
        shape: objects[index] as ArcShape,
      })),
    },
  }
}

type Line = {
  layer: 'waterway' | 'road'
  attributes: Attributes
  firstZoom: number
  geometry: LineString | MultiLineString
}

function buildLines({ rivers, streams, roads }: BasemapSource): ArcSet<LayerFeature[]> {
  const waterway = (geometry: Line['geometry'], kind: string, rank: number, name: unknown): Line => ({
    layer: 'waterway',
    attributes: { class: kind, rank, ...pickAttributes({ name }, ['name']) },
    firstZoom: zoomOf(basemapFirstZooms.waterway, rank),
    geometry,
  })
  const lines: Line[] = [
    ...featuresOf<LineString | MultiLineString>(rivers).map(({ geometry, properties }) =>
      waterway(geometry, 'river', Number(properties.rank ?? 4), properties.name),
    ),
    ...featuresOf<LineString | MultiLineString>(streams).map(({ geometry, properties }) =>
      waterway(geometry, 'stream', streamRank(Number(properties.order ?? 1)), properties.name),
    ),
    ...featuresOf<LineString | MultiLineString>(roads).map(
      ({ geometry, properties }): Line => ({
        layer: 'road',
        attributes: pickAttributes(properties, ['class', 'ref', 'name', 'bridge']),
        firstZoom: zoomOf(basemapFirstZooms.road, String(properties.class)),
        geometry,
      }),
    ),
  ]
  const { arcs, topology, objects } = buildArcs(lines.map(({ geometry }) => toUnits(geometry)))
  // Lines that look the same become one feature, their pieces joined where they meet: a third of the bytes, and a name
  // finds a stretch that is long enough for it.
  const groups = new Map<string, { line: Line; objects: GeometryObject[] }>()
  for (const [index, line] of lines.entries()) {
    const key = JSON.stringify([line.layer, line.attributes])
    const group = groups.get(key)
    if (group) group.objects.push(objects[index] as GeometryObject)
    else groups.set(key, { line, objects: [objects[index] as GeometryObject] })
  }
  const layers = { waterway: [] as LayerFeature[], road: [] as LayerFeature[] }
  for (const { line, objects: geometries } of groups.values())
    layers[line.layer].push({
      attributes: line.attributes,
      firstZoom: line.firstZoom,
      shape: {
        type: 'MultiLineString',
        arcs: meshArcs(topology, { type: 'GeometryCollection', geometries }).arcs,
      },
    })
  return { arcs, layers }
}

function buildPlaces({ places }: BasemapSource): ArcSet<LayerFeature[]> {
  const features = featuresOf<Point>(places).toSorted(
    (one, other) => Number(one.properties.rank) - Number(other.properties.rank),
  )
  return {
    arcs: buildArcs([]).arcs,
    layers: {
      place: features.map(({ geometry, properties }) => ({
        attributes: pickAttributes(
          properties,
          properties.kind === 'peak' || properties.kind === 'pass'
            ? ['name', 'kind', 'rank', 'elevation']
            : ['name', 'kind', 'rank'],
        ),
        firstZoom: zoomOf(basemapFirstZooms.place, Number(properties.rank ?? 7)),
        shape: { type: 'Point', lngLat: geometry.coordinates as LngLat },
      })),
    },
  }
}

/** The zoom of a class or rank; what a table does not know comes as late as its latest. */
const zoomOf = (zooms: Readonly<Record<string, number>>, key: string | number) =>
  zooms[key] ?? Math.max(...Object.values(zooms))
