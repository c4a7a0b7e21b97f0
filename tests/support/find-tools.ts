import { execFileSync } from 'node:child_process'
import { accessSync, constants, readdirSync, realpathSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'

/** What the tests need beside Node, and where it is found. Pure look-ups: nothing is installed here. */

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function findOnPath(names: string[]): string | null {
  for (const folder of (process.env.PATH ?? '').split(delimiter))
    for (const name of names) if (folder && isExecutable(join(folder, name))) return join(folder, name)
  return null
}

const listFolder = (folder: string): string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** The browser for tests/e2e: `CHROMIUM_PATH`, else one on the PATH or in a usual place; null where there is none. */
export function findChromium(): string | null {
  const asked = process.env.CHROMIUM_PATH
  if (asked) return isExecutable(asked) ? asked : null
  const onPath = findOnPath(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'])
  if (onPath) return onPath
  const usual = [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/usr/lib/chromium/chromium',
    '/opt/google/chrome/chrome',
  ]
  return usual.find(isExecutable) ?? null
}

/** Where `npm ci` puts the Node 24 of the tests. Not among the dependencies of the project: there it would be the `node`
 *  of every npm script, of `npm start` too. */
export const node24Folder = resolve(import.meta.dirname, '../../scripts/test/node24')

/** Node 24: `NODE24_PATH`, else the one from npm, else the running one if it is a 24; null where there is none. */
export function findNode24(): string | null {
  const asked = process.env.NODE24_PATH
  if (asked) return isExecutable(asked) ? asked : null
  const fromNpm = join(node24Folder, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node')
  if (isExecutable(fromNpm)) return fromNpm
  return process.versions.node.startsWith('24.') ? process.execPath : null
}

/** Whether a font with Chinese characters is there; without one a browser test would look at empty boxes. */
export function hasChineseFont(): boolean {
  if (process.platform === 'darwin') return true
  try {
    return execFileSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8', timeout: 20_000 }).trim() !== ''
  } catch {
    return false
  }
}

/** A way to watch system calls: null where strace is not there or not permitted (some containers). */
export function findStrace(): string | null {
  const strace = findOnPath(['strace'])
  if (!strace) return null
  try {
    execFileSync(strace, ['-f', '-o', '/dev/null', process.execPath, '--version'], { timeout: 20_000, stdio: 'ignore' })
    return strace
  } catch {
    return null
  }
}

export type PostgresBinaries = { initdb: string; postgres: string; version: number }

/** Server binaries of the newest PostgreSQL that has PostGIS, or null. */
export function findPostgresBinaries(): PostgresBinaries | null {
  const folders = [
    ...listFolder('/usr/lib/postgresql').map((version) => `/usr/lib/postgresql/${version}/bin`),
    ...listFolder('/usr')
      .filter((name) => name.startsWith('pgsql'))
      .map((name) => `/usr/${name}/bin`),
    ...['/opt/homebrew/opt', '/usr/local/opt'].flatMap((opt) =>
      listFolder(opt)
        .filter((name) => name.startsWith('postgresql'))
        .map((name) => `${opt}/${name}/bin`),
    ),
  ]
  const onPath = findOnPath(['postgres'])
  if (onPath) folders.push(join(realpathSync(onPath), '..'))
  const found: PostgresBinaries[] = []
  for (const folder of folders) {
    const binaries = { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') }
    if (!isExecutable(binaries.initdb) || !isExecutable(binaries.postgres)) continue
    const version = Number(/(\d+)/.exec(ask(binaries.postgres, ['--version']))?.[1] ?? 0)
    if (version >= 13 && hasPostgis(folder, version)) found.push({ ...binaries, version })
  }
  return found.sort((a, b) => b.version - a.version)[0] ?? null
}

function hasPostgis(folder: string, version: number): boolean {
  const shared = [`/usr/share/postgresql/${version}/extension`]
  const config = join(folder, 'pg_config')
  if (isExecutable(config)) shared.push(join(ask(config, ['--sharedir']).trim(), 'extension'))
  return shared.some((extensions) => listFolder(extensions).includes('postgis.control'))
}

function ask(program: string, options: string[]): string {
  try {
    return execFileSync(program, options, { encoding: 'utf8', timeout: 20_000, stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return ''
  }
}
