import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { summarizeAudit } from './test/summarize-audit.ts'

// Says which advisories there are against the packages of the lock file. Says it only: what is published against one of
// them overnight is no fault of the change that is checked, and a registry may be away or answer no such question.

const longestMs = 60_000

const { stdout } = spawnSync('npm', ['audit', '--json', '--fetch-retries=0', `--fetch-timeout=${longestMs / 2}`], {
  cwd: resolve(import.meta.dirname, '..'),
  encoding: 'utf8',
  timeout: longestMs,
  maxBuffer: 64 * 2 ** 20,
  // What npm itself says of a failure names the registry.
  stdio: ['ignore', 'pipe', 'ignore'],
})
console.log(summarizeAudit(stdout ?? '').join('\n'))
