import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/** Makes a folder and what is missing above it, readable for nobody else. Step by step: Node's own `recursive` never
 *  returns where a file system takes no folder and says ENOENT, as /proc does. Throws what `mkdir` says. */
export function makeFolder(folder: string): void {
  const missing: string[] = []
  for (let path = folder; !existsSync(path); path = dirname(path)) missing.unshift(path)
  for (const path of missing) {
    try {
      mkdirSync(path, { mode: 0o700 })
    } catch (error) {
      // Another process was quicker; where it is no folder, the next step says so.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}
