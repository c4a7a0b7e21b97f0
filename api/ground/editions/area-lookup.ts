import type { EditionsService } from './editions.service.ts'
import { findCurrent, hasArea } from './resolve-area.ts'

/** Areas as what is not on the map asks about them. */
export type AreaLookup = {
  /** The county itself is there before the first edition as well: somebody has to administer it. */
  has(code: string): boolean
  /** The code itself where the current edition has no such area. */
  nameOf(code: string): string
}

export async function openAreaLookup(editions: EditionsService, county: string): Promise<AreaLookup> {
  const edition = await findCurrent(editions)
  return {
    has: (code) => code === county || (edition !== undefined && hasArea(edition, code)),
    nameOf: (code) => edition?.areas.get(code)?.name ?? edition?.grids.get(code)?.name ?? code,
  }
}
