import { availableParallelism } from 'node:os'
import { openTemplateHost } from '../tests/support/template-host.ts'
import { type Counts, noCounts, type Say } from './test/run-step.ts'
import { runSideBySide } from './test/side-by-side.ts'
import { type Step, steps } from './test/test-steps.ts'
import { provideTool } from './test/test-tools.ts'

const usage = `npm test [-- STEP… FILE… --one-by-one]

Runs every check of the project and ends with one line "N passed, N failed".
Steps: ${steps.map(({ name }) => name).join(' ')}
(all of them when none is named; npm run test:unit, test:api and test:e2e name theirs).
FILE is a part of a test file's name, with a dot or a slash in it: npm run test:unit -- web/lib/

Several steps run at the same time, one more than there are processors: a test often waits. What a step prints comes in
one piece when it has ended.

Finds what it needs beside Node, or installs it where it may (root on Debian or Ubuntu): Chromium, a Chinese font,
PostgreSQL with PostGIS (a throw-away cluster is made; no cluster of the system is touched). The steps named node24 and
api-server run on Node 24, the others on the Node that runs this; it is taken from npm when they are asked for (Linux).

  CHROMIUM_PATH      the browser to use
  NODE24_PATH        the Node 24 to use
  TEST_DATABASE_URL  a server to use instead of a throw-away cluster; its database must end in _test
  CI=true            a step that cannot run counts as failed, not as skipped

A browser test that fails leaves a picture of each page and what its console said in test-results/.
`

const atMost = availableParallelism() + 1
const isCi = ['true', '1'].includes(process.env.CI ?? '')

async function runStep(step: Step, files: string[], say: Say): Promise<Counts> {
  for (const tool of step.needs) {
    const problem = await provideTool(tool, say)
    if (!problem) continue
    say(`${isCi ? 'FAILED' : 'SKIPPED'}: ${problem}\n`)
    return isCi ? { ...noCounts, failed: 1 } : { ...noCounts, skipped: 1 }
  }
  try {
    return await step.run(say, files)
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n`)
    return { ...noCounts, failed: 1 }
  }
}

const describe = ({ passed, failed, skipped }: Counts): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`

const options = process.argv.slice(2)
if (options.includes('--help') || options.includes('-h')) {
  console.log(usage)
  process.exit(0)
}
const files = options.filter((option) => /[./]/.test(option))
const names = options.filter((option) => !files.includes(option) && option !== '--one-by-one')
const unknown = names.filter((name) => !steps.some((step) => step.name === name))
if (unknown.length > 0) {
  console.error(`No step is called ${unknown.join(', ')}.\n\n${usage}`)
  process.exit(2)
}

const asked = steps.filter(({ name }) => names.length === 0 || names.includes(name))
const atOnce = options.includes('--one-by-one') ? 1 : Math.min(atMost, asked.length)
const total = { ...noCounts }
const failures: string[] = []
const lines = new Map<string, string>()
const secondsSince = (start: number) => ((Date.now() - start) / 1000).toFixed(1)
const wholeStart = Date.now()

// The county is loaded once and copied by all steps.
const templates = await openTemplateHost()
process.env.ONEGRID_TEST_TEMPLATES = templates.url
await runSideBySide(asked, atOnce, async (step) => {
  console.log(`== ${step.name} …`)
  const startedAt = Date.now()
  const output: string[] = []
  const say: Say = atOnce === 1 ? (text) => process.stdout.write(text) : (text) => output.push(text)
  const counts = await runStep(step, files, say)
  total.passed += counts.passed
  total.failed += counts.failed
  total.skipped += counts.skipped
  failures.push(...counts.failures.map((failure) => `✗ ${step.name}: ${failure}`))
  const mark = counts.failed > 0 ? '✗' : '✓'
  const line = `${mark} ${step.name.padEnd(13)} ${describe(counts)} (${secondsSince(startedAt)} s)`
  lines.set(step.name, line)
  const said = output.join('').trim()
  console.log(said ? `\n== ${step.name}\n${said}\n${line}\n` : line)
})

await templates.close()

console.log(`\n${asked.map(({ name }) => lines.get(name)).join('\n')}`)
if (failures.length > 0) console.log(`\n${failures.join('\n')}`)
console.log(`\n${secondsSince(wholeStart)} s\n\n${describe(total)}`)
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
