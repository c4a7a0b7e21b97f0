import type { MultiPolygon, Polygon } from 'geojson'
import { coverageSteps } from '#api/coverage/coverage.ts'
import { coverageIndexSteps } from '#api/coverage/coverage-index.ts'
import type { Steps } from '#api/coverage/steps.ts'
import type { Bbox } from '#api/platform/http/shared.contract.ts'
import { extendBounds, findBounds } from './bounds.ts'
import type { AreaRecord, EditionSnapshot, GridRecord } from './edition-snapshot.ts'
import type { AreaVersionRow, EditionRow, GridVersionRow } from './editions.repo.ts'
import { fromHexEwkb } from './wkb.ts'

/** Rows between two steps: each has a polygon to be decoded. */
const rowsPerStep = 25

/** An edition's rows as what the services work on: records by code, coverage and index. In steps, a quarter of a second
 *  together. Pure. Throws where rows are missing: an edition with a hole would answer emergencies wrongly. */
export function* snapshotSteps(
  edition: EditionRow,
  starts: readonly { number: number; from: number }[],
  gridRows: readonly GridVersionRow[],
  areaRows: readonly AreaVersionRow[],
): Steps<EditionSnapshot> {
  if (gridRows.length !== edition.gridCount)
    throw new Error(`edition ${edition.number} has ${gridRows.length} of ${edition.gridCount} grids`)
  const grids = new Map<string, GridRecord>()
  const areaBounds = new Map<string, Bbox>()
  const shapes: { code: string; geometry: Polygon | MultiPolygon }[] = []
  for (const { geometry: hex, lng, lat, editionTo, ...row } of gridRows) {
    if (shapes.length % rowsPerStep === 0) yield
    const geometry = fromHexEwkb(hex)
    const bounds = findBounds(geometry)
    shapes.push({ code: row.code, geometry })
    // An end set by a pending edition is not yet one.
    const ended = editionTo !== null && editionTo <= edition.newest ? editionTo : null
    grids.set(row.code, { ...row, editionTo: ended, seat: [lng, lat], bounds })
    for (const code of containerCodes(row)) {
      const known = areaBounds.get(code)
      if (known) extendBounds(known, bounds)
      else areaBounds.set(code, [...bounds])
    }
  }
  const areas = new Map<string, AreaRecord>()
  for (const { lng, lat, ...row } of areaRows) {
    const bounds = areaBounds.get(row.code)
    if (!bounds) throw new Error(`area ${row.code} of edition ${edition.number} has no grid`)
    areas.set(row.code, { ...row, seat: [lng, lat], bounds })
  }
  yield
  const coverage = yield* coverageSteps(shapes)
  return {
    number: edition.number,
    effectiveFrom: new Date(edition.from).toISOString(),
    bounds: [edition.west, edition.south, edition.east, edition.north],
    countyCode: edition.countyCode,
    isDemo: edition.isDemo,
    coverage,
    index: yield* coverageIndexSteps(coverage),
    starts: new Map(starts.map(({ number, from }) => [number, from])),
    grids,
    areas,
  }
}

const containerCodes = ({ code, groupCode }: { code: string; groupCode: string | null }) =>
  groupCode === null
    ? [code.slice(0, 6), code.slice(0, 9), code.slice(0, 12)]
    : [code.slice(0, 6), code.slice(0, 9), code.slice(0, 12), groupCode]
