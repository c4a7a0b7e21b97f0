import { spawnSync } from 'node:child_process'
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { findChromium, findPostgresBinaries, hasChineseFont } from '../../tests/support/find-tools.ts'

export type Tool = 'chromium' | 'font' | 'postgres'

type ToolFacts = { isThere: () => boolean; packages: string[]; advice: string }

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
}

/** Sees to it that a tool is there. Null when it is, otherwise the sentence that says what to do. */
export async function provideTool(tool: Tool): Promise<string | null> {
  const { isThere, packages, advice } = facts[tool]
  if (isThere()) return null
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return advice
  console.log(`Installing ${packages.join(', ')} …`)
  const problem = installPackages(packages)
  if (isThere()) return null
  return problem ? `${advice}\nInstalling it failed:\n${problem}` : advice
}

let isListFresh = false

function installPackages(packages: string[]): string | null {
  if (!isListFresh) {
    const problem = aptGet(['update'])
    if (problem) return problem
    isListFresh = true
  }
  return withoutSystemCluster(() =>
    aptGet(['install', '--yes', '--no-install-recommends', '-o', 'Dpkg::Options::=--force-confold', ...packages]),
  )
}

function aptGet(options: string[]): string | null {
  const { status, stdout, stderr, error } = spawnSync('apt-get', options, {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    timeout: 15 * 60_000,
    maxBuffer: 50_000_000,
  })
  if (status === 0) return null
  return `${error ? `${error.message}\n` : ''}${stdout ?? ''}${stderr ?? ''}`.trim().split('\n').slice(-15).join('\n')
}

/** Debian's package makes and starts a cluster of the system unless this file says not to; the tests want only the
 *  programs. The file goes back to what the package ships, so a later installation behaves as usual. */
function withoutSystemCluster<Result>(work: () => Result): Result {
  const file = '/etc/postgresql-common/createcluster.conf'
  if (existsSync(file)) return work()
  spawnSync('mkdir', ['-p', '/etc/postgresql-common'])
  writeFileSync(file, 'create_main_cluster = false\n')
  try {
    return work()
  } finally {
    const shipped = [`${file}.ucf-dist`, `${file}.dpkg-dist`].find((path) => existsSync(path))
    if (shipped) renameSync(shipped, file)
    else rmSync(file, { force: true })
  }
}
