import { buildBasemapLayers } from './basemap-layers.ts'
import type { LayerJob } from './build-layers.ts'
import { buildEditionLayers, type EditionGrid, parseGrid } from './edition-layers.ts'
import { type SharedArcSet, shareArcSet } from './shared-layers.ts'
import { answerJobs } from './worker-pool.ts'

const grids: EditionGrid[] = []

answerJobs<LayerJob, SharedArcSet[]>((job) => {
  switch (job.kind) {
    case 'grids':
      for (const row of job.grids) grids.push(parseGrid(row))
      return { answer: [] }
    case 'edition':
      return { answer: [shareArcSet(buildEditionLayers({ grids, areas: job.areas }))] }
    case 'basemap':
      return { answer: buildBasemapLayers(job.source).map(shareArcSet) }
  }
})
