import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { runAccess } from './bench/access.ts'
import { runAudit } from './bench/audit.ts'
import { runCoverage } from './bench/coverage.ts'
import { runCut } from './bench/cut.ts'
import { runEvents, runStreams } from './bench/events.ts'
import { runFirstPaint } from './bench/first-paint.ts'
import { runFirstStart } from './bench/first-start.ts'
import { runFirstVisit } from './bench/first-visit.ts'
import { runImportMemory } from './bench/import-memory.ts'
import { runIncidents } from './bench/incidents.ts'
import { runLocate } from './bench/locate.ts'
import { runMetrics } from './bench/metrics.ts'
import { runOverlay } from './bench/overlay.ts'
import { runPoints } from './bench/points.ts'
import { runRecolour } from './bench/recolour.ts'
import { runStalls } from './bench/stalls.ts'
import { type BenchReport, printReport } from './bench/support.ts'
import { formatTable, readMachine } from './bench/table.ts'
import { runTiles } from './bench/tiles.ts'

const benches: Record<string, (rounds: number | undefined) => Promise<BenchReport[]>> = {
  'first-paint': runFirstPaint,
  'first-visit': runFirstVisit,
  'first-start': runFirstStart,
  locate: runLocate,
  audit: runAudit,
  metrics: runMetrics,
  coverage: runCoverage,
  tiles: runTiles,
  recolour: runRecolour,
  overlay: runOverlay,
  points: runPoints,
  cut: runCut,
  access: runAccess,
  incidents: runIncidents,
  events: runEvents,
  streams: runStreams,
  'import-memory': runImportMemory,
  stalls: runStalls,
}

const usage = `npm run bench -- [NAME…] [--rounds N] [--json FILE] [--markdown FILE]

Measures the product against the bare limit in the same run and prints the ratio.
Names: ${Object.keys(benches).join(', ')}. Without a name all of them.
A ratio needs 9 rounds or more for a verdict. At the end comes one table of everything, into FILE with --markdown.
Ends with 1 when something was missed or did not run.`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string' },
    json: { type: 'string' },
    markdown: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
})
const refuse = (sentence: string): never => {
  console.error(`${sentence}\n\n${usage}`)
  process.exit(2)
}
if (values.help) {
  console.log(usage)
  process.exit(0)
}
const rounds = values.rounds === undefined ? undefined : Number(values.rounds)
if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0)) refuse('--rounds takes a whole number above 0.')
const names = positionals.length === 0 ? Object.keys(benches) : positionals
for (const name of names) if (!Object.hasOwn(benches, name)) refuse(`No bench is called ${name}.`)

const reports: BenchReport[] = []
const failed: string[] = []
for (const name of names) {
  try {
    for (const report of (await benches[name]?.(rounds)) ?? []) {
      printReport(report)
      reports.push(report)
    }
  } catch (error) {
    // The others are still worth an hour.
    console.error(`\n${name} did not run:`, error)
    failed.push(name)
  }
  // After each, so that a run that is interrupted leaves what it has.
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ machine: readMachine(), reports }, null, 2)}\n`)
  if (values.markdown) writeFileSync(values.markdown, formatTable(reports, readMachine()))
}
if (!values.markdown) console.log(`\n${formatTable(reports, readMachine())}`)
if (failed.length > 0) console.error(`Did not run: ${failed.join(', ')}`)
process.exitCode = failed.length > 0 || reports.some(({ verdict }) => verdict === 'missed') ? 1 : 0
