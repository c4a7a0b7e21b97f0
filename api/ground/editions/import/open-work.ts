import type { CoverageIndex } from '#api/coverage/coverage-index.ts'
import type { Handle, Transaction } from '#api/platform/db/client.ts'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { maxSnapMeters } from '../editions.contract.ts'
import type { ImportFault } from './import-fault.ts'

type OpenPlace = { id: string; title: string; gridCode: string; lngLat: LngLat; isDemo: boolean }

/** What is open and lies somewhere: an edition may not leave it without a grid, and hands it over where grids changed. */
export type OpenWork = {
  list(handle: Handle): Promise<OpenPlace[]>
  route(
    transaction: Transaction,
    moves: readonly { id: string; from: string; to: string }[],
    edition: number,
  ): Promise<void>
}

/** Where open work lies under a new coverage: what would have no grid, as faults, and what goes to another one. */
export async function placeOpenWork(
  handle: Handle,
  work: OpenWork,
  makeIndex: () => CoverageIndex,
): Promise<{ faults: ImportFault[]; moves: { id: string; from: string; to: string }[] }> {
  const faults: ImportFault[] = []
  const moves: { id: string; from: string; to: string }[] = []
  // Those that one command takes away are told first.
  const open = (await work.list(handle)).sort((one, other) => Number(other.isDemo) - Number(one.isDemo))
  if (open.length === 0) return { faults, moves }
  const index = makeIndex()
  for (const place of open) {
    const { id, gridCode, lngLat } = place
    const grid = locateNear(index, lngLat)
    if (grid === null) {
      faults.push(describeLost(place))
    } else if (grid !== gridCode) moves.push({ id, from: gridCode, to: grid })
  }
  return { faults, moves }
}

/** Snapping may have moved the outer border past a place by as much. */
function locateNear(index: CoverageIndex, lngLat: LngLat): string | null {
  const located = index.locate(lngLat)
  if (located !== null) return located
  const { code, distanceMeters } = index.nearest(lngLat)
  return distanceMeters <= maxSnapMeters ? code : null
}

const describeLost = ({ id, title, gridCode, lngLat, isDemo }: OpenPlace): ImportFault => ({
  kind: 'open_incident',
  code: gridCode,
  place: id,
  reason: isDemo
    ? {
        zh: `演示事件“${title}”所在位置将没有网格；请先清除演示数据（npm run admin -- clear-demo）。`,
        en: `The demo incident "${title}" would lie in no grid; take the demo data out first (npm run admin -- clear-demo).`,
      }
    : {
        zh: `未办结事件“${title}”所在位置将没有网格；请先办结，或把它的位置划入某个网格。`,
        en: `The open incident "${title}" would lie in no grid; close it first, or let a grid cover its place.`,
      },
  lngLat,
})
