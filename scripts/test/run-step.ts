import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, delimiter, dirname, join, resolve } from 'node:path'

export type Counts = {
  passed: number
  failed: number
  skipped: number
  /** A line for each test that failed, to be said once more where a run ends. */
  failures: string[]
}
export const noCounts: Counts = { passed: 0, failed: 0, skipped: 0, failures: [] }
/** How a step prints: at once when it runs alone, kept until it ends when others run beside it. */
export type Say = (text: string) => void

const repository = resolve(import.meta.dirname, '../..')
/** A step that has not ended by then hangs. */
const longestStepMs = 25 * 60_000

/** Runs a program of one verdict: passed when it ends with 0. Its output is shown only when it failed. */
export async function runProgram(program: string, options: string[], say: Say): Promise<Counts> {
  const output: string[] = []
  const code = await run(program, options, (text) => output.push(text))
  if (code === 0) return { ...noCounts, passed: 1 }
  say(output.join(''))
  return { ...noCounts, failed: 1 }
}

export type VitestRun = {
  project: string
  /** Where vitest writes what `countTests` counts. */
  reportFile: string
  /** The Node that runs it; that of this process when not named. */
  node?: string
  /** Further options: parts of file names, `--coverage`. */
  options?: string[]
  /** When it is taken to hang. */
  longestMs?: number
}

/** Runs one vitest project and counts its tests. A file that could not be read, an error outside a test and a crash are
 *  failures too: never less than one when vitest itself says that something was wrong. */
export async function runVitest(
  { project, reportFile, node, options = [], longestMs }: VitestRun,
  say: Say,
): Promise<Counts> {
  const program = join('node_modules', 'vitest', 'vitest.mjs')
  const reports = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`]
  // Without its memory of earlier runs: steps beside each other would write it into the same file.
  const all = [program, 'run', '--project', project, '--cache=false', ...reports, ...options]
  const code = await run(node ?? process.execPath, all, say, longestMs)
  let report: VitestReport
  try {
    report = JSON.parse(readFileSync(reportFile, 'utf8')) as VitestReport
  } catch {
    say(`vitest ended with ${code} and without a report.\n`)
    return { ...noCounts, failed: 1 }
  }
  return countTests(report, code)
}

export type VitestReport = {
  testResults: {
    name: string
    status: string
    message?: string
    assertionResults: { status: string; fullName: string; failureMessages?: string[] | null }[]
  }[]
}

/** Pure. `code` is how vitest itself ended. */
export function countTests(report: VitestReport, code: number | null): Counts {
  const counts = { ...noCounts, failures: [] as string[] }
  const fail = (where: string, what: string | undefined) => {
    counts.failed += 1
    counts.failures.push([where, firstLine(what)].filter(Boolean).join(': '))
  }
  for (const file of report.testResults) {
    const failedBefore = counts.failed
    for (const { status, fullName, failureMessages } of file.assertionResults) {
      if (status === 'passed') counts.passed += 1
      else if (status === 'failed') fail(`${basename(file.name)} > ${fullName}`, failureMessages?.[0])
      else counts.skipped += 1
    }
    // A set-up that failed leaves its tests "skipped": the file still failed.
    if (file.status === 'failed' && counts.failed === failedBefore) fail(basename(file.name), file.message)
  }
  if (code !== 0 && counts.failed === 0) fail(`vitest ended with ${code}`, undefined)
  return counts
}

const firstLine = (text = ''): string => text.trim().split('\n', 1)[0]?.slice(0, 300) ?? ''

function run(program: string, options: string[], say: Say, longestMs: number = longestStepMs): Promise<number | null> {
  return new Promise((resolvePromise, reject) => {
    const child = spawn(program, options, {
      cwd: repository,
      // Its own process group, so a step that hangs is ended with everything it started.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        NODE_OPTIONS: undefined,
        // What a test calls `node` is the Node that runs it.
        PATH: [dirname(program), process.env.PATH].filter((part) => part && part !== '.').join(delimiter),
        ...(process.stdout.isTTY && { FORCE_COLOR: '1' }),
      },
    })
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8')
      stream.on('data', say)
    }
    const endGroup = (signal: NodeJS.Signals) => {
      try {
        if (child.pid) process.kill(-child.pid, signal)
      } catch {}
    }
    const interrupt = () => {
      endGroup('SIGINT')
      setTimeout(() => process.exit(130), 5000)
    }
    process.once('SIGINT', interrupt)
    const patience = setTimeout(() => {
      say(`No end after ${longestMs / 60_000} minutes: stopped.\n`)
      endGroup('SIGTERM')
      setTimeout(() => endGroup('SIGKILL'), 10_000).unref()
    }, longestMs)
    const finish = () => {
      clearTimeout(patience)
      process.off('SIGINT', interrupt)
    }
    child.once('error', (error) => {
      finish()
      reject(error)
    })
    child.once('close', (code) => {
      finish()
      resolvePromise(code)
    })
  })
}
