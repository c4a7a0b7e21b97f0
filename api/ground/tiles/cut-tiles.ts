import type { Bbox } from '#api/platform/http/shared.contract.ts'
import type { CutJob } from './cut-job.ts'
import { boxOfBounds, type TileRange, tileRange } from './mercator.ts'
import type { PackedTiles } from './pack-tiles.ts'
import type { SharedArcSet } from './shared-layers.ts'
import { tileBuffer, tileExtent } from './tile-grid.ts'
import { tileZooms } from './tiles.contract.ts'
import { createWorkerPool, type WorkerPool } from './worker-pool.ts'

export type CutProgress = { done: number; total: number; tiles: number; bytes: number }

/** About as many tile addresses a job as keep its answer small and every thread busy to the end. */
const addressesPerJob = 400
/** About as many points of arcs behind a job. A thread draws them all at once, at some hundred bytes a point: of a county
 *  of 100,000 grids a whole zoom would take it a gigabyte. */
const pointsPerJob = 100_000
/** Packed tiles that may wait for the database; above it the cutting waits too. */
const maxWaitingBytes = 32 * 2 ** 20

/** What is cut: out of what, and which tiles. */
export type TileWork = {
  /** What the threads are given. */
  subject: unknown
  /** The tiles that meet this box, grown by `margin` (a share of a tile's side), on every zoom. */
  bounds: Bbox
  zooms: { min: number; max: number }
  margin: number
  /** At least as many jobs a zoom, if that has so many columns. */
  minJobs: number
}

/** The thread that cuts vector layers. */
export const vectorCutter = new URL('./tile-cutter.worker.ts', import.meta.url)

/** The work of cutting vector layers. `bounds` holds all of them. */
export const vectorTileWork = (sets: SharedArcSet[], bounds: Bbox): TileWork => ({
  subject: sets,
  bounds,
  zooms: tileZooms,
  margin: tileBuffer / tileExtent,
  minJobs: Math.ceil(sets.reduce((sum, { arcs }) => sum + arcs.xs.length, 0) / pointsPerJob),
})

/**
 * Cuts tiles in as many worker threads as there are cores and hands them to `store` in pieces, one at a time. The calling
 * thread only passes memory on. The threads start while `prepare` is still at it. Rejects with the first error of it, of a
 * thread or of `store`.
 *
 * @param cutter a file that answers `CutJob`s about the subject with `PackedTiles`
 */
export async function cutTiles(
  { cutter, prepare }: { cutter: URL; prepare: () => Promise<TileWork> },
  store: (tiles: PackedTiles) => Promise<void>,
  onProgress: (progress: CutProgress) => void = () => {},
): Promise<{ tiles: number; bytes: number }> {
  const pool = createWorkerPool<CutJob, PackedTiles>(cutter)
  try {
    const work = await prepare()
    pool.give(work.subject)
    return await cutWith(pool, listJobs(work), store, onProgress)
  } finally {
    // Also after an error: no thread cuts for nobody.
    await pool.close()
  }
}

/** The deepest zoom first: it is most of the work, and the small jobs of low zooms then fill up the threads evenly. */
function listJobs({ bounds, zooms, margin, minJobs }: TileWork): CutJob[] {
  const box = boxOfBounds(bounds)
  const jobs: CutJob[] = []
  for (let zoom = zooms.max; zoom >= zooms.min; zoom--)
    for (const job of splitRange(tileRange(box, zoom, margin), minJobs)) jobs.push(job)
  return jobs
}

async function cutWith(
  pool: WorkerPool<CutJob, PackedTiles>,
  jobs: CutJob[],
  store: (tiles: PackedTiles) => Promise<void>,
  onProgress: (progress: CutProgress) => void,
): Promise<{ tiles: number; bytes: number }> {
  const progress: CutProgress = { done: 0, total: jobs.length, tiles: 0, bytes: 0 }
  let storing: Promise<void> = Promise.resolve()
  let waitingBytes = 0
  const work = async () => {
    for (let job = jobs.shift(); job; job = jobs.shift()) {
      const packed = await pool.run(job)
      waitingBytes += packed.bytes.length
      storing = storing.then(async () => {
        await store(packed)
        waitingBytes -= packed.bytes.length
        progress.done++
        progress.tiles += packed.tiles.length
        progress.bytes += packed.bytes.length
        onProgress({ ...progress })
      })
      // It is awaited below; until then a failure must not count as unheard, and nothing more needs cutting.
      storing.catch(() => jobs.splice(0))
      if (waitingBytes > maxWaitingBytes) await storing
    }
    await storing
  }
  try {
    await Promise.all(Array.from({ length: pool.size }, work))
    return { tiles: progress.tiles, bytes: progress.bytes }
  } finally {
    // Also after an error: nothing is written any more when this has returned.
    await storing.catch(() => {})
  }
}

/** A range in pieces of whole columns. */
function splitRange({ z, west, east, north, south }: TileRange, minJobs: number): CutJob[] {
  const columns = east - west + 1
  const wanted = Math.max(1, minJobs, Math.round((columns * (south - north + 1)) / addressesPerJob))
  const pieces = Math.min(columns, wanted)
  return Array.from({ length: pieces }, (_, piece) => ({
    zoom: z,
    columns: [
      west + Math.floor((columns * piece) / pieces),
      west + Math.floor((columns * (piece + 1)) / pieces) - 1,
    ] as [number, number],
  }))
}
