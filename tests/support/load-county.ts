import { join, resolve } from 'node:path'
import { loadDemo } from '#api/demo/load-demo.ts'
import { loadBasemap } from '#api/ground/basemap/load-basemap.ts'
import { createEditionsService } from '#api/ground/editions/editions.service.ts'
import { importEdition } from '#api/ground/editions/import-edition.ts'
import { openIncidents } from '#api/operations/incidents/incident-routing.repo.ts'
import type { Database } from '#api/platform/db/client.ts'
import { silentTrail } from './audit.ts'

export const huizeFolder = resolve(import.meta.dirname, '../../data/huize')
/** The instant the demo data of the tests are relative to. */
export const demoNow = new Date('2026-11-24T06:10:00Z')

/** The county of `folder` as the current edition, with tiles, basemap and places; no incidents and patrols. */
export async function loadCounty(database: Database, folder: string): Promise<void> {
  const files = [join(folder, 'huize.topojson')]
  await importEdition({ database, files, county: '530326', madeBy: 'tests', openWork: openIncidents, isDemo: true })
  await loadBasemap({ database, folder })
}

/** Demonstration incidents and patrols for the county that is in the database. */
export async function loadOperations(database: Database): Promise<void> {
  const editions = createEditionsService({ database })
  await loadDemo({ database, audit: silentTrail, editions, folder: huizeFolder, now: demoNow })
}
