import { join } from 'node:path'
import type { SQL } from 'drizzle-orm'
import { importEdition } from '#api/ground/editions/import-edition.ts'
import { openIncidents } from '#api/operations/incidents/incident-routing.repo.ts'
import { verifyBackupFile } from '#api/platform/backup/read-backup-file.ts'
import { restoreBackup } from '#api/platform/backup/restore-backup.ts'
import type { Database } from '#api/platform/db/client.ts'
import { openDatabase } from '#api/platform/db/open-database.ts'
import { copyTemplate, testCounty } from './database.ts'
import { makeMemoryFolder, removeFolder } from './run-folder.ts'
import { aCollection, aSource, smallCountyGrids } from './small-county.ts'
import type { DatabaseKind } from './template-host.ts'

/** A folder for the backups of a test file, and databases that go with it. */
export function openBackupDesk() {
  const folder = makeMemoryFolder('backup', 1e9)
  const closers: (() => Promise<void>)[] = []
  let files = 0
  return {
    folder,
    /** The path of a file that is not there yet. */
    newFile: () => join(folder, `${++files}.ocb`),
    /** An empty database; what it says is in `said`. */
    async openEmpty(ofKind?: DatabaseKind) {
      const copy = await copyTemplate('empty', ofKind)
      const said: string[] = []
      const place = { ...copy.options, county: testCounty }
      const database = await openDatabase({ ...place, onLog: (line) => said.push(line) })
      closers.push(async () => {
        await database.close()
        await copy.remove()
      })
      return { database, place, said }
    },
    /** Done before what was opened until now is closed. */
    beforeClose: (close: () => Promise<void>) => closers.push(close),
    /** The last thing to be done. */
    afterClose: (close: () => Promise<void>) => closers.unshift(close),
    async close() {
      for (const close of closers.reverse()) await close()
      removeFolder(folder)
    },
  }
}

/** Statements one after the other, in one transaction. */
export const runStatements = (database: Database, ...statements: SQL[]) =>
  database.write(async (transaction) => {
    for (const statement of statements) await transaction.run(statement)
  })

/** An edition of four grids. */
export const importSmall = (database: Database, population = 10) =>
  importEdition({
    database,
    sources: [
      aSource(
        aCollection(smallCountyGrids().map((grid) => ({ ...grid, properties: { ...grid.properties, population } }))),
      ),
    ],
    county: testCounty,
    madeBy: 'tests',
    openWork: openIncidents,
  })

/** Restores a file once it is verified. */
export const restoreFile = async (
  database: Database,
  file: string,
  more: Partial<Parameters<typeof restoreBackup>[0]> = {},
) => restoreBackup({ database, county: testCounty, backup: await verifyBackupFile(file), ...more })
