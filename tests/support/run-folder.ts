import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
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
export function makeRunFolder(purpose: string): string {
  for (const name of readdirSync(tmpdir())) {
    const pid = /^onegrid-run-[a-z]+-(\d+)-/.exec(name)?.[1]
    if (pid && !isAlive(Number(pid))) rmSync(join(tmpdir(), name), { recursive: true, force: true })
  }
  return mkdtempSync(join(tmpdir(), `onegrid-run-${purpose}-${process.pid}-`))
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
