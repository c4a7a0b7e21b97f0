import { join } from 'node:path'
import { loadBasemap } from '#api/basemap/load-basemap.ts'
import type { Database } from '#api/db/client.ts'
import { importEdition } from '#api/editions/import-edition.ts'
import { openIncidents } from '#api/incidents/incident-routing.repo.ts'

/** The county of `folder` as the current edition, with tiles, basemap and places; no incidents and patrols. */
export async function loadCounty(database: Database, folder: string): Promise<void> {
  const files = [join(folder, 'huize.topojson')]
  await importEdition({ database, files, county: '530326', madeBy: 'tests', openWork: openIncidents, isDemo: true })
  await loadBasemap({ database, folder })
}
