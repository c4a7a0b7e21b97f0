import type { Feature, FeatureCollection, Polygon, Position } from 'geojson'

const [west, south, step] = [103, 26, 0.01]

/** The square in column `x` and row `y` of a lattice of hundredths of a degree; `width` columns wide. */
export const aSquare = (x: number, y: number, width = 1): Polygon => {
  const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6
  const corner = (column: number, row: number): Position => [round(west + column * step), round(south + row * step)]
  // A vertex at every column: neighbours above and below share each of them.
  const columns = Array.from({ length: width + 1 }, (_, index) => x + index)
  const ring = [
    ...columns.map((column) => corner(column, y)),
    ...columns.toReversed().map((column) => corner(column, y + 1)),
    corner(x, y),
  ]
  return { type: 'Polygon', coordinates: [ring] }
}

export const aFeature = (
  geometry: Polygon,
  properties: Record<string, unknown>,
): Feature<Polygon, Record<string, unknown>> => ({ type: 'Feature', geometry, properties })

export const aGridFeature = (code: string, geometry: Polygon, properties: Record<string, unknown> = {}) =>
  aFeature(geometry, {
    code,
    name: `网格${code.slice(-3)}`,
    kind: 'rural',
    group: `${code.slice(0, 12)}01`,
    population: 100,
    households: 30,
    needHelp: 5,
    workersFull: 1,
    workersPart: 2,
    ...properties,
  })

/** Two villages of two grids each, side by side in one row: 530326001001001 and …002, 530326001002001 and …002. */
export const smallCountyGrids = () => [
  aGridFeature('530326001001001', aSquare(0, 0), { population: 10 }),
  aGridFeature('530326001001002', aSquare(1, 0), { population: 40, group: '53032600100102' }),
  aGridFeature('530326001002001', aSquare(2, 0), { population: 20 }),
  aGridFeature('530326001002002', aSquare(3, 0), { population: 30 }),
]

/** The border of `width` columns and `height` rows from the corner of the lattice, with a vertex wherever a square has one. */
export const aBlock = (width: number, height: number): Polygon => {
  const [below, above] = [aSquare(0, 0, width), aSquare(0, height - 1, width)]
  const lower = below.coordinates[0]?.slice(0, width + 1) ?? []
  const upper = above.coordinates[0]?.slice(width + 1, -1) ?? []
  const rows = Array.from({ length: height - 1 }, (_, index) => index + 1)
  const side = (column: number) => (row: number) => aSquare(column, row).coordinates[0]?.[0] as Position
  const ring = [...lower, ...rows.map(side(width)), ...upper, ...rows.toReversed().map(side(0))]
  return { type: 'Polygon', coordinates: [[...ring, ring[0] as Position]] }
}

export const aCollection = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features })

/** A file as the import takes it. */
export const aSource = (document: unknown, name = 'county.geojson') => ({
  name,
  bytes: Buffer.from(typeof document === 'string' ? document : JSON.stringify(document)),
})
