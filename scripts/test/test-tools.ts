import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import {
  findChromium,
  findNode24,
  findPostgresBinaries,
  hasChineseFont,
  node24Folder,
} from '../../tests/support/find-tools.ts'
import type { Say } from './run-step.ts'

export type Tool = 'chromium' | 'font' | 'postgres' | 'node24'

type ToolFacts = {
  isThere: () => boolean
  advice: string
  /** Packages of Debian. */
  packages?: string[]
  /** Another way to get it; null when it went well, otherwise what was said. */
  install?: () => Promise<string | null>
}

const facts: Record<Tool, ToolFacts> = {
  chromium: {
    isThere: () => findChromium() !== null,
    packages: ['chromium'],
    advice: 'The browser tests need Chromium or Chrome: install one, or set CHROMIUM_PATH to it.',
  },
  font: {
    isThere: hasChineseFont,
    packages: ['fonts-noto-cjk', 'fontconfig'],
    advice: 'The browser tests need a font with Chinese characters that fc-list knows, for example Noto Sans CJK.',
  },
  postgres: {
    isThere: () => Boolean(process.env.TEST_DATABASE_URL) || findPostgresBinaries() !== null,
    packages: ['postgresql', 'postgresql-postgis'],
    advice:
      'The tests on a real server need PostgreSQL 13 or newer with PostGIS: install both (no cluster needs to run), or set TEST_DATABASE_URL to a database whose name ends in _test.',
  },
  node24: {
    isThere: () => findNode24() !== null,
    install: installNode24,
    advice: 'The steps on Node 24 need one: it comes from npm on Linux (x64, arm64); elsewhere set NODE24_PATH to it.',
  },
}

let queue: Promise<unknown> = Promise.resolve()

/** Sees to it that a tool is there. Null when it is, otherwise the sentence that says what to do. One after another:
 *  neither apt nor npm is asked twice at the same time. */
export function provideTool(tool: Tool, say: Say): Promise<string | null> {
  const provided = queue.then(() => provideNow(facts[tool], say))
  queue = provided.catch(() => {})
  return provided
}

async function provideNow({ isThere, packages, install, advice }: ToolFacts, say: Say): Promise<string | null> {
  if (isThere()) return null
  let problem: string | null = null
  if (install) problem = await install()
  else if (packages && process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    say(`Installing ${packages.join(', ')} …\n`)
    problem = await installPackages(packages)
  }
  if (isThere()) return null
  return problem ? `${advice}\nInstalling it failed:\n${problem}` : advice
}

let isListFresh = false

async function installPackages(packages: string[]): Promise<string | null> {
  if (!isListFresh) {
    const problem = await aptGet(['update'])
    if (problem) return problem
    isListFresh = true
  }
  return withoutSystemCluster(() =>
    aptGet(['install', '--yes', '--no-install-recommends', '-o', 'Dpkg::Options::=--force-confold', ...packages]),
  )
}

const aptGet = (options: string[]) => runInstaller('apt-get', options)

/** With the lock file of its folder, so it is the same Node everywhere, and never anybody's `node` on the PATH. */
function installNode24(): Promise<string | null> {
  const npm = process.env.npm_execpath
  const options = ['ci', '--prefix', node24Folder, '--no-audit', '--no-fund', '--no-bin-links']
  return npm ? runInstaller(process.execPath, [npm, ...options]) : runInstaller('npm', options)
}

/** Null when it ended well, otherwise its last words. */
function runInstaller(program: string, options: string[]): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(program, options, {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 15 * 60_000,
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code) => resolve(code === 0 ? null : output.trim().split('\n').slice(-15).join('\n')))
  })
}

/** Debian's package makes and starts a cluster of the system unless this file says not to; the tests want only the
 *  programs. The file goes back to what the package ships, so a later installation behaves as usual. */
async function withoutSystemCluster<Result>(work: () => Promise<Result>): Promise<Result> {
  const file = '/etc/postgresql-common/createcluster.conf'
  if (existsSync(file)) return work()
  mkdirSync('/etc/postgresql-common', { recursive: true })
  writeFileSync(file, 'create_main_cluster = false\n')
  try {
    return await work()
  } finally {
    const shipped = [`${file}.ucf-dist`, `${file}.dpkg-dist`].find((path) => existsSync(path))
    if (shipped) renameSync(shipped, file)
    else rmSync(file, { force: true })
  }
}
