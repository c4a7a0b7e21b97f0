import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadBasemap } from '#api/basemap/load-basemap.ts'
import type { Database } from '#api/db/client.ts'
import { importEdition } from '#api/editions/import-edition.ts'

export async function loadCounty(database: Database, folder: string): Promise<void> {
  const name = 'huize.topojson'
  await importEdition({
    database,
    sources: [{ name, bytes: await readFile(join(folder, name)) }],
    county: '530326',
    madeBy: 'tests',
    isDemo: true,
  })
  await loadBasemap({ database, folder })
}
