import type { Polygon } from 'geojson'
import { finishSteps } from '#api/coverage/steps.ts'
import { extendBounds, findBounds } from '#api/editions/bounds.ts'
import type { Bbox } from '#api/http/shared.contract.ts'
import { cutTiles, type TileWork, vectorTileWork } from '#api/tiles/cut-tiles.ts'
import type { EditionSource } from '#api/tiles/edition-layers.ts'
import { shareSteps } from '#api/tiles/shared-edition.ts'
import { readHuize } from '#api/tiles/tiles.fixture.ts'
import type { BareWork } from './bare-cutter.worker.ts'
import { densifyCounty } from './dense-county.ts'
import { type BenchReport, judge, runRounds } from './support.ts'

const moreVertices = 10

/** All tiles of the county, every zoom and layer, in as many threads as there are cores, from rows in memory to packed
 *  tiles in memory: what an import does but for the database. And the same for ten times the vertices. */
export async function runCut(rounds = 3): Promise<BenchReport[]> {
  const county = readHuize()
  const dense = densifyCounty(county, moreVertices)
  return [
    await measure('cut, the whole county', county, rounds, 5),
    await measure(`cut, ${moreVertices} times the vertices`, dense, rounds, 20),
  ]
}

async function measure(
  name: string,
  source: EditionSource,
  rounds: number,
  reachSeconds: number,
): Promise<BenchReport> {
  process.stderr.write(`${name}\n`)
  const bounds = boundsOf(source)
  const edition = finishSteps(shareSteps(source))
  const ours = vectorTileWork({ kind: 'edition', edition }, bounds)
  const bare: TileWork = {
    ...ours,
    entry: new URL('./bare-cutter.worker.ts', import.meta.url),
    workerData: { edition, bounds } satisfies BareWork,
  }
  const notes: Record<string, string> = {}
  const time = (arm: 'bare' | 'ours', work: TileWork) => async () => {
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

const geometriesOf = ({ grids }: EditionSource) => grids.map(({ geometry }) => JSON.parse(geometry) as Polygon)

function boundsOf(source: EditionSource): Bbox {
  const bounds: Bbox = [180, 90, -180, -90]
  for (const geometry of geometriesOf(source)) extendBounds(bounds, findBounds(geometry))
  return bounds
}

const countVertices = (source: EditionSource): number =>
  geometriesOf(source).reduce(
    (sum, { coordinates }) => sum + coordinates.flat(coordinates[0]?.[0]?.length === 2 ? 1 : 2).length,
    0,
  )
