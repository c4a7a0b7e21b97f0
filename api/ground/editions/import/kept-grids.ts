import type { Database } from '#api/platform/db/client.ts'
import type { Sentence } from '#api/platform/http/problem.ts'
import { findCurrentEdition, readGridVersions } from '../editions.repo.ts'
import { fromHexEwkb } from '../wkb.ts'
import type { ImportedGrid } from './parse-areas.ts'

/** The number of the current edition and its grids outside an area, as if a file had given them; null before the first
 *  edition. */
export async function readKeptGrids(
  database: Database,
  area: string,
): Promise<{ edition: number; grids: ImportedGrid[] } | null> {
  const edition = await database.read(findCurrentEdition)
  if (!edition) return null
  const rows = await readGridVersions(database, edition.number)
  const grids = rows
    .filter(({ code }) => !code.startsWith(area))
    .map(
      ({ geometry, lng, lat, pinyin: _pinyin, editionFrom: _from, editionTo: _to, ...row }): ImportedGrid => ({
        ...row,
        seat: [lng, lat],
        geometry: fromHexEwkb(geometry),
        place: '',
      }),
    )
  return { edition: edition.number, grids }
}

/** Another edition was published since this import read the grids that it keeps. */
export class ImportOvertakenError extends Error {
  readonly sentence: Sentence = {
    zh: '检查期间另一次导入发布了新的版次，要沿用的网格已不是现行的，没有写入；请重新导入。',
    en: 'Another import published an edition meanwhile, so the grids to keep are no longer the current ones. Nothing was written; import again.',
  }
  constructor() {
    super('the grids to keep are no longer those of the current edition')
    this.name = 'ImportOvertakenError'
  }
}
