import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import postgres from 'postgres'
import { findPostgresBinaries } from './find-tools.ts'
import { makeMemoryFolder, makeRunFolder, removeFolder } from './run-folder.ts'

export type PostgresCluster = {
  /** Address of one of its databases. */
  urlOf(database: string): string
  /** Ends the server at once: `SIGQUIT` is PostgreSQL's immediate shutdown, `SIGKILL` takes the postmaster from its
   *  children. Resolves when the postmaster is gone. */
  crash(signal: 'SIGQUIT' | 'SIGKILL'): Promise<void>
  /** Starts the server again after `crash`; resolves when it answers. */
  startAgain(): Promise<void>
  stop(): Promise<void>
}

/** What a server does without whose data nobody would miss. */
const forgetful = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off']

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
 *  meant to survive, so it writes to memory and without fsync, unless it is `isDurable`: as PostgreSQL is by itself. */
export async function startPostgresCluster({ isDurable = false } = {}): Promise<PostgresCluster> {
  const binaries = findPostgresBinaries()
  if (!binaries)
    throw new Error('No PostgreSQL server (≥ 13) with PostGIS found. Install both, or set TEST_DATABASE_URL.')
  const owner = findOwner()
  const folder = isDurable ? makeRunFolder('postgres') : makeMemoryFolder('postgres')
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
      ...(isDurable ? [] : forgetful),
      'max_connections=100',
      'shared_buffers=128MB',
      'autovacuum_naptime=1min',
    ]
    let server: ChildProcess
    let lastWords = ''
    const start = () => {
      server = spawn(binaries.postgres, ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
        ...owner,
        cwd: folder,
        env: environment,
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      server.stderr?.on('data', (bytes: Buffer) => {
        lastWords = (lastWords + bytes.toString()).slice(-2000)
      })
    }
    start()
    const killNow = () => server.kill('SIGQUIT')
    process.once('exit', killNow)
    const urlOf = (database: string) => `postgres://onegrid@127.0.0.1:${port}/${database}`
    const waitForAnswer = (hasFailed: () => boolean) =>
      waitUntilItAnswers(urlOf('postgres'), hasFailed, () => lastWords)
    await waitForAnswer(() => hasEnded(server))
    return {
      urlOf,
      crash: (signal) => endServer(server, signal),
      startAgain() {
        // Children of a killed postmaster hold the shared memory for a moment; until then a new one ends at once.
        const startWhereEnded = setInterval(() => {
          if (hasEnded(server)) start()
        }, 100)
        start()
        return waitForAnswer(() => false).finally(() => clearInterval(startWhereEnded))
      },
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

const hasEnded = (server: ChildProcess): boolean => server.exitCode !== null || server.signalCode !== null

async function waitUntilItAnswers(url: string, hasFailed: () => boolean, lastWords: () => string): Promise<void> {
  const end = Date.now() + 60_000
  for (;;) {
    if (hasFailed()) throw new Error(`PostgreSQL did not start:\n${lastWords()}`)
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

/** Fast shutdown: open sessions are cut. */
function stopServer(server: ChildProcess): Promise<void> {
  const hurry = setTimeout(() => server.kill('SIGQUIT'), 5000)
  return endServer(server, 'SIGINT').finally(() => clearTimeout(hurry))
}

function endServer(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(server)) return Promise.resolve()
  return new Promise((resolve) => {
    server.once('exit', () => resolve())
    server.kill(signal)
  })
}
