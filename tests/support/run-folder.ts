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

/** A folder of this process under the temp directory, named after it. Folders of earlier runs that were killed before
 *  they could clean up go first; a PostgreSQL left behind in one ends by itself when its files are gone. */
export function makeRunFolder(purpose: string, parent = tmpdir()): string {
  for (const name of readdirSync(parent)) {
    const pid = /^onegrid-run-[a-z]+-(\d+)-/.exec(name)?.[1]
    if (pid && !isAlive(Number(pid))) rmSync(join(parent, name), { recursive: true, force: true })
  }
  return mkdtempSync(join(parent, `onegrid-run-${purpose}-${process.pid}-`))
}

/** The same in memory where the machine has such a place: for what is copied a thousand times and never kept. */
export function makeMemoryFolder(purpose: string, neededBytes: number): string {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm')
    if (bavail * bsize > neededBytes) return makeRunFolder(purpose, '/dev/shm')
  } catch {
    // No such place, or none that may be written.
  }
  return makeRunFolder(purpose)
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
