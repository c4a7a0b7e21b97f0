import { mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Folders of earlier runs that were killed before they could clean up; a PostgreSQL left behind in one ends by itself when
 *  its files are gone. */
function removeDeadFolders(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = /^onegrid-run-[a-z-]+-(\d+)-/.exec(name)?.[1]
    if (!pid || isAlive(Number(pid))) continue
    try {
      removeFolder(join(parent, name))
    } catch {
      // Another user's.
    }
  }
}

/** A folder of this process under the temp directory, named after it. Those of dead processes go first. */
export function makeRunFolder(purpose: string, parent = tmpdir()): string {
  removeDeadFolders(parent)
  return mkdtempSync(join(parent, `onegrid-run-${purpose}-${process.pid}-`))
}

/** The same in memory where the machine has such a place, and enough of it: for what is copied again and again and never
 *  kept. To who writes there it is a disk like any other, but that nobody waits for it. A test of what is left when the
 *  machine dies, not the process alone, is none for this. Left out, `neededBytes` is for all copies of a whole run. */
export function makeMemoryFolder(purpose: string, neededBytes = 8e9): string {
  try {
    removeDeadFolders('/dev/shm')
    const { bavail, bsize } = statfsSync('/dev/shm')
    // The place may promise more than there is, or than this container may use.
    if (Math.min(bavail * bsize, process.availableMemory()) > neededBytes) return makeRunFolder(purpose, '/dev/shm')
  } catch {
    // No such place, or none that may be written.
  }
  return makeRunFolder(purpose)
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
