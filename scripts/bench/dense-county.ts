import { buildCoverage, type Coverage, gridGeometry } from '#api/coverage/coverage.ts'
import { checkCoverage } from '#api/coverage/coverage-rule.ts'
import type { CountyRows } from '#api/ground/tiles/tiles.fixture.ts'
import { randomFrom } from '../../tests/support/random.ts'

/** How far a new vertex may lie off the line, as a share of the segment and in millionths of a degree (2 m). */
const widestShare = 0.04
const widestUnits = 20

/** The same county with every segment in `times` pieces, bent a little, seeded: so many times the vertices on the same
 *  borders. Throws where that breaks the coverage rule. */
export function densifyCounty({ grids, areas }: CountyRows, times: number): CountyRows {
  const coverage = buildCoverage(grids.map(({ code, geometry }) => ({ code, geometry: JSON.parse(geometry) })))
  const dense = densifyArcs(coverage, times)
  const shapes = new Map(coverage.codes.map((code) => [code, gridGeometry(dense, code)]))
  const [fault] = checkCoverage([...shapes].map(([code, geometry]) => ({ code, geometry })))
  if (fault) throw new Error(`The denser county breaks the coverage rule: ${JSON.stringify(fault)}`)
  return { areas, grids: grids.map((grid) => ({ ...grid, geometry: JSON.stringify(shapes.get(grid.code)) })) }
}

function densifyArcs(coverage: Coverage, times: number): Coverage {
  const random = randomFrom(530326)
  const { coordinates, arcStart } = coverage
  const dense: number[] = []
  const starts = [0]
  for (let arc = 0; arc + 1 < arcStart.length; arc++) {
    const last = (arcStart[arc + 1] as number) - 1
    for (let i = arcStart[arc] as number; i < last; i++) {
      const [x, y] = [coordinates[2 * i] as number, coordinates[2 * i + 1] as number]
      const [dx, dy] = [(coordinates[2 * i + 2] as number) - x, (coordinates[2 * i + 3] as number) - y]
      const length = Math.hypot(dx, dy)
      const widest = Math.min(length * widestShare, widestUnits)
      dense.push(x, y)
      for (let piece = 1; piece < times; piece++) {
        // Less near the ends, where other borders are near.
        const offset = ((random() * 2 - 1) * widest * Math.min(piece, times - piece)) / (times / 2)
        dense.push(
          Math.round(x + (dx * piece) / times - (dy / length) * offset),
          Math.round(y + (dy * piece) / times + (dx / length) * offset),
        )
      }
    }
    dense.push(coordinates[2 * last] as number, coordinates[2 * last + 1] as number)
    starts.push(dense.length / 2)
  }
  return { ...coverage, coordinates: Int32Array.from(dense), arcStart: Int32Array.from(starts) }
}
