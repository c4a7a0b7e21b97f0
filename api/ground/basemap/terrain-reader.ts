import type { Database } from '#api/platform/db/client.ts'
import { findCurrentBasemap } from './basemap.repo.ts'
import { loadTerrain, type Terrain } from './terrain.ts'

/** How long the answer to "which terrain is current" may be used. */
const checkMs = 60_000

/** Gives the current terrain: read out of the database when first asked for, and again when another has become current.
 *  A failed read is tried again by the next caller. */
export function createTerrainReader(database: Database): () => Promise<Terrain | null> {
  let kept: { at: number; terrain: Promise<Terrain | null> } | undefined

  async function readUnlessCurrent(before: Terrain | null): Promise<Terrain | null> {
    const current = await database.read((handle) => findCurrentBasemap(handle, 'terrain'))
    return before && before.version === current?.version ? before : loadTerrain(database)
  }
  return () => {
    if (kept && performance.now() - kept.at <= checkMs) return kept.terrain
    const before = kept?.terrain ?? Promise.resolve(null)
    const mine = { at: performance.now(), terrain: before.then(readUnlessCurrent) }
    kept = mine
    mine.terrain.catch(() => {
      if (kept === mine) kept = undefined
    })
    return mine.terrain
  }
}
