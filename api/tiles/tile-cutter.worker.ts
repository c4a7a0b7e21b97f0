import { workerData } from 'node:worker_threads'
import { type BasemapSource, buildBasemapLayers } from '#api/basemap/basemap-layers.ts'
import type { CutJob } from './cut-tiles.ts'
import { buildEditionLayers, type EditionSource } from './edition-layers.ts'
import { compressTiles, type PackedTiles } from './pack-tiles.ts'
import { createTileCutter } from './tile-cutter.ts'
import { tileZooms } from './tiles.contract.ts'
import { answerJobs } from './worker-pool.ts'

/** What is cut. Every thread puts the arcs together for itself: that takes 0.3 s, and arcs are slow to hand over. */
export type TileSource = { kind: 'edition'; edition: EditionSource } | { kind: 'basemap'; basemap: BasemapSource }

const source = workerData as TileSource
const sets = source.kind === 'edition' ? [buildEditionLayers(source.edition)] : buildBasemapLayers(source.basemap)
const cutter = createTileCutter(sets, tileZooms.max)

answerJobs<CutJob, PackedTiles>(({ zoom, columns: [from, to] }) => {
  const answer = compressTiles(cutter.cut(zoom, from, to))
  return { answer, transfer: [answer.bytes.buffer] }
})
