import { getHeapStatistics } from 'node:v8'
import { freeMemory } from '#api/platform/process/free-memory.ts'
import type { CutJob } from './cut-job.ts'
import { compressTiles, type PackedTiles } from './pack-tiles.ts'
import { readSharedArcSet, type SharedArcSet } from './shared-layers.ts'
import { createTileCutter } from './tile-cutter.ts'
import { tileZooms } from './tiles.contract.ts'
import { answerJobsAbout } from './worker-pool.ts'

/** What jobs may leave behind before it is collected. What stays is far below it, and left to itself the engine lets it
 *  grow to several times that in each thread. */
const maxGarbageBytes = 200 * 2 ** 20

answerJobsAbout<SharedArcSet[], CutJob, PackedTiles>((sets) => {
  const cutter = createTileCutter(sets.map(readSharedArcSet), tileZooms.max)
  return ({ zoom, columns: [from, to] }) => {
    const answer = compressTiles(cutter.cut(zoom, from, to))
    if (getHeapStatistics().used_heap_size > maxGarbageBytes) freeMemory()
    return { answer, transfer: [answer.bytes.buffer] }
  }
})
