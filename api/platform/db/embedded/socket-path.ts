import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { StartError } from '#api/platform/process/start-error.ts'

/** Longer paths of Unix sockets are cut off by the system without a word. */
const longestPathBytes = 100

/** Where the Unix socket of a data folder lies: in it, or, where that path is too long, in a folder of ours alone under
 *  the temp directory, named by hash. Makes that folder. */
export function prepareSocketPath(dataFolder: string): string {
  const inside = join(resolve(dataFolder), 'database.sock')
  if (Buffer.byteLength(inside) <= longestPathBytes) return inside
  const hash = createHash('sha256').update(resolve(dataFolder)).digest('hex').slice(0, 16)
  const folder = join(tmpdir(), `onegrid-${hash}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { uid, mode } = lstatSync(folder)
  // Whoever can write there could put up a socket of their own and be taken for the database.
  if (uid !== process.getuid?.() || (mode & 0o077) !== 0)
    throw new StartError({
      zh: `目录 ${folder} 不属于当前用户或权限过宽，请删除它后再启动。`,
      en: `The folder ${folder} belongs to someone else or is open to others; remove it and start again.`,
    })
  return join(folder, 'database.sock')
}
