import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { findNode24 } from '../../tests/support/find-tools.ts'
import { buildWeb } from '../start/build-web.ts'
import { type Counts, noCounts, runProgram, runVitest, type Say } from './run-step.ts'
import type { Job } from './side-by-side.ts'
import { provideTool, type Tool } from './test-tools.ts'
import { type FileCoverage, listUncoveredBranches } from './uncovered-branches.ts'

export type Step = Job & {
  needs: Tool[]
  /** `files`: parts of file names, for the steps that run test files. */
  run(say: Say, files: string[]): Promise<Counts>
}

const repository = resolve(import.meta.dirname, '../..')
const coverageReport = join(repository, 'coverage-report', 'coverage-final.json')
const bin = (name: string) => join('node_modules', ...name.split('/'))
const results = mkdtempSync(join(tmpdir(), 'onegrid-results-'))
process.on('exit', () => rmSync(results, { recursive: true, force: true }))

const program = (path: string, ...options: string[]): Step['run'] => {
  return (say) => runProgram(process.execPath, [bin(path), ...options], say)
}

/** `project` as vitest takes it: with a star for several. */
const vitest = (project: string, ...options: string[]): Step['run'] => {
  return (say, files) =>
    runVitest({ project, reportFile: join(results, reportName(project)), options: [...options, ...files] }, say)
}

const reportName = (project: string, runtime = '') => `${project.replaceAll('*', '')}${runtime}.json`

/** With the branch coverage of the pure folders (vite.config.ts says which, and how much of them is enough). A run of
 *  some of the files says nothing about it. */
const unitWithCoverage: Step['run'] = async (say, files) => {
  if (files.length > 0) return vitest('unit*')(say, files)
  const counts = await vitest('unit*', '--coverage')(say, files)
  // Vitest writes none when a test failed.
  if (!existsSync(coverageReport)) return counts
  const report = JSON.parse(readFileSync(coverageReport, 'utf8')) as Record<string, FileCoverage>
  const { covered, total, uncovered } = listUncoveredBranches(report, repository)
  const share = ((covered / total) * 100).toFixed(1)
  say(`\nBranches of the pure folders: ${covered} of ${total} (${share} %). Not taken:\n  ${uncovered.join('\n  ')}\n`)
  return counts
}

const onNode24 = (project: string, concerned: string[] = []): Step['run'] => {
  return (say, files) => {
    const reportFile = join(results, reportName(project, '-node24'))
    const options = files.length > 0 ? files : concerned
    return runVitest({ project, reportFile, node: findNode24() ?? '', options }, say)
  }
}

/** All of them on Node 24, those on the embedded database being on Node 20: so both meet everything, once. Where no Node 24
 *  is to be had, which fails the steps named after it, on the Node that runs this. */
const onServer: Step['run'] = async (say, files) => {
  const problem = await provideTool('node24', say)
  if (problem) return vitest('api-server')(say, files)
  return onNode24('api-server')(say, files)
}

/** The embedded database leans on Node itself: threads, files and WebAssembly. */
const embeddedOnNode24 = ['db-database', 'db-embedded', 'tiles-served'].map((name) => `tests/api/${name}`)
/** Processes, threads, sockets, streams, files and cryptography. Rules, geometry and what runs in a browser are the same on
 *  any Node. */
const unitOnNode24 = [
  ...[
    'api/platform/access',
    'api/platform/audit',
    'api/platform/backup',
    'api/platform/db',
    'api/platform/http',
    'api/platform/sheets',
    'api/ground/tiles/send-known-tile',
  ],
  ...[
    'api/config',
    'api/platform/process/keep-doing',
    'api/platform/process/sliced-work',
    'api/platform/process/worker-thread',
    'api/operations/incidents/render-photo',
  ],
  ...['scripts/', 'tests/support'],
]

/** As `npm start` builds it, so the browser tests find nothing left to build. */
async function build(): Promise<Counts> {
  await buildWeb()
  return { ...noCounts, passed: 1 }
}

/** In the order they start: what needs a moment, then what takes longest, so that the last ones end together. */
export const steps: Step[] = [
  { name: 'build', needs: [], run: build },
  { name: 'lint', needs: [], run: program('@biomejs/biome/bin/biome', 'check', '.') },
  { name: 'types', needs: [], run: program('typescript/bin/tsc', '--noEmit') },
  { name: 'unused', needs: [], run: program('knip/bin/knip.js', '--no-progress') },
  { name: 'faults', needs: ['postgres'], after: ['build'], run: vitest('faults') },
  { name: 'e2e', needs: ['chromium', 'font', 'postgres'], after: ['build'], run: vitest('e2e') },
  { name: 'api-embedded', needs: [], run: vitest('api-embedded') },
  { name: 'api-server', needs: ['postgres'], run: onServer },
  { name: 'api-node24', needs: ['node24'], run: onNode24('api-embedded', embeddedOnNode24) },
  { name: 'unit', needs: [], run: unitWithCoverage },
  { name: 'unit-node24', needs: ['node24'], run: onNode24('unit', unitOnNode24) },
]
