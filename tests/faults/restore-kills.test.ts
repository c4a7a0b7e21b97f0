import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importEdition } from '#api/ground/editions/import-edition.ts'
import { openIncidents } from '#api/operations/incidents/incident-routing.repo.ts'
import { upgradeDatabase } from '#api/platform/backup/upgrade-database.ts'
import { backUp } from '../support/backup-content.ts'
import { testCounty } from '../support/database.ts'
import { faultCounts, tellFigures } from '../support/fault-counts.ts'
import { findPostgresBinaries } from '../support/find-tools.ts'
import { killRuns, lookInto, openKillPlaces } from '../support/kill-runs.ts'
import { loadRelease, oldestRelease } from '../support/load-release.ts'
import { aCollection, aSource, smallCountyGrids } from '../support/small-county.ts'

describe.each(['embedded', 'server'] as const)('a restore that is killed: %s', (kind) => {
  if (kind === 'server' && findPostgresBinaries() === null) {
    it.skip('needs the programs of PostgreSQL on this machine')
    return
  }
  let places: Awaited<ReturnType<typeof openKillPlaces>>
  beforeAll(async () => {
    places = await openKillPlaces(kind)
  })
  afterAll(() => places?.remove())

  it('leaves what was there or what the backup holds, and the next one goes through', async () => {
    const settings = { dataFolder: places.folder, county: testCounty, program: 'test', digest: 'sha256' as const }
    // Of the oldest release, so that tables are made, filled and changed in between.
    const source = await places.make((database) => loadRelease(database, oldestRelease))
    const file = join(places.folder, 'backup.ocb')
    await lookInto(source, (database) => backUp(database, file))
    const old = await places.make(async (database) => {
      await upgradeDatabase(database, settings)
      const sources = [aSource(aCollection(smallCountyGrids()))]
      await importEdition({ database, sources, county: testCounty, madeBy: 'tests', openWork: openIncidents })
    })
    const seen = await killRuns({ places, old, work: ['restore', file], count: faultCounts.restoreKills })
    expect(seen.killed).toBeGreaterThan(0)
    tellFigures(`restore, ${kind}: ${seen.killed} × kill -9, ${seen.old} old, ${seen.new} new, 0 between`)
  })
})
