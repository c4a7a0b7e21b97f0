import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildWeb } from './start/build-web.ts'
import { type Counts, noCounts, runProgram, runVitest } from './test/run-step.ts'
import { provideTool, type Tool } from './test/test-tools.ts'

const usage = `npm test [-- STEP…]

Runs every check of the project and ends with one line "N passed, N failed".
Steps: lint types unused unit build api-embedded api-server e2e (all of them when none is named).

Finds what it needs beside Node, or installs it where it may (root on Debian or Ubuntu): Chromium, a Chinese font,
PostgreSQL with PostGIS (a throw-away cluster is made; no cluster of the system is touched).

  CHROMIUM_PATH      the browser to use
  TEST_DATABASE_URL  a server to use instead of a throw-away cluster; its database must end in _test
  CI=true            a step that cannot run counts as failed, not as skipped
`

type Step = { name: string; needs: Tool[]; run: () => Promise<Counts> }

const node = process.execPath
const bin = (name: string) => join('node_modules', ...name.split('/'))
const results = mkdtempSync(join(tmpdir(), 'onegrid-results-'))
const vitest = (project: string) => () => runVitest(project, join(results, `${project}.json`))

/** As `npm start` builds it, so the browser tests find nothing left to build. */
async function build(): Promise<Counts> {
  await buildWeb()
  return { ...noCounts, passed: 1 }
}

const steps: Step[] = [
  { name: 'lint', needs: [], run: () => runProgram(node, [bin('@biomejs/biome/bin/biome'), 'check', '.']) },
  { name: 'types', needs: [], run: () => runProgram(node, [bin('typescript/bin/tsc'), '--noEmit']) },
  { name: 'unused', needs: [], run: () => runProgram(node, [bin('knip/bin/knip.js'), '--no-progress']) },
  { name: 'unit', needs: [], run: vitest('unit') },
  { name: 'build', needs: [], run: build },
  { name: 'api-embedded', needs: [], run: vitest('api-embedded') },
  { name: 'api-server', needs: ['postgres'], run: vitest('api-server') },
  { name: 'e2e', needs: ['chromium', 'font', 'postgres'], run: vitest('e2e') },
]

async function runStep(step: Step, isCi: boolean): Promise<Counts> {
  for (const tool of step.needs) {
    const problem = await provideTool(tool)
    if (!problem) continue
    console.log(`${isCi ? 'FAILED' : 'SKIPPED'}: ${problem}`)
    return isCi ? { ...noCounts, failed: 1 } : { ...noCounts, skipped: 1 }
  }
  try {
    return await step.run()
  } catch (error) {
    console.log(error instanceof Error ? error.message : String(error))
    return { ...noCounts, failed: 1 }
  }
}

const asked = process.argv.slice(2)
if (asked.includes('--help') || asked.includes('-h')) {
  console.log(usage)
  process.exit(0)
}
const unknown = asked.filter((name) => !steps.some((step) => step.name === name))
if (unknown.length > 0) {
  console.error(`No step is called ${unknown.join(', ')}.\n\n${usage}`)
  process.exit(2)
}

const isCi = ['true', '1'].includes(process.env.CI ?? '')
const total = { ...noCounts }
const lines: string[] = []
process.on('exit', () => rmSync(results, { recursive: true, force: true }))

for (const step of steps.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
  console.log(`\n== ${step.name}`)
  const startedAt = Date.now()
  const counts = await runStep(step, isCi)
  total.passed += counts.passed
  total.failed += counts.failed
  total.skipped += counts.skipped
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
  const line = `${counts.failed > 0 ? '✗' : '✓'} ${step.name.padEnd(13)} ${describe(counts)} (${seconds} s)`
  lines.push(line)
  console.log(line)
}

function describe({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

console.log(`\n${lines.join('\n')}\n\n${describe(total)}`)
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
