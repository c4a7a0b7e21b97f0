import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { StartError } from '#api/platform/process/start-error.ts'

const repository = resolve(import.meta.dirname, '../..')
const distFolder = join(repository, 'dist')
const hashFile = join(distFolder, 'web.sources')

/** Where the built web lies. */
export const webFolder = join(distFolder, 'web')

/** Everything the page is made of: its own sources, what it shares with the server, and what builds it. */
function hashSources(): string {
  const files = [
    'vite.config.ts',
    'scripts/start/list-console-links.ts',
    'scripts/start/precompress.ts',
    'package-lock.json',
    'tsconfig.json',
  ]
  const collect = (folder: string, isWanted: (path: string) => boolean) => {
    for (const entry of readdirSync(join(repository, folder), { withFileTypes: true, recursive: true })) {
      const path = join(entry.parentPath, entry.name).slice(repository.length + 1)
      if (entry.isFile() && isWanted(path)) files.push(path)
    }
  }
  collect('web', (path) => !path.includes('.test.'))
  collect('api', (path) => path.endsWith('.contract.ts') || (path.includes('coverage') && !path.includes('.test.')))
  const hash = createHash('sha256')
  for (const file of files.sort())
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(repository, file)))
      .update('\0')
  return hash.digest('hex')
}

let child: ChildProcess | null = null

/** Ends a build that is under way. */
export const stopBuild = (): void => {
  child?.kill('SIGKILL')
}

/** Builds the web where it is missing or older than its sources. Gives whether there was something to do. The new build
 *  takes the old one's place at once and whole, so a build that is killed changes nothing. */
export async function buildWeb(): Promise<{ isBuilt: boolean }> {
  const hash = hashSources()
  const isFresh = existsSync(join(webFolder, 'index.html')) && readIfThere(hashFile) === hash
  if (isFresh) return { isBuilt: false }
  mkdirSync(distFolder, { recursive: true })
  removeLeftovers()
  const target = join(distFolder, `web-${process.pid}`)
  try {
    await runVite(target)
    takePlace(target)
    writeFileSync(hashFile, hash)
  } finally {
    rmSync(target, { recursive: true, force: true })
  }
  return { isBuilt: true }
}

/** Several processes may start at once, each with a build of its own; all are alike, and one of them is enough. */
function takePlace(target: string): void {
  for (let attempt = 1; ; attempt += 1) {
    rmSync(webFolder, { recursive: true, force: true })
    try {
      renameSync(target, webFolder)
      return
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if ((code !== 'ENOTEMPTY' && code !== 'EEXIST') || attempt === 5) throw error
    }
  }
}

const readIfThere = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : null)

/** Folders of builds whose process is gone. */
function removeLeftovers(): void {
  for (const name of readdirSync(distFolder)) {
    const pid = Number(/^web-(\d+)$/.exec(name)?.[1])
    if (!pid) continue
    try {
      process.kill(pid, 0)
    } catch {
      rmSync(join(distFolder, name), { recursive: true, force: true })
    }
  }
}

function runVite(target: string): Promise<void> {
  return new Promise((resolveBuild, reject) => {
    const vite = join(repository, 'node_modules', 'vite', 'bin', 'vite.js')
    let output = ''
    child = spawn(process.execPath, [vite, 'build', '--outDir', target, '--emptyOutDir', '--logLevel', 'warn'], {
      cwd: repository,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_ENV: 'production' },
    })
    const collect = (chunk: Buffer) => {
      output += chunk.toString()
    }
    child.stdout?.on('data', collect)
    child.stderr?.on('data', collect)
    child.once('error', reject)
    child.once('close', (code) => {
      child = null
      if (code === 0) return resolveBuild()
      const why = output.split('\n').find((line) => /^\s*(\w*Error:|.*ENOSPC)/.test(line)) ?? `exit ${code}`
      reject(
        new StartError({
          zh: `网页构建失败（${why.trim()}），可用 npm run build 查看全部原因。`,
          en: `The web could not be built (${why.trim()}); npm run build shows all of it.`,
        }),
      )
    })
  })
}
