import type { EditionSnapshot } from '#api/ground/editions/edition-snapshot.ts'
import type { EditionsService } from '#api/ground/editions/editions.service.ts'
import type { Database } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { runInSlices } from '#api/platform/process/sliced-work.ts'
import type { SearchItem } from './search.contract.ts'
import { findPlacesVersion, listPlaces } from './search.repo.ts'
import { type SearchIndex, searchIndexSteps } from './search-index.ts'

export type SearchService = {
  /** The best `limit` matches in the current edition and its places, and how many there are. For a shared screen their order
   *  says nothing of how many people live in a grid. */
  find(scope: Scope, text: string, limit: number): Promise<{ items: SearchItem[]; total: number }>
}

/** A new basemap comes with an upgrade or an import; its places may be found this much later. */
const placesCheckMs = 30_000

export function createSearchService(deps: { database: Database; editions: EditionsService }): SearchService {
  const { database, editions } = deps
  let version: { at: number; value: Promise<number | null> } | undefined
  let built: { edition: EditionSnapshot; version: number | null; index: Promise<SearchIndex> } | undefined

  const findVersion = () => {
    if (!version || performance.now() - version.at > placesCheckMs) {
      const check = { at: performance.now(), value: database.read(findPlacesVersion) }
      version = check
      check.value.catch(() => {
        if (version === check) version = undefined
      })
    }
    return version.value
  }
  return {
    async find({ isSharedScreen }, text, limit) {
      const edition = await editions.current()
      const placesVersion = await findVersion()
      if (built?.edition !== edition || built.version !== placesVersion) {
        const index = buildIndex(database, edition, placesVersion)
        const mine = { edition, version: placesVersion, index }
        built = mine
        index.catch(() => {
          if (built === mine) built = undefined
        })
      }
      return (await built.index).find(text, limit, { byPeople: !isSharedScreen })
    },
  }
}

async function buildIndex(database: Database, edition: EditionSnapshot, version: number | null) {
  const places = version === null ? [] : await database.read((handle) => listPlaces(handle, version))
  return runInSlices(searchIndexSteps(edition, places))
}
