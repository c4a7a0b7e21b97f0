import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Counts, noCounts, runVitest } from './test/run-step.ts'
import { provideTool } from './test/test-tools.ts'

const usage = `npm run test:faults [-- FILE…]

The fault tests of tests/faults, and those of the browser tests that are about graphics and about a page that is left open,
each fault as often as it takes to believe the answer: power cuts, second and dead processes, full disks, clocks put forward
and back, PostgreSQL killed and restarted, first loads, imports, upgrades and restores killed, backups damaged and taken
under load. Takes some hours; \`npm test -- faults\` tries each a few times. Ends with the figures, one line a fault.

Needs PostgreSQL with PostGIS and Chromium, as npm test does, and root on Linux for a small disk and for choosing process numbers;
strace for looking at system calls. What cannot run is said and skipped.

  ONEGRID_FAULTS_SEED  another seed than 530326 for everything random
`
const longestMs = 4 * 3_600_000
/** What fails, or fills up, on the screen. */
const inBrowser = ['tests/e2e/graphics', 'tests/e2e/soak']

const files = process.argv.slice(2)
if (files.includes('--help') || files.includes('-h')) {
  console.log(usage)
  process.exit(0)
}
const say = (text: string) => process.stdout.write(text)
const problem = await provideTool('postgres', say)
if (problem) say(`${problem}\n`)
const folder = mkdtempSync(join(tmpdir(), 'onegrid-faults-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const figures = join(folder, 'figures')
process.env.ONEGRID_FAULTS = 'full'
process.env.ONEGRID_FAULTS_FIGURES = figures
const counts = { ...noCounts }
const take = ({ passed, failed, skipped }: Counts) => {
  counts.passed += passed
  counts.failed += failed
  counts.skipped += skipped
}
const ofBrowser = files.length > 0 ? inBrowser.filter((name) => files.some((part) => name.includes(part))) : inBrowser
const others = files.filter((part) => !inBrowser.some((name) => name.includes(part)))
if (files.length === 0 || others.length > 0)
  take(await runVitest({ project: 'faults', reportFile: join(folder, 'report.json'), options: others, longestMs }, say))
if (ofBrowser.length > 0) {
  const browserProblem = (await provideTool('chromium', say)) ?? (await provideTool('font', say))
  if (browserProblem) say(`SKIPPED: ${browserProblem}\n`)
  else
    take(await runVitest({ project: 'e2e', reportFile: join(folder, 'e2e.json'), options: ofBrowser, longestMs }, say))
}
const { passed, failed, skipped } = counts
say(`\n${existsSync(figures) ? readFileSync(figures, 'utf8') : ''}\n`)
say(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`)
process.exitCode = failed > 0 || passed === 0 || problem ? 1 : 0
