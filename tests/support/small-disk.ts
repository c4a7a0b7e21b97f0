import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'

export type SmallDisk = {
  folder: string
  freeBytes(): number
  /** Fills it until so many bytes are left. */
  fill(leftBytes: number): void
  /** Takes away what `fill` put there. */
  empty(): void
  remove(): void
}

/** A disk of its own at `folder`, in memory; null where this process may not mount one. */
export function mountSmallDisk(folder: string, bytes: number): SmallDisk | null {
  mkdirSync(folder, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder], { stdio: 'ignore', timeout: 20_000 })
  } catch {
    return null
  }
  const filler = join(folder, 'filler')
  const freeBytes = () => {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  }
  return {
    folder,
    freeBytes,
    fill(leftBytes) {
      const descriptor = openSync(filler, 'a')
      const piece = Buffer.alloc(1 << 20)
      try {
        for (let left = freeBytes() - leftBytes; left > 0; left = freeBytes() - leftBytes)
          writeSync(descriptor, piece, 0, Math.min(piece.length, left))
      } catch (error) {
        // Somebody else had the last of it.
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      } finally {
        closeSync(descriptor)
      }
    },
    empty: () => rmSync(filler, { force: true }),
    remove() {
      // Lazy: what still has a file open there keeps it and nothing else.
      execFileSync('umount', ['-l', folder], { stdio: 'ignore', timeout: 20_000 })
    },
  }
}
