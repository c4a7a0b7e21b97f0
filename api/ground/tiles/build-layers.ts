import type { BasemapSource } from './basemap-layers.ts'
import type { EditionArea, EditionGridRow } from './edition-layers.ts'
import type { SharedArcSet } from './shared-layers.ts'
import { createWorkerPool } from './worker-pool.ts'

/** Grids of an edition come in pages, the areas when all have; a basemap comes as a whole. */
export type LayerJob =
  | { kind: 'grids'; grids: EditionGridRow[] }
  | { kind: 'edition'; areas: EditionArea[] }
  | { kind: 'basemap'; source: BasemapSource }

/**
 * Puts the layers of an edition together, in a thread of its own: finding what borders have in common stands still for
 * half a second, and what that takes in memory is free again before tiles are cut.
 */
export const shareEditionLayers = (
  pages: AsyncIterable<EditionGridRow[]>,
  areas: EditionArea[],
): Promise<SharedArcSet> =>
  withBuilder(async (build) => {
    let taken: Promise<unknown> = Promise.resolve()
    for await (const grids of pages) {
      // The next page is read while this one is taken in.
      await taken
      taken = build({ kind: 'grids', grids })
      taken.catch(() => {})
    }
    await taken
    const [set] = await build({ kind: 'edition', areas })
    return set as SharedArcSet
  })

/** Puts the layers of a basemap together, likewise. */
export const shareBasemapLayers = (source: BasemapSource): Promise<SharedArcSet[]> =>
  withBuilder((build) => build({ kind: 'basemap', source }))

async function withBuilder<Result>(
  use: (build: (job: LayerJob) => Promise<SharedArcSet[]>) => Promise<Result>,
): Promise<Result> {
  const entry = new URL('./layer-builder.worker.ts', import.meta.url)
  const pool = createWorkerPool<LayerJob, SharedArcSet[]>(entry, 1)
  try {
    return await use(pool.run)
  } finally {
    await pool.close()
  }
}
