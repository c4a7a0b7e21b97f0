import type { ImportOptions } from '#api/ground/editions/import/import-options.ts'
import { ImportError, type ImportReport } from '#api/ground/editions/import/import-report.ts'
import { importEdition } from '#api/ground/editions/import-edition.ts'
import { openIncidents } from '#api/operations/incidents/incident-routing.repo.ts'
import type { Database } from '#api/platform/db/client.ts'
import { aCollection, aSource } from './small-county.ts'

export type Features = Parameters<typeof aCollection>[0]

/** Imports features as a file, without tiles. */
export const importFeatures = (
  database: Database,
  features: Features,
  more: Partial<ImportOptions> = {},
): Promise<ImportReport> =>
  importEdition({
    database,
    sources: [aSource(aCollection(features))],
    county: '530326',
    madeBy: 'test',
    openWork: openIncidents,
    cutTiles: async () => {},
    ...more,
  })

/** What is told of an import that is refused. */
export async function refusalOf(importing: Promise<unknown>): Promise<ImportReport> {
  const error = await importing.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ImportError)) throw error ?? new Error('the import was not refused')
  return error.report
}

export const faultsOf = async (importing: Promise<unknown>) => (await refusalOf(importing)).faults
