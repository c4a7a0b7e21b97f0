import type { Feature, Polygon, Position } from 'geojson'
import { randomFrom } from '../../tests/support/random.ts'
import { aGridFeature } from '../../tests/support/small-county.ts'

/** A county of 0.9 by 1.1 degrees. */
const [west, south, width, height] = [103, 25.8, 0.9, 1.1]
const gridsPerVillageSide = 10
const villagesPerTownship = 40
const segmentsPerSide = 9
/** How far corners are off their lattice and sides off the line, as shares of a grid's width. */
const [cornerWobble, sideWobble] = [0.2, 0.15]

/** Grids in `columns` and `rows` (multiples of ten), each with 36 vertices that it shares with its neighbours, in
 *  villages of ten by ten. Seeded, so the same each time; one by one, since together they are 100 MB of text. */
export function* manyGrids(columns: number, rows: number): Generator<Feature<Polygon>> {
  const random = randomFrom(530326)
  const wobble = (share: number) => (random() * 2 - 1) * share * (width / columns)
  const round = (value: number) => Math.round(value * 1e6) / 1e6
  const corners = lattice(columns + 1, rows + 1, (column, row): Position => {
    const isEdge = column % columns === 0 || row % rows === 0
    const off = () => (isEdge ? 0 : wobble(cornerWobble))
    return [round(west + (width * column) / columns + off()), round(south + (height * row) / rows + off())]
  })
  const corner = (column: number, row: number) => corners[column]?.[row] as Position
  const side = ([ax, ay]: Position, [bx, by]: Position, isEdge: boolean): Position[] => {
    const [dx, dy] = [(bx as number) - (ax as number), (by as number) - (ay as number)]
    return Array.from({ length: segmentsPerSide - 1 }, (_, index) => {
      const share = (index + 1) / segmentsPerSide
      // Less near the ends, where other sides are near.
      const off = isEdge ? 0 : (wobble(sideWobble) * Math.min(share, 1 - share)) / Math.hypot(dx, dy)
      return [round((ax as number) + dx * share - dy * off), round((ay as number) + dy * share + dx * off)]
    })
  }
  const level = lattice(columns, rows + 1, (column, row) =>
    side(corner(column, row), corner(column + 1, row), row % rows === 0),
  )
  const upright = lattice(columns + 1, rows, (column, row) =>
    side(corner(column, row), corner(column, row + 1), column % columns === 0),
  )
  const between = (sides: Position[][][], column: number, row: number) => sides[column]?.[row] as Position[]
  for (let column = 0; column < columns; column++)
    for (let row = 0; row < rows; row++) {
      const ring = [
        corner(column, row),
        ...between(level, column, row),
        corner(column + 1, row),
        ...between(upright, column + 1, row),
        corner(column + 1, row + 1),
        ...between(level, column, row + 1).toReversed(),
        corner(column, row + 1),
        ...between(upright, column, row).toReversed(),
        corner(column, row),
      ]
      yield aGridFeature(codeAt(column, row, rows), { type: 'Polygon', coordinates: [ring] })
    }
}

const lattice = <Value>(columns: number, rows: number, make: (column: number, row: number) => Value): Value[][] =>
  Array.from({ length: columns }, (_, column) => Array.from({ length: rows }, (_, row) => make(column, row)))

function codeAt(column: number, row: number, rows: number): string {
  const villagesPerColumn = rows / gridsPerVillageSide
  const village = Math.floor(column / gridsPerVillageSide) * villagesPerColumn + Math.floor(row / gridsPerVillageSide)
  const grid = (column % gridsPerVillageSide) * gridsPerVillageSide + (row % gridsPerVillageSide)
  const numbers = [Math.floor(village / villagesPerTownship), village % villagesPerTownship, grid]
  return `530326${numbers.map((number) => String(number + 1).padStart(3, '0')).join('')}`
}
