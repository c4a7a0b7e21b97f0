import type { Coverage } from './coverage.ts'

/** Per grid, in the order of `coverage.codes`, the grids it shares a border with (a corner is not enough): what
 *  `findNeighbours` names one by one, for all grids in one pass over the arcs. Pure. */
export function listAdjacency({ codes, arcLeft, arcRight }: Coverage): number[][] {
  const neighbours = codes.map(() => new Set<number>())
  for (const [arc, left] of arcLeft.entries()) {
    const right = arcRight[arc] as number
    if (left < 0 || right < 0 || left === right) continue
    neighbours[left]?.add(right)
    neighbours[right]?.add(left)
  }
  return neighbours.map((found) => [...found].sort((a, b) => a - b))
}
