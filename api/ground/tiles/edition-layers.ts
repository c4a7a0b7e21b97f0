import type { MultiPolygon, Polygon } from 'geojson'
import { mergeArcs, meshArcs } from 'topojson-client'
import type { MultiPolygon as ArcMultiPolygon, Polygon as ArcPolygon, GeometryObject } from 'topojson-specification'
import { signedArea } from '#api/coverage/signed-area.ts'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { type ArcSet, type ArcShape, buildArcs, type InUnits, type LayerFeature, toUnits } from './arc-set.ts'
import { borderLevels, editionFirstZooms } from './tiles.contract.ts'

/** A grid as its layer takes it. */
export type EditionGrid = {
  code: string
  name: string
  kind: string
  seat: LngLat
  geometry: InUnits<Polygon | MultiPolygon>
}
/** A grid as the database has it: GeoJSON text in degrees, which goes to another thread in no time. */
export type EditionGridRow = Omit<EditionGrid, 'geometry'> & { geometry: string }
/** A county, township or village: where its polygon is follows from its grids. */
export type EditionArea = { code: string; name: string; seat: LngLat; population: number }
export type EditionSource = { grids: EditionGrid[]; areas: EditionArea[] }

export const parseGrid = (row: EditionGridRow): EditionGrid => ({
  ...row,
  geometry: toUnits(JSON.parse(row.geometry) as Polygon | MultiPolygon),
})

/** Code lengths of the levels that are unions of grids, with their layers. */
const areaLevels = [
  { layer: 'county', length: 6 },
  { layer: 'township', length: 9 },
  { layer: 'village', length: 12 },
] as const

/**
 * The layers of an edition's tiles (`editionTileLayers`) on one set of arcs, that of the grids. A village's polygon is
 * put together from its grids' arcs by dropping those that two of its grids share, and so on up: no level can have a
 * border that is not also a border of the level below. Pure.
 */
export function buildEditionLayers({ grids, areas }: EditionSource): ArcSet<LayerFeature[]> {
  const { arcs, topology, objects } = buildArcs(grids.map(({ geometry }) => geometry))
  const layers: Record<string, LayerFeature[]> = {}
  const shapes = objects as (ArcPolygon | ArcMultiPolygon)[]
  const codes = new Map<GeometryObject, string>(
    shapes.map((shape, index) => [shape, (grids[index] as EditionGrid).code]),
  )

  for (const { layer, length } of areaLevels) {
    const members = new Map<string, (ArcPolygon | ArcMultiPolygon)[]>()
    for (const [index, { code }] of grids.entries()) {
      const prefix = code.slice(0, length)
      const shape = shapes[index] as ArcPolygon | ArcMultiPolygon
      const list = members.get(prefix)
      if (list) list.push(shape)
      else members.set(prefix, [shape])
    }
    layers[layer] = areas
      .filter(({ code }) => code.length === length && members.has(code))
      .map(({ code, name }) => ({
        id: Number(code),
        attributes: { code, name },
        shape: asArcShape(mergeArcs(topology, members.get(code) as ArcPolygon[]) as ArcMultiPolygon),
      }))
  }
  layers.grid = grids.map(({ code, name, kind }, index) => ({
    id: Number(code),
    attributes: { code, name, kind },
    shape: asArcShape(shapes[index] as ArcPolygon | ArcMultiPolygon),
  }))
  layers.border = buildBorders(
    (filter) => meshArcs(topology, { type: 'GeometryCollection', geometries: shapes }, filter).arcs,
    codes,
  )
  layers.township_label = buildLabels(
    areas.filter(({ code }) => code.length === 9).toSorted(byPeople),
    editionFirstZooms.township_label,
  )
  layers.village_label = buildLabels(
    areas.filter(({ code }) => code.length === 12).toSorted(byPeople),
    editionFirstZooms.village_label,
  )
  layers.grid_label = buildLabels(sortBySize(grids), editionFirstZooms.grid_label)
  return { arcs, faceLayer: 'grid', layers }
}

function asArcShape(shape: ArcPolygon | ArcMultiPolygon): ArcShape {
  if (shape.type === 'Polygon') return { type: 'Polygon', arcs: shape.arcs }
  const [only, ...others] = shape.arcs
  return only && others.length === 0 ? { type: 'Polygon', arcs: only } : { type: 'MultiPolygon', arcs: shape.arcs }
}

/** One feature a level, its lines as long as they go: dashes run on, and the tile holds each border once. */
function buildBorders(
  meshOf: (filter: (a: GeometryObject, b: GeometryObject) => boolean) => number[][],
  codes: ReadonlyMap<GeometryObject, string>,
): LayerFeature[] {
  const levelBetween = (a: GeometryObject, b: GeometryObject) => {
    const [one, other] = [codes.get(a) ?? '', codes.get(b) ?? '']
    if (a === b || one.slice(0, 6) !== other.slice(0, 6)) return 'county'
    if (one.slice(0, 9) !== other.slice(0, 9)) return 'township'
    return one.slice(0, 12) === other.slice(0, 12) ? 'grid' : 'village'
  }
  return borderLevels
    .map((level) => ({
      attributes: { level },
      shape: { type: 'MultiLineString', arcs: meshOf((a, b) => levelBetween(a, b) === level) } satisfies ArcShape,
    }))
    .filter(({ shape }) => shape.arcs.length > 0)
}

const byPeople = (one: EditionArea, other: EditionArea) => other.population - one.population

/** Large ones first, of which more is on the map. Not by people: shared screens have these tiles, and the order of a village's
 *  grids would say in which of them most live. */
function sortBySize(grids: readonly EditionGrid[]): EditionGrid[] {
  const sizes = new Map(
    grids.map(({ code, geometry }) => {
      const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
      return [code, polygons.reduce((sum, [outer = []]) => sum + Math.abs(signedArea(outer)), 0)] as const
    }),
  )
  const sizeOf = ({ code }: EditionGrid) => sizes.get(code) ?? 0
  return grids.toSorted((one, other) => sizeOf(other) - sizeOf(one))
}

/** Labels in the order the map places them: where two want the same place, the first has it. */
const buildLabels = (
  areas: readonly { code: string; name: string; seat: LngLat }[],
  firstZoom: number,
): LayerFeature[] =>
  areas.map(({ code, name, seat }) => ({
    id: Number(code),
    attributes: { code, name },
    shape: { type: 'Point', lngLat: seat },
    firstZoom,
  }))
