import { statfsSync } from 'node:fs'

/** What is kept free for PostgreSQL's own needs. Where it cannot make its next 16 MB of WAL it gives up altogether, and
 *  nothing can be read either until there is space: so writes are refused before that. */
export const reservedBytes = 64e6

/** Whether the disk of a folder has as much space. A file system that cannot say counts as one that has. */
export function hasSpace(folder: string, bytes: number): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize >= bytes
  } catch {
    return true
  }
}
