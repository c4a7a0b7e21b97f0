import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export type Counts = { passed: number; failed: number; skipped: number }
export const noCounts: Counts = { passed: 0, failed: 0, skipped: 0 }

const repository = resolve(import.meta.dirname, '../..')
/** A step that has not ended by then hangs. */
const longestStepMs = 25 * 60_000

/** Runs a program of one verdict: passed when it ends with 0. Its output is shown only when it failed. */
export async function runProgram(program: string, options: string[]): Promise<Counts> {
  const { code, output } = await run(program, options, false)
  if (code === 0) return { ...noCounts, passed: 1 }
  console.log(output.trimEnd())
  return { ...noCounts, failed: 1 }
}

/** Runs one vitest project and counts its tests. A file that could not be read, an error outside a test and a crash are
 *  failures too: never less than one when vitest itself says that something was wrong. */
export async function runVitest(project: string, reportFile: string): Promise<Counts> {
  const program = join('node_modules', 'vitest', 'vitest.mjs')
  const options = ['run', '--project', project, '--reporter=default', '--reporter=json']
  const { code } = await run(process.execPath, [program, ...options, `--outputFile.json=${reportFile}`], true)
  let report: VitestReport
  try {
    report = JSON.parse(readFileSync(reportFile, 'utf8')) as VitestReport
  } catch {
    console.log(`vitest ended with ${code} and without a report.`)
    return { ...noCounts, failed: 1 }
  }
  return countTests(report, code)
}

export type VitestReport = {
  testResults: { status: string; assertionResults: { status: string }[] }[]
}

/** Pure. `code` is how vitest itself ended. */
export function countTests(report: VitestReport, code: number | null): Counts {
  const counts = { ...noCounts }
  for (const file of report.testResults) {
    let failedInFile = 0
    for (const { status } of file.assertionResults) {
      if (status === 'passed') counts.passed += 1
      else if (status === 'failed') failedInFile += 1
      else counts.skipped += 1
    }
    // A set-up that failed leaves its tests "skipped": the file still failed.
    if (file.status === 'failed' && failedInFile === 0) failedInFile = 1
    counts.failed += failedInFile
  }
  if (code !== 0 && counts.failed === 0) counts.failed = 1
  return counts
}

function run(program: string, options: string[], isShown: boolean): Promise<{ code: number | null; output: string }> {
  return new Promise((resolvePromise, reject) => {
    const child = spawn(program, options, {
      cwd: repository,
      // Its own process group, so a step that hangs is ended with everything it started.
      detached: true,
      stdio: ['ignore', isShown ? 'inherit' : 'pipe', isShown ? 'inherit' : 'pipe'],
      env: { ...process.env, NODE_OPTIONS: undefined },
    })
    const output: Buffer[] = []
    child.stdout?.on('data', (bytes: Buffer) => output.push(bytes))
    child.stderr?.on('data', (bytes: Buffer) => output.push(bytes))
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
      console.log(`No end after ${longestStepMs / 60_000} minutes: stopped.`)
      endGroup('SIGTERM')
      setTimeout(() => endGroup('SIGKILL'), 10_000).unref()
    }, longestStepMs)
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
      resolvePromise({ code, output: Buffer.concat(output).toString('utf8') })
    })
  })
}
