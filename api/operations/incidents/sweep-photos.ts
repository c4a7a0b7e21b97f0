import type { Logger } from 'pino'
import type { Database } from '#api/platform/db/client.ts'
import { keepDoing, type Recurring } from '#api/platform/process/keep-doing.ts'
import { forgetRemovedPhotos, listKnownPhotos } from './incident-photos.repo.ts'
import type { PhotoStore, StoredFile } from './photo-store.ts'

const everyMs = 3_600_000
/** A file without a row may be that of an upload whose row another copy is just writing. */
const youngestOrphanMs = 3_600_000
/** So that a backup of the last month finds the files of its rows. */
const keptDays = 30
const longestInTrashMs = 7 * 86_400_000
const idsPerQuery = 500

type Deps = { database: Database; store: PhotoStore }

/** Puts away files without a row: of uploads that came to nothing, of incidents that are gone, of photos removed a month
 *  ago; a week later they are deleted, and half ones of processes that died at once. Whatever else lies in the folder stays.
 *  Gives how many were put away or deleted. */
export async function sweepPhotos({ database, store }: Deps): Promise<number> {
  let count = 0
  for await (const files of store.list()) {
    for (let start = 0; start < files.length; start += idsPerQuery) {
      const some = files.slice(start, start + idsPerQuery).filter(({ id, name }) => id || name.endsWith('.partial'))
      const old: StoredFile[] = []
      // The age first: what is old and has no row then gets none any more.
      for (const file of some) if (((await store.ageMs(file)) ?? 0) >= youngestOrphanMs) old.push(file)
      const ids = old.flatMap(({ id }) => id ?? [])
      const known = ids.length === 0 ? new Set() : await database.read((handle) => listKnownPhotos(handle, ids))
      for (const file of old) {
        if (file.id !== undefined && known.has(file.id)) continue
        await (file.id === undefined ? store.removeFile(file) : store.throwAway(file))
        count += 1
      }
    }
  }
  for (const file of await store.listThrownAway()) {
    if (((await store.ageMs(file)) ?? 0) < longestInTrashMs) continue
    await store.removeFile(file)
    count += 1
  }
  // Their files go with the next sweep: a backup at work has the rows still, and looks for them.
  await database.write((transaction) => forgetRemovedPhotos(transaction, keptDays))
  return count
}

/** Does so at once and every hour, until it is closed. */
export const keepSweepingPhotos = ({ log, ...deps }: Deps & { log: Logger }): Recurring =>
  keepDoing(() => sweepPhotos(deps), { everyMs, log, failure: 'photos could not be swept' })
