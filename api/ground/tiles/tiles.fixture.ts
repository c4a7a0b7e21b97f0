import { readFileSync } from 'node:fs'
import { VectorTile } from '@mapbox/vector-tile'
import type { MultiPolygon, Polygon } from 'geojson'
import { PbfReader } from 'pbf'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { toUnits } from './arc-set.ts'
import {
  type EditionArea,
  type EditionGrid,
  type EditionGridRow,
  type EditionSource,
  parseGrid,
} from './edition-layers.ts'

export type CountyRows = { grids: EditionGridRow[]; areas: EditionArea[] }

/** For tests: the county of `data/huize` as the database has it. */
export function readHuizeRows(): CountyRows {
  const path = new URL('../../../data/huize/huize.topojson', import.meta.url)
  const topology = JSON.parse(readFileSync(path, 'utf8')) as Topology<Record<string, GeometryCollection>>
  type Properties = Omit<EditionGrid, 'geometry'> & Pick<EditionArea, 'population'>
  const read = (name: string) =>
    feature(topology, topology.objects[name] as GeometryCollection<Properties>).features.map(
      ({ properties: { code, name: title, kind, seat = [103.3, 26.4], population = 0 }, geometry }) => ({
        code,
        name: title,
        kind,
        seat,
        population,
        geometry: JSON.stringify(geometry),
      }),
    )
  return { grids: read('grids'), areas: ['county', 'townships', 'villages'].flatMap(read) }
}

/** For tests: the county of `data/huize` as its layers take it. */
export function readHuize(): EditionSource {
  const { grids, areas } = readHuizeRows()
  return { grids: grids.map(parseGrid), areas }
}

/** For tests: a grid of degrees. */
export const aGrid = (
  code: string,
  geometry: Polygon | MultiPolygon,
  more: Partial<EditionGrid> = {},
): EditionGrid => ({
  code,
  name: `grid ${code}`,
  kind: 'rural',
  seat: [103, 26],
  geometry: toUnits(geometry),
  ...more,
})

/** For tests: an axis-parallel rectangle. */
export const aBox = ([west, south]: LngLat, [east, north]: LngLat): Polygon => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ],
})

export type TileFeature = {
  id: number | undefined
  attributes: Record<string, string | number | boolean>
  /** 1 point, 2 line, 3 polygon. */
  type: 0 | 1 | 2 | 3
  /** In units of the tile's grid. */
  lines: { x: number; y: number }[][]
}

/** For tests: the layers of a tile that is not compressed. */
export function readTile(bytes: Uint8Array): Record<string, TileFeature[]> {
  const tile = new VectorTile(new PbfReader(bytes))
  return Object.fromEntries(
    Object.entries(tile.layers).map(([name, layer]) => [
      name,
      Array.from({ length: layer.length }, (_, index) => {
        const feature = layer.feature(index)
        return { id: feature.id, attributes: feature.properties, type: feature.type, lines: feature.loadGeometry() }
      }),
    ]),
  )
}

/** For tests: the area of a tile's polygon, holes taken off, in square units of its grid. */
export const areaOf = ({ lines }: TileFeature): number =>
  Math.abs(
    lines.reduce(
      (sum, ring) =>
        sum +
        ring.reduce((part, point, index) => {
          const next = ring[(index + 1) % ring.length] as { x: number; y: number }
          return part + (point.x * next.y - next.x * point.y) / 2
        }, 0),
      0,
    ),
  )
