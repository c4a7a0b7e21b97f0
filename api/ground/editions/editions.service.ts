import { LRUCache } from 'lru-cache'
import type { Database, Handle } from '#api/platform/db/client.ts'
import { ApiError } from '#api/platform/http/problem.ts'
import { runInSlices } from '#api/platform/process/sliced-work.ts'
import { snapshotSteps } from './build-snapshot.ts'
import type { EditionSnapshot } from './edition-snapshot.ts'
import {
  type EditionRow,
  findCurrentEdition,
  findEditionAt,
  findEditionByNumber,
  listEditionStarts,
  readAreaVersions,
  readGridVersions,
} from './editions.repo.ts'

export type EditionsService = {
  /** The edition in force; 404 `no_edition` before the first import. For some seconds after a publication it may be the
   *  one before, until the new one is in memory: nobody waits for that, and every answer says which edition it is of. */
  current(): Promise<EditionSnapshot>
  /** The edition in force at an instant; 404 `no_edition` before the first one. */
  at(instant: Date): Promise<EditionSnapshot>
  /** A published edition; 404 `not_found` for others. */
  byNumber(number: number): Promise<EditionSnapshot>
}

/** How long the answer to "which edition is current" may be used. */
const currentCheckMs = 1_000
/** So long after a publication the edition before may answer. It takes a second or two to load one. */
const formerServedMs = 5_000
/** 4,847 grids are about 30 MB; the current edition, the one before, and one somebody looks back at. */
const snapshotsKept = 3

/** Keeps editions in memory. Loads of the same edition that come together are one load; a failed one is tried again by
 *  the next caller. */
export function createEditionsService({ database }: { database: Database }): EditionsService {
  const snapshots = new LRUCache<string, Promise<EditionSnapshot>>({ max: snapshotsKept })
  let checked: { at: number; snapshot: Promise<EditionSnapshot> } | undefined
  /** The edition in memory that was current last. */
  let served: EditionSnapshot | undefined

  const load = (edition: EditionRow): Promise<EditionSnapshot> => {
    // With a newer edition some rows of this one have come to an end, which its grids say: it is read again.
    const key = `${edition.number} of ${edition.newest}`
    const known = snapshots.get(key)
    if (known) return known
    const loading = readSnapshot(database, edition)
    snapshots.set(key, loading)
    loading.catch(() => snapshots.delete(key))
    return loading
  }
  const find = (query: (handle: Handle) => Promise<EditionRow | undefined>) => database.read(query)

  async function loadCurrent(): Promise<EditionSnapshot> {
    const edition = await find(findCurrentEdition)
    if (edition) {
      const loading = load(edition)
      const isJustPublished = Date.now() - edition.from < formerServedMs
      if (!served || served.number === edition.number || !isJustPublished) {
        served = await loading
        return served
      }
      // From the moment it is in memory on, the new one answers.
      loading.then(
        (snapshot) => {
          served = snapshot
          checked = undefined
        },
        () => {},
      )
      return served
    }
    throw new ApiError(404, 'no_edition', {
      zh: '还没有网格底图：请先导入本县数据（npm run import -- 文件）。',
      en: 'There is no edition yet: import the county first (npm run import -- FILE).',
    })
  }

  return {
    current() {
      // Nobody publishes meanwhile: writes wait too.
      if (served && database.isHeldByBackup()) return Promise.resolve(served)
      if (!checked || performance.now() - checked.at > currentCheckMs) {
        const check = { at: performance.now(), snapshot: loadCurrent() }
        checked = check
        // The next request looks again at once: the database may be back, an import may have published the first edition.
        check.snapshot.catch(() => {
          if (checked === check) checked = undefined
        })
      }
      return checked.snapshot
    },
    async at(instant) {
      const edition = await find((handle) => findEditionAt(handle, instant))
      if (edition) return load(edition)
      throw new ApiError(404, 'no_edition', {
        zh: '这个时刻还没有生效的网格底图，请选更晚的时间。',
        en: 'No edition was in force at that instant; choose a later one.',
      })
    },
    async byNumber(number) {
      const edition = await find((handle) => findEditionByNumber(handle, number))
      if (edition) return load(edition)
      throw new ApiError(404, 'not_found', {
        zh: `没有第 ${number} 版网格底图，版次见 /api/editions。`,
        en: `There is no edition ${number}; /api/editions lists them.`,
      })
    },
  }
}

/** Rows are read in many statements, but those of a published edition never change. */
async function readSnapshot(database: Database, edition: EditionRow): Promise<EditionSnapshot> {
  const grids = await readGridVersions(database, edition.number)
  const areas = await readAreaVersions(database, edition.number)
  const starts = await database.read((handle) => listEditionStarts(handle, edition.number))
  return runInSlices(snapshotSteps(edition, starts, grids, areas))
}
