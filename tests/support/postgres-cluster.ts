import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import postgres from 'postgres'
import { findPostgresBinaries } from './find-tools.ts'
import { makeRunFolder, removeFolder } from './run-folder.ts'

export type PostgresCluster = {
  /** Address of one of its databases. */
  urlOf(database: string): string
  stop(): Promise<void>
}

/** A port nobody listens on at this moment. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}

/** PostgreSQL refuses to run as root, so root hands it to another user. */
function findOwner(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const user of ['postgres', 'nobody']) {
    try {
      const number = (option: string) =>
        Number(execFileSync('id', [option, user], { stdio: ['ignore', 'pipe', 'ignore'] }))
      return { uid: number('-u'), gid: number('-g') }
    } catch {}
  }
  throw new Error('PostgreSQL does not run as root, and there is no user "postgres" or "nobody" to run it as.')
}

/** A cluster of its own in a folder of its own, on a free port of this machine only; gone after `stop`. Nothing in it is
 *  meant to survive, so it writes without fsync. */
export async function startPostgresCluster(): Promise<PostgresCluster> {
  const binaries = findPostgresBinaries()
  if (!binaries)
    throw new Error('No PostgreSQL server (≥ 13) with PostGIS found. Install both, or set TEST_DATABASE_URL.')
  const owner = findOwner()
  const folder = makeRunFolder('postgres')
  if (owner) chownSync(folder, owner.uid, owner.gid)
  const data = join(folder, 'data')
  const environment = { PATH: process.env.PATH, LC_ALL: 'C' }
  try {
    execFileSync(
      binaries.initdb,
      ['-D', data, '-U', 'onegrid', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
      { ...owner, cwd: folder, env: environment, stdio: ['ignore', 'ignore', 'pipe'], timeout: 120_000 },
    )
    const port = await findFreePort()
    const settings = [
      `port=${port}`,
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'fsync=off',
      'full_page_writes=off',
      'synchronous_commit=off',
      'max_connections=100',
      'shared_buffers=128MB',
      'autovacuum_naptime=1min',
    ]
    const server = spawn(binaries.postgres, ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
      ...owner,
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let lastWords = ''
    server.stderr?.on('data', (bytes: Buffer) => {
      lastWords = (lastWords + bytes.toString()).slice(-2000)
    })
    const killNow = () => server.kill('SIGQUIT')
    process.once('exit', killNow)
    const urlOf = (database: string) => `postgres://onegrid@127.0.0.1:${port}/${database}`
    await waitUntilItAnswers(urlOf('postgres'), server, () => lastWords)
    return {
      urlOf,
      async stop() {
        process.off('exit', killNow)
        await stopServer(server)
        removeFolder(folder)
      },
    }
  } catch (error) {
    removeFolder(folder)
    throw error
  }
}

async function waitUntilItAnswers(url: string, server: ChildProcess, lastWords: () => string): Promise<void> {
  const end = Date.now() + 30_000
  for (;;) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL did not start:\n${lastWords()}`)
    const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => {} })
    try {
      await sql`select 1`
      return
    } catch (error) {
      if (Date.now() > end) throw new Error(`PostgreSQL does not answer:\n${lastWords()}`, { cause: error })
      await new Promise((resolve) => setTimeout(resolve, 50))
    } finally {
      await sql.end({ timeout: 1 })
    }
  }
}

function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    const hurry = setTimeout(() => server.kill('SIGQUIT'), 5000)
    server.once('exit', () => {
      clearTimeout(hurry)
      resolve()
    })
    // Fast shutdown: open sessions are cut.
    server.kill('SIGINT')
  })
}
