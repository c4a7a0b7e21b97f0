import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyBackupFile } from '#api/platform/backup/read-backup-file.ts'
import { faultCounts, isFullRun, tellFigures } from '../support/fault-counts.ts'
import { findPostgresBinaries } from '../support/find-tools.ts'
import { killRuns, openKillPlaces, type Place } from '../support/kill-runs.ts'
import { loadRelease, oldestRelease, releaseNames } from '../support/load-release.ts'

/** What an upgrade was killed over is under no backup's name. */
async function expectWholeBackups({ dataFolder }: Place): Promise<void> {
  const folder = join(dataFolder, 'backups')
  const names = existsSync(folder) ? readdirSync(folder) : []
  for (const name of names) if (name.endsWith('.ocb')) await verifyBackupFile(join(folder, name))
}

describe.each(['embedded', 'server'] as const)('an upgrade that is killed: %s', (kind) => {
  if (kind === 'server' && findPostgresBinaries() === null) {
    it.skip('needs the programs of PostgreSQL on this machine')
    return
  }
  let places: Awaited<ReturnType<typeof openKillPlaces>>
  beforeAll(async () => {
    places = await openKillPlaces(kind)
  })
  afterAll(() => places?.remove())

  // On the embedded database each takes half a minute; the oldest has the most to change. Every release goes through whole
  // in tests/api.
  it.each(isFullRun || kind === 'server' ? releaseNames : [oldestRelease])(
    'leaves %s as it was or the newest schema, and the next one goes through',
    async (name) => {
      const old = await places.make((database) => loadRelease(database, name))
      const seen = await killRuns({
        places,
        old,
        work: ['upgrade'],
        count: faultCounts.upgradeKills,
        check: expectWholeBackups,
      })
      expect(seen.killed).toBeGreaterThan(0)
      tellFigures(
        `upgrade from ${name}, ${kind}: ${seen.killed} × kill -9, ${seen.old} old, ${seen.new} new, 0 between`,
      )
    },
  )
})
