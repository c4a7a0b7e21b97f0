import { extendBounds, findBounds } from '#api/ground/editions/bounds.ts'
import { shareEditionLayers } from '#api/ground/tiles/build-layers.ts'
import { cutTiles, vectorCutter, vectorTileWork } from '#api/ground/tiles/cut-tiles.ts'
import type { EditionGridRow } from '#api/ground/tiles/edition-layers.ts'
import { type CountyRows, readHuizeRows } from '#api/ground/tiles/tiles.fixture.ts'
import type { Bbox } from '#api/platform/http/shared.contract.ts'
import type { BareWork } from './bare-cutter.worker.ts'
import { densifyCounty } from './dense-county.ts'
import { type BenchReport, judge, runRounds } from './support.ts'

const moreVertices = 10

/** All tiles of the county, every zoom and layer, in as many threads as there are cores, from rows in memory to packed
 *  tiles in memory: what an import does but for the database. And the same for ten times the vertices. */
export async function runCut(rounds = 3): Promise<BenchReport[]> {
  const county = readHuizeRows()
  const dense = densifyCounty(county, moreVertices)
  return [
    await measure('cut, the whole county', county, rounds, 5),
    await measure(`cut, ${moreVertices} times the vertices`, dense, rounds, 20),
  ]
}

async function measure(name: string, source: CountyRows, rounds: number, reachSeconds: number): Promise<BenchReport> {
  process.stderr.write(`${name}\n`)
  const bounds = boundsOf(source)
  const ours = {
    cutter: vectorCutter,
    prepare: async () => vectorTileWork([await shareEditionLayers(readPages(source.grids), source.areas)], bounds),
  }
  const shared = shareJson(source)
  const bare = {
    cutter: new URL('./bare-cutter.worker.ts', import.meta.url),
    prepare: async () => ({ ...vectorTileWork([], bounds), subject: { source: shared, bounds } satisfies BareWork }),
  }
  const notes: Record<string, string> = {}
  const time = (arm: 'bare' | 'ours', work: Parameters<typeof cutTiles>[0]) => async () => {
    const startedAt = performance.now()
    const cpu = process.cpuUsage()
    const { tiles, bytes } = await cutTiles(work, async () => {}, showProgress(`${name}, ${arm}`))
    const { user, system } = process.cpuUsage(cpu)
    notes[`${arm}, last`] =
      `${tiles} tiles, ${(bytes / 1e6).toFixed(1)} MB, ${((user + system) / 1e6).toFixed(1)} s of CPU`
    return (performance.now() - startedAt) / 1000
  }
  return judge({
    name,
    unit: 's',
    arms: {
      bare: 'topojson-simplify, geojson-vt, vt-pbf, gzip and brotli, nothing checked, no border layer',
      ours: 'the cutter: no border crosses another, no grid vanishes',
    },
    rounds: await runRounds(rounds, { bare: time('bare', bare), ours: time('ours', ours) }, { warmUp: false }),
    reach: { ours: reachSeconds },
    notes: { ...notes, vertices: countVertices(source) },
  })
}

function showProgress(name: string) {
  return ({ done, total }: { done: number; total: number }) => {
    process.stderr.write(`\r  ${name}: ${done} of ${total} jobs${done === total ? '\n' : ''}`)
  }
}

/** In pages, as they come out of the database. */
async function* readPages(rows: EditionGridRow[], rowsPerPage = 250) {
  for (let start = 0; start < rows.length; start += rowsPerPage) yield rows.slice(start, start + rowsPerPage)
}

function shareJson(value: unknown): SharedArrayBuffer {
  const text = Buffer.from(JSON.stringify(value))
  const shared = new SharedArrayBuffer(text.length)
  new Uint8Array(shared).set(text)
  return shared
}

function boundsOf({ grids }: CountyRows): Bbox {
  const bounds: Bbox = [180, 90, -180, -90]
  for (const { geometry } of grids) extendBounds(bounds, findBounds(JSON.parse(geometry)))
  return bounds
}

const countVertices = ({ grids }: CountyRows): number =>
  grids.reduce((sum, { geometry }) => sum + (geometry.match(/\[-?\d/g)?.length ?? 0), 0)
