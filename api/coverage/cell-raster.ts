import type { GridParts } from './grid-parts.ts'
import type { Steps } from './steps.ts'

/** What a cell says of every point in it. */
const mixed = -2
const nobody = -1

/** Cells a grid is laid over with, on average: most points then lie in a cell without a border. */
const cellsPerPart = 64
const mostCellsAcross = 1024
/** Borders are taken as so much thicker, in degrees (0.1 mm): far more than arithmetic rounds, far less than a cell. */
const thickness = 1e-9

/** The ground in cells, each of one grid, of nobody, or with a border in it. */
export type CellRaster = {
  /** Index of the grid all of the point's cell belongs to, -1 for nobody's; undefined in a cell with a border. */
  find(x: number, y: number): number | undefined
}

/** Edges between two steps. */
const edgesPerStep = 1000

/** Lays cells over the parts. `locate` answers exactly for a point away from any border; it is asked once for each run of
 *  cells between two borders. Pure. */
export function* cellRasterSteps(parts: GridParts, locate: (x: number, y: number) => number): Steps<CellRaster> {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let i = 0; i < parts.boxes.length; i += 4) {
    west = Math.min(west, parts.boxes[i] as number)
    south = Math.min(south, parts.boxes[i + 1] as number)
    east = Math.max(east, parts.boxes[i + 2] as number)
    north = Math.max(north, parts.boxes[i + 3] as number)
  }
  west -= 2 * thickness
  south -= 2 * thickness
  const across = Math.max(1, Math.min(mostCellsAcross, Math.ceil(Math.sqrt(parts.grid.length * cellsPerPart))))
  const perLng = across / (east + 2 * thickness - west)
  const perLat = across / (north + 2 * thickness - south)
  const cells = new Int32Array(parts.grid.length === 0 ? 0 : across * across)
  const columnOf = (x: number) => Math.max(0, Math.min(across - 1, Math.floor((x - west) * perLng)))
  const rowOf = (y: number) => Math.max(0, Math.min(across - 1, Math.floor((y - south) * perLat)))

  const mark = (row: number, fromX: number, toX: number) => {
    const last = columnOf(toX + thickness)
    for (let column = columnOf(fromX - thickness); column <= last; column++) cells[row * across + column] = mixed
  }
  const { edges } = parts
  for (let i = 0; i < edges.length; i += 4) {
    if (i % (4 * edgesPerStep) === 0) yield
    const x1 = edges[i] as number
    const y1 = edges[i + 1] as number
    const x2 = edges[i + 2] as number
    const y2 = edges[i + 3] as number
    const firstRow = rowOf(Math.min(y1, y2) - thickness)
    const lastRow = rowOf(Math.max(y1, y2) + thickness)
    if (firstRow === lastRow) {
      mark(firstRow, Math.min(x1, x2), Math.max(x1, x2))
      continue
    }
    // In each row from where the edge comes into it to where it leaves; a level edge in two rows is whole in both.
    const slope = y1 === y2 ? 0 : (x2 - x1) / (y2 - y1)
    for (let row = firstRow; row <= lastRow; row++) {
      const low = Math.max(Math.min(y1, y2), south + row / perLat - thickness)
      const high = Math.min(Math.max(y1, y2), south + (row + 1) / perLat + thickness)
      const atLow = x1 + (low - y1) * slope
      const atHigh = y1 === y2 ? x2 : x1 + (high - y1) * slope
      mark(row, Math.min(atLow, atHigh), Math.max(atLow, atHigh))
    }
  }

  for (let row = 0; row < across && cells.length > 0; row++) {
    yield
    let owner = mixed
    for (let cell = row * across; cell < (row + 1) * across; cell++) {
      if (cells[cell] === mixed) {
        owner = mixed
        continue
      }
      if (owner === mixed) owner = locate(west + ((cell % across) + 0.5) / perLng, south + (row + 0.5) / perLat)
      cells[cell] = owner
    }
  }

  return {
    find(x, y) {
      const column = Math.floor((x - west) * perLng)
      const row = Math.floor((y - south) * perLat)
      // Not `< 0` alone: a NaN is nowhere.
      if (!(column >= 0 && column < across && row >= 0 && row < across)) return nobody
      const owner = cells[row * across + column] as number
      return owner === mixed ? undefined : owner
    },
  }
}
