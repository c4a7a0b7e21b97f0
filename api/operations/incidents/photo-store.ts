import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from '#api/platform/db/database-errors.ts'
import { hasSpace, reservedBytes } from '#api/platform/db/embedded/free-space.ts'
import { syncPath } from '#api/platform/db/embedded/sync-path.ts'
import type { PhotoSize } from './incident-photos.contract.ts'
import { photoDiskFull } from './photo-errors.ts'

const namePattern = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(\.thumbnail)?\.jpg$/
/** A file that is being written, or was when its process died. */
const partialSuffix = '.partial'

/** The file of a photo. Its id is random, and nothing else is in its name. Pure. */
export const photoFileName = (id: string, size: PhotoSize): string =>
  `${id}${size === 'thumbnail' ? '.thumbnail' : ''}.jpg`
/** Whose photo a file is; undefined for whatever else lies there. Pure. */
export const photoIdOf = (name: string): string | undefined => namePattern.exec(name)?.[1]

export type StoredFile = { name: string; path: string; id: string | undefined }

/** The files of a county's photos, in a folder that all copies of the server share. A file never changes once it is there. */
export type PhotoStore = {
  readonly folder: string
  /** Throws a 507 ApiError where the disk has no room to spare. */
  requireSpace(bytes: number): Promise<void>
  /** Writes a file whole and durably, or not at all. Throws a 507 ApiError where the disk is full. */
  write(name: string, bytes: Uint8Array): Promise<void>
  /** Undefined where there is none. */
  read(name: string): Promise<Buffer | undefined>
  /** Its sweep begins anew. */
  touch(name: string): Promise<void>
  remove(name: string): Promise<void>
  /** All files but those thrown away, some at a time. */
  list(): AsyncGenerator<StoredFile[]>
  /** Puts a file away: it comes back by itself when it is read after all. Whoever starts the server once with the wrong
   *  database would lose every photo otherwise. */
  throwAway(file: StoredFile): Promise<void>
  listThrownAway(): Promise<StoredFile[]>
  /** How long it has lain there; undefined where it is gone. */
  ageMs(file: StoredFile): Promise<number | undefined>
  removeFile(file: StoredFile): Promise<void>
}

const orUndefined = (error: unknown): undefined => {
  if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined
  throw error
}
const isFull = (error: unknown) => codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT'

export function createPhotoStore(root: string, county: string): PhotoStore {
  const folder = join(root, county)
  // 256 folders, so that none has a hundred thousand files.
  const shardOf = (name: string) => join(folder, name.slice(0, 2))
  function pathOf(name: string): string {
    if (!namePattern.test(name)) throw new Error('not the name of a photo')
    return join(shardOf(name), name)
  }
  const trash = join(folder, 'removed')
  const makeFolder = (path: string) => mkdir(path, { recursive: true, mode: 0o700 })
  return {
    folder,

    async requireSpace(bytes) {
      try {
        await makeFolder(folder)
      } catch (error) {
        throw isFull(error) ? photoDiskFull(error) : error
      }
      if (!hasSpace(folder, reservedBytes + bytes)) throw photoDiskFull()
    },

    async write(name, bytes) {
      const path = pathOf(name)
      const partial = `${path}.${randomUUID()}${partialSuffix}`
      try {
        await makeFolder(shardOf(name))
        const handle = await open(partial, 'wx', 0o600)
        try {
          await handle.writeFile(bytes)
          await handle.sync()
        } finally {
          await handle.close()
        }
        await rename(partial, path)
        syncPath(shardOf(name))
      } catch (error) {
        await rm(partial, { force: true })
        throw isFull(error) ? photoDiskFull(error) : error
      }
    },

    async read(name) {
      const path = pathOf(name)
      const bytes = await readFile(path).catch(orUndefined)
      if (bytes) return bytes
      await makeFolder(shardOf(name))
      await rename(join(trash, name), path).catch(orUndefined)
      return readFile(path).catch(orUndefined)
    },
    async touch(name) {
      const now = new Date()
      await utimes(pathOf(name), now, now)
    },
    remove: (name) => rm(pathOf(name), { force: true }),

    async *list() {
      const shards = (await readdir(folder).catch(orUndefined)) ?? []
      for (const shard of shards.filter((name) => /^[0-9a-f]{2}$/.test(name))) {
        const names = (await readdir(join(folder, shard)).catch(orUndefined)) ?? []
        yield names.map((name) => ({ name, path: join(folder, shard, name), id: photoIdOf(name) }))
      }
    },

    async throwAway({ name, path }) {
      await makeFolder(trash)
      const now = new Date()
      await utimes(path, now, now).catch(orUndefined)
      await rename(path, join(trash, name)).catch(orUndefined)
    },
    async listThrownAway() {
      const names = (await readdir(trash).catch(orUndefined)) ?? []
      return names.map((name) => ({ name, path: join(trash, name), id: photoIdOf(name) }))
    },

    async ageMs({ path }) {
      const found = await stat(path).catch(orUndefined)
      return found && Date.now() - found.mtimeMs
    },
    removeFile: ({ path }) => rm(path, { force: true }),
  }
}
