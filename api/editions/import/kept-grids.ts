import type { Database } from '#api/db/client.ts'
import { findCurrentEdition, readGridVersions } from '../editions.repo.ts'
import { fromHexEwkb } from '../wkb.ts'
import type { ImportedGrid } from './parse-areas.ts'

/** The grids of the current edition outside an area, as if a file had given them; null before the first edition. */
export async function readKeptGrids(database: Database, area: string): Promise<ImportedGrid[] | null> {
  const edition = await database.read(findCurrentEdition)
  if (!edition) return null
  const rows = await readGridVersions(database, edition.number)
  return rows
    .filter(({ code }) => !code.startsWith(area))
    .map(({ geometry, lng, lat, pinyin: _pinyin, editionFrom: _from, editionTo: _to, ...row }) => ({
      ...row,
      seat: [lng, lat],
      geometry: fromHexEwkb(geometry),
      place: '',
    }))
}
