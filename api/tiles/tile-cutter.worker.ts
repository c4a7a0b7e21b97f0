import { workerData } from 'node:worker_threads'
import { buildBasemapLayers } from '#api/basemap/basemap-layers.ts'
import { buildEditionLayers } from './edition-layers.ts'
import { compressTiles, type PackedTiles } from './pack-tiles.ts'
import { readSharedEdition } from './shared-edition.ts'
import { createTileCutter } from './tile-cutter.ts'
import type { CutJob, TileSource } from './tile-work.ts'
import { tileZooms } from './tiles.contract.ts'
import { answerJobs } from './worker-pool.ts'

const source = workerData as TileSource
const sets =
  source.kind === 'edition'
    ? [buildEditionLayers(readSharedEdition(source.edition))]
    : buildBasemapLayers(source.basemap)
const cutter = createTileCutter(sets, tileZooms.max)

answerJobs<CutJob, PackedTiles>(({ zoom, columns: [from, to] }) => {
  const answer = compressTiles(cutter.cut(zoom, from, to))
  return { answer, transfer: [answer.bytes.buffer] }
})
