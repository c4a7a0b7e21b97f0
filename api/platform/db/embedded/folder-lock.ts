import { randomUUID } from 'node:crypto'
import { linkSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { isAlive, type ProcessIdentity, readOwnIdentity } from './process-identity.ts'

/*
 * PGlite itself has no lock: two processes on one folder both report success, and rows are lost (374 of 600 remained,
 * measured). So a data folder is opened only by the holder of its lock.
 *
 * The lock is a row of generations, the files `lock.1`, `lock.2`, …: each is made whole and at once, by linking a
 * finished temporary file to its name, which succeeds for one contender only. The holder is whoever wrote the highest,
 * as long as that process lives. Taking over from a dead one is making the next generation. Generations only grow: a
 * slow contender that still believes in an old one either finds its name taken or, after making it, finds a higher.
 * A lock file is therefore never deleted by its owner; releasing it is writing "released" into it.
 */

/** Who holds a data folder. */
export type LockHolder = ProcessIdentity & { socketPath: string }
type LockFile = LockHolder & { nonce: string; released: boolean }

export type FolderLock = { release(): void }

/** The folder is held by a living process. */
export class FolderInUse extends Error {
  readonly holder: LockHolder
  constructor(holder: LockHolder) {
    super(`in use by process ${holder.pid}`)
    this.name = 'FolderInUse'
    this.holder = holder
  }
}

const lockPath = (folder: string, generation: number) => join(folder, `lock.${generation}`)

function listGenerations(folder: string): number[] {
  return readdirSync(folder)
    .map((name) => /^lock\.(\d+)$/.exec(name)?.[1])
    .filter((text) => text !== undefined)
    .map(Number)
    .sort((a, b) => b - a)
}

function readLock(folder: string, generation: number): LockFile | null {
  try {
    return JSON.parse(readFileSync(lockPath(folder, generation), 'utf8')) as LockFile
  } catch {
    // Removed by a winner meanwhile: the caller looks again.
    return null
  }
}

/** Whether somebody accepts connections at this Unix socket. A left-over socket file refuses at once. */
export const doesSocketAnswer = (socketPath: string, timeoutMs = 300): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ path: socketPath })
    const finish = (answers: boolean) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(answers)
    }
    const timer = setTimeout(() => finish(false), timeoutMs)
    socket.once('connect', () => finish(true))
    socket.once('error', () => finish(false))
  })

/** The socket is asked as well because a process of another container has no number here, but answers. */
const isHeld = async (lock: LockFile): Promise<boolean> =>
  !lock.released && (isAlive(lock) || (await doesSocketAnswer(lock.socketPath)))

/** The living holder of a folder, or null. */
export async function findHolder(folder: string): Promise<LockHolder | null> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const highest = listGenerations(folder)[0]
    if (highest === undefined) return null
    const lock = readLock(folder, highest)
    if (lock) return (await isHeld(lock)) ? lock : null
  }
  return null
}

/** Takes the lock of a folder that exists. Throws `FolderInUse` when a living process has it. Well under 1 s. */
export async function lockFolder(folder: string, socketPath: string): Promise<FolderLock> {
  const own: LockFile = { ...readOwnIdentity(), socketPath, nonce: randomUUID(), released: false }
  const temporary = join(folder, `lock-${own.nonce}.tmp`)
  try {
    writeFileSync(temporary, JSON.stringify(own), { mode: 0o600, flush: true })
    for (;;) {
      const highest = listGenerations(folder)[0] ?? 0
      if (highest > 0) {
        const lock = readLock(folder, highest)
        if (!lock) continue
        if (await isHeld(lock)) throw new FolderInUse(lock)
      }
      const generation = highest + 1
      try {
        linkSync(temporary, lockPath(folder, generation))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue
        throw error
      }
      const generations = listGenerations(folder)
      if (generations[0] !== generation) {
        // Ours is one that a winner had cleared away after we looked.
        rmSync(lockPath(folder, generation), { force: true })
        continue
      }
      for (const lower of generations.slice(1)) rmSync(lockPath(folder, lower), { force: true })
      return { release: () => releaseLock(folder, generation, own) }
    }
  } finally {
    rmSync(temporary, { force: true })
  }
}

function releaseLock(folder: string, generation: number, own: LockFile): void {
  const temporary = join(folder, `lock-${own.nonce}.tmp`)
  try {
    writeFileSync(temporary, JSON.stringify({ ...own, released: true }), { mode: 0o600 })
    renameSync(temporary, lockPath(folder, generation))
  } catch {
    // The folder is gone, or the disk is full: the lock ends with this process then.
    rmSync(temporary, { force: true })
  }
}
