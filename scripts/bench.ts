import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { runCoverage } from './bench/coverage.ts'
import { runFirstPaint } from './bench/first-paint.ts'
import { runFirstStart } from './bench/first-start.ts'
import { runFirstVisit } from './bench/first-visit.ts'
import { runLocate } from './bench/locate.ts'
import { runMetrics } from './bench/metrics.ts'
import { type BenchReport, printReport } from './bench/support.ts'

const benches: Record<string, (rounds: number | undefined) => Promise<BenchReport[]>> = {
  'first-paint': runFirstPaint,
  'first-visit': runFirstVisit,
  'first-start': runFirstStart,
  locate: runLocate,
  metrics: runMetrics,
  coverage: runCoverage,
}

const usage = `npm run bench -- NAME… [--rounds N] [--json FILE]

Measures the product against the bare limit in the same run and prints the ratio.
Names: ${Object.keys(benches).join(', ')}, or all.
A ratio needs 9 rounds or more for a verdict. Ends with 1 when something was missed.`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string' }, json: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
})
if (values.help || positionals.length === 0) {
  console.log(usage)
  process.exit(values.help ? 0 : 2)
}
const rounds = values.rounds === undefined ? undefined : Number(values.rounds)
if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0)) {
  console.error(`--rounds takes a whole number above 0.\n\n${usage}`)
  process.exit(2)
}
const names = positionals.includes('all') ? Object.keys(benches) : positionals
const reports: BenchReport[] = []
for (const name of names) {
  const bench = benches[name]
  if (!bench) {
    console.error(`No bench is called ${name}.\n\n${usage}`)
    process.exit(2)
  }
  for (const report of await bench(rounds)) {
    printReport(report)
    reports.push(report)
  }
}
if (values.json) writeFileSync(values.json, `${JSON.stringify(reports, null, 2)}\n`)
process.exitCode = reports.some(({ verdict }) => verdict === 'missed') ? 1 : 0
