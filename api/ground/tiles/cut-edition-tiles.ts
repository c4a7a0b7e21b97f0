import type { Database } from '#api/platform/db/client.ts'
import { shareEditionLayers } from './build-layers.ts'
import { type CutProgress, cutTiles, vectorCutter, vectorTileWork } from './cut-tiles.ts'
import {
  deleteEditionTiles,
  insertEditionTiles,
  readEditionAreas,
  readEditionBounds,
  readEditionGrids,
} from './tiles.repo.ts'

/**
 * Cuts all tiles of an edition, pending or not, out of the geometry in the database, and stores them in short
 * transactions. What the edition had before is taken away first, so a cut that died half-way is simply made again.
 * `bytes` are those stored, both encodings together.
 */
export async function cutEditionTiles(options: {
  database: Database
  edition: number
  onProgress?: (progress: CutProgress) => void
}): Promise<{ tiles: number; bytes: number; milliseconds: number }> {
  const { database, edition, onProgress } = options
  const startedAt = performance.now()
  await deleteEditionTiles(database, edition)
  const bounds = await readEditionBounds(database, edition)
  if (!bounds) return { tiles: 0, bytes: 0, milliseconds: performance.now() - startedAt }
  const prepare = async () => {
    const areas = await readEditionAreas(database, edition)
    return vectorTileWork([await shareEditionLayers(readEditionGrids(database, edition), areas)], bounds)
  }
  const result = await cutTiles(
    { cutter: vectorCutter, prepare },
    (packed) => insertEditionTiles(database, edition, packed),
    onProgress,
  )
  return { ...result, milliseconds: performance.now() - startedAt }
}
