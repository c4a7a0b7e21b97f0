import type { MultiPolygon, Polygon } from 'geojson'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { findBounds } from '../bounds.ts'

/** Parts of one area with this much ground of nobody's between them are told apart, about 50 km: exclaves lie nearer,
 *  a wrong digit of a degree puts a grid farther away. */
const cellDegrees = 0.5
const kmPerDegree = 111.2

type PlacedGrid = { code: string; geometry: Polygon | MultiPolygon }

/** Grids of one area that lie together, far from the rest of it. `km` is about how far. */
export type FarPart<Grid extends PlacedGrid> = { grids: Grid[]; km: number; lngLat: LngLat }

/** The parts of an area's grids that lie far from its largest one, the largest first. Pure. */
export function findFarParts<Grid extends PlacedGrid>(grids: readonly Grid[]): FarPart<Grid>[] {
  const cells = new Map<string, Grid[]>()
  for (const grid of grids)
    for (const cell of cellsOf(grid)) {
      const own = cells.get(cell)
      if (own) own.push(grid)
      else cells.set(cell, [grid])
    }
  const [home, ...others] = gather(cells).sort((one, other) => other.length - one.length)
  return others.map((part) => {
    const at = placeOf(part[0] as Grid)
    const km = (home as Grid[]).reduce((least, grid) => Math.min(least, kmBetween(at, placeOf(grid))), Infinity)
    return { grids: part, km, lngLat: at }
  })
}

/** The cells of half a degree that a grid's box meets. */
function* cellsOf({ geometry }: PlacedGrid): Generator<string> {
  const [west, south, east, north] = findBounds(geometry).map((degrees) => Math.floor(degrees / cellDegrees)) as [
    number,
    number,
    number,
    number,
  ]
  for (let x = west; x <= east; x++) for (let y = south; y <= north; y++) yield `${x} ${y}`
}

/** The grids of cells that touch, each once. Empties `cells`. */
function gather<Grid>(cells: Map<string, Grid[]>): Grid[][] {
  const parts: Grid[][] = []
  for (const first of cells.keys()) {
    const part = new Set<Grid>()
    const waiting = [first]
    for (let cell = waiting.pop(); cell !== undefined; cell = waiting.pop()) {
      const own = cells.get(cell)
      if (!own) continue
      cells.delete(cell)
      for (const grid of own) part.add(grid)
      const [x = 0, y = 0] = cell.split(' ').map(Number)
      for (const dx of [-1, 0, 1]) for (const dy of [-1, 0, 1]) waiting.push(`${x + dx} ${y + dy}`)
    }
    if (part.size > 0) parts.push([...part])
  }
  return parts
}

const placeOf = ({ geometry }: PlacedGrid): LngLat => {
  const [ring] = geometry.type === 'Polygon' ? geometry.coordinates : (geometry.coordinates[0] ?? [])
  return ring?.[0] as LngLat
}

/** As on a plane; it is said in tens of kilometres. */
const kmBetween = ([x1, y1]: LngLat, [x2, y2]: LngLat): number =>
  Math.hypot((x2 - x1) * Math.cos((((y1 + y2) / 2) * Math.PI) / 180), y2 - y1) * kmPerDegree
