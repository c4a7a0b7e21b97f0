import { gzipSync } from 'node:zlib'
import { metrics } from '#api/ground/grids/grids.contract.ts'
import { createMetricBodies } from '#api/ground/grids/metric-bodies.ts'
import { listMetricValues } from '#api/ground/grids/metric-encoding.ts'
import { openBenchCounty } from './bench-county.ts'
import { type BenchReport, judge } from './support.ts'

/** Bytes over the wire of one metric of all grids, against the same as JSON keyed by code, both gzipped. Bytes do not
 *  vary, so a metric is a round, and the figure is the worst of them. */
export async function runMetrics(): Promise<BenchReport[]> {
  const county = await openBenchCounty('embedded')
  try {
    const bodies = createMetricBodies()
    const rounds = []
    const notes: Record<string, string> = {}
    for (const metric of metrics) {
      const { binary } = await bodies.find(county.snapshot, metric, 'grid')
      const values = Object.fromEntries(
        listMetricValues(county.snapshot, metric, 'grid').map(({ code, value }) => [code, value]),
      )
      const bare = gzipSync(JSON.stringify(values), { level: 9 }).length
      const ours = binary.gzip.length
      notes[metric] = `${ours} of ${bare} bytes, ${(ours / bare).toFixed(3)}`
      rounds.push({ bare, ours })
    }
    const worst = rounds.reduce((a, b) => (b.ours / b.bare > a.ours / a.bare ? b : a))
    return [
      judge({
        name: 'metrics, the worst of all',
        unit: 'bytes',
        arms: { bare: 'JSON keyed by code, gzipped', ours: 'the binary form, gzipped' },
        rounds: Array.from({ length: 9 }, () => worst),
        reach: { ratio: 0.4 },
        notes,
      }),
    ]
  } finally {
    await county.close()
  }
}
