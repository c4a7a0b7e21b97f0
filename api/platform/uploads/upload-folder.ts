import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { codeOf, diskFull } from '#api/platform/db/database-errors.ts'

const namePattern = /^onegrid-uploads-(\d+)-/

/** Folders that this process has made and not removed. */
const own = new Set<string>()

const isAlive = (pid: number): boolean => {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Where uploads are kept while they are imported: with the embedded database, which has the room, in its folder; else
 *  among the temporary files. */
export const uploadRoot = (kind: 'embedded' | 'server', dataFolder: string): string =>
  kind === 'embedded' ? dataFolder : tmpdir()

/** A new folder for one upload, for this user alone. Throws a 507 ApiError where there is no space. */
export function makeUploadFolder(root: string): string {
  try {
    mkdirSync(root, { recursive: true })
    const folder = mkdtempSync(join(root, `onegrid-uploads-${process.pid}-`))
    own.add(folder)
    return folder
  } catch (error) {
    throw codeOf(error) === 'ENOSPC' ? diskFull(error) : error
  }
}

export function removeUploadFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  own.delete(folder)
}

/** Takes away what processes left that were killed. */
export function removeDeadUploads(root: string): void {
  for (const name of readdirSync(root)) {
    const pid = namePattern.exec(name)?.[1]
    const folder = join(root, name)
    if (pid && !own.has(folder) && !isAlive(Number(pid))) rmSync(folder, { recursive: true, force: true })
  }
}
