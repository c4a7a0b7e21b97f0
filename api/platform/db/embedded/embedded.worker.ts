import { chmodSync, existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import type { PGlite } from '@electric-sql/pglite'
import { eventChannelOf } from '../event-channel.ts'
import { type BusySignal, backupApplicationName, createBusyMark } from './busy-signal.ts'
import {
  clusterFolderName,
  completeMarkName,
  creatingMarkName,
  incompleteCode,
  neededFileNames,
} from './cluster-files.ts'
import { openSession } from './embedded-session.ts'
import { hasSpace } from './free-space.ts'
import { syncPath } from './sync-path.ts'
import { type BusyMark, startWireServer } from './wire-server.ts'

/*
 * The thread in which the embedded database lives: opens the folder, listens at the socket, and goes when told to.
 */

export type EmbeddedWorkerData = { folder: string; schema: string; socketPath: string; busy: BusySignal }
export type EmbeddedWorkerMessage =
  | { kind: 'ready'; isNew: boolean }
  | { kind: 'failed'; message: string; code?: string }
  | { kind: 'broken'; message: string }
  /** A backup has taken the session, or given it back. */
  | { kind: 'backup'; isRunning: boolean }
  /** A transaction that has written events was committed. */
  | { kind: 'events' }
  | { kind: 'closed' }

const port = parentPort
if (!port) throw new Error('embedded.worker.ts runs in a worker thread')
const { folder, schema, socketPath, busy } = workerData as EmbeddedWorkerData
const send = (message: EmbeddedWorkerMessage) => port.postMessage(message)

const completeMark = join(folder, completeMarkName)
const creatingMark = join(folder, creatingMarkName)
const clusterFolder = join(folder, clusterFolderName)

/** A new database with a county in it takes about 300 MB. */
const neededBytes = 500e6
/** With less than this, a database that does not open lacks space. */
const tightBytes = 32e6

function syncTree(path: string): void {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const child = join(path, entry.name)
    if (entry.isDirectory()) syncTree(child)
    else if (entry.isFile()) syncPath(child)
  }
  syncPath(path)
}

/** Whether there is to be a new database. What came short in a copy, or was deleted by mistake, is no reason for one: that
 *  would clear away the rest. */
function isToBeMade(): boolean {
  const isComplete = existsSync(completeMark)
  if (!isComplete && existsSync(creatingMark)) return true
  const isEmpty = !existsSync(clusterFolder) || readdirSync(clusterFolder).length === 0
  if (!isComplete && isEmpty) return true
  if (isComplete && neededFileNames.every((name) => existsSync(join(clusterFolder, name)))) return false
  throw Object.assign(new Error('the folder holds part of a database'), { code: incompleteCode })
}

async function openFolder(): Promise<{ session: PGlite; isNew: boolean }> {
  const isNew = isToBeMade()
  if (isNew) {
    writeFileSync(creatingMark, '', { flush: true })
    syncPath(folder)
    rmSync(clusterFolder, { recursive: true, force: true })
    if (!hasSpace(folder, neededBytes)) throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
  }
  const session = await openSession(clusterFolder)
  if (isNew) {
    await session.exec('CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public; CHECKPOINT')
    chmodSync(clusterFolder, 0o700)
    syncTree(clusterFolder)
    writeFileSync(`${completeMark}.tmp`, '', { flush: true })
    renameSync(`${completeMark}.tmp`, completeMark)
    syncPath(folder)
  }
  rmSync(creatingMark, { force: true })
  // One session serves every connection, so what it is set to once holds for all.
  await session.exec(`SET search_path = "${schema}", public; SET timezone = 'UTC'; LISTEN "${eventChannelOf(schema)}"`)
  return { session, isNew }
}

/** Says when a backup begins and ends. Its first batch of a transaction is what it goes on from: a connection that only
 *  says hello has none. */
function markBackups(mark: BusyMark): BusyMark {
  let isRunning = false
  const tell = (isNowRunning: boolean) => {
    if (isNowRunning !== isRunning) send({ kind: 'backup', isRunning: isNowRunning })
    isRunning = isNowRunning
  }
  return {
    start: mark.start,
    goOn(applicationName) {
      mark.goOn(applicationName)
      if (applicationName === backupApplicationName) tell(true)
    },
    end() {
      mark.end()
      tell(false)
    },
  }
}

try {
  const { session, isNew } = await openFolder()
  rmSync(socketPath, { force: true })
  const server = await startWireServer({
    session,
    socketPath,
    busy: markBackups(createBusyMark(busy)),
    channel: eventChannelOf(schema),
    onNotified: () => send({ kind: 'events' }),
    onBroken: (error) => send({ kind: 'broken', message: error instanceof Error ? error.message : String(error) }),
  })
  chmodSync(socketPath, 0o600)
  port.on('message', async () => {
    await server.close()
    // Writes the last checkpoint, so the next start has nothing to replay.
    await session.close().catch(() => {})
    rmSync(socketPath, { force: true })
    send({ kind: 'closed' })
    port.close()
  })
  send({ kind: 'ready', isNew })
} catch (error) {
  const { message, code } = error as NodeJS.ErrnoException
  // PGlite reports a full disk in several ways, some without a word.
  const isFull = hasSpace(folder, tightBytes) ? undefined : 'ENOSPC'
  send({ kind: 'failed', message: message ?? 'PGlite', code: isFull ?? code })
  port.close()
}
