import { randomUUID } from 'node:crypto'
import { closeSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { importEdition } from '#api/ground/editions/import-edition.ts'
import { openIncidents } from '#api/operations/incidents/incident-routing.repo.ts'
import { photoFolder } from '#api/operations/incidents/photo-folder.ts'
import { createPhotoStore } from '#api/operations/incidents/photo-store.ts'
import { renderPhoto } from '#api/operations/incidents/render-photo.ts'
import type { BackupFolder } from '#api/platform/backup/backup-folder.ts'
import { verifyBackupFile } from '#api/platform/backup/read-backup-file.ts'
import { restoreBackup } from '#api/platform/backup/restore-backup.ts'
import { writeBackupFile } from '#api/platform/backup/write-backup-file.ts'
import { type OpenedDatabase, openDatabase } from '#api/platform/db/open-database.ts'
import { backUp } from '../support/backup-content.ts'
import { copyTemplate, testCounty } from '../support/database.ts'
import { findPostgresBinaries } from '../support/find-tools.ts'
import { aPicture } from '../support/photos.ts'
import { makeRunFolder, removeFolder } from '../support/run-folder.ts'
import { aCollection, aSource, smallCountyGrids } from '../support/small-county.ts'
import type { DatabaseKind } from '../support/template-host.ts'

const kinds: DatabaseKind[] =
  findPostgresBinaries() || process.env.TEST_DATABASE_URL ? ['embedded', 'server'] : ['embedded']

const folder = makeRunFolder('backup-photos')
const closers: (() => Promise<void>)[] = []
let made = 0
const newPlace = () => join(folder, String(++made))
let source: OpenedDatabase
const store = createPhotoStore(newPlace(), testCounty)
const ids = Array.from({ length: 3 }, () => randomUUID())
const file = newPlace()

async function openEmpty(kind: DatabaseKind) {
  const copy = await copyTemplate('empty', kind)
  const database = await openDatabase({ ...copy.options, county: testCounty })
  closers.push(async () => {
    await database.close()
    await copy.remove()
  })
  return database
}

beforeAll(async () => {
  // The templates are made here, where that may take its time.
  for (const one of kinds) await (await copyTemplate('empty', one)).remove()
  source = await openEmpty(inject('databases').kind)
  await importEdition({
    database: source,
    sources: [aSource(aCollection(smallCountyGrids()))],
    county: testCounty,
    madeBy: 'tests',
    openWork: openIncidents,
  })
  const incidentId = randomUUID()
  await source.write((transaction) =>
    transaction.run(
      sql`INSERT INTO incidents (id, kind, type, title, state, rung, severity, location, grid_code, reported_at)
          VALUES (${incidentId}::uuid, 'hazard', 'fire', '起火', 'reported', 'grid', 'red',
                  ST_SetSRID(ST_MakePoint(103.005, 26.005), 4326), '530326001001001', now())`,
    ),
  )
  for (const [seed, id] of ids.entries()) {
    const { picture, thumbnail } = await renderPhoto(() =>
      aPicture(300, 200, seed + 1)
        .jpeg()
        .toBuffer(),
    )
    await store.write(`${id}.jpg`, picture.bytes)
    await store.write(`${id}.thumbnail.jpg`, thumbnail.bytes)
    // The last one was removed of late.
    await source.write((transaction) =>
      transaction.run(
        sql`INSERT INTO incident_photos (id, incident_id, sha256, bytes, width, height, thumbnail_sha256, thumbnail_bytes,
              uploaded_by, removed_at)
            VALUES (${id}::uuid, ${incidentId}::uuid, ${picture.sha256}, ${picture.bytes.length}, 300, 200,
              ${thumbnail.sha256}, ${thumbnail.bytes.length}, 'tester', ${seed === 2 ? sql`now()` : sql`NULL`})`,
      ),
    )
  }
}, 240_000)
afterAll(async () => {
  for (const close of closers) await close()
  removeFolder(folder)
})

const namesOf = (id: string | undefined) => [`${id}.jpg`, `${id}.thumbnail.jpg`]
const restore = async (kind: DatabaseKind, from: string, folderTo?: BackupFolder) =>
  restoreBackup({
    database: await openEmpty(kind),
    county: testCounty,
    backup: await verifyBackupFile(from),
    folder: folderTo,
  })

describe('photos in a backup', () => {
  it('come along, those removed of late too, and are told', async () => {
    const { files } = await backUp(source, file, { folder: photoFolder(store) })
    expect(files).toMatchObject({ files: 6, missing: [] })
    expect(readFileSync(file).subarray(0, 17).toString()).toBe('OneGrid backup 2\n')
  })

  it.each(kinds)('are put back beside a database that is %s, byte by byte', async (kind) => {
    const to = createPhotoStore(newPlace(), testCounty)
    const report = await restore(kind, file, photoFolder(to))
    expect(report.files).toMatchObject({ files: 6, missing: [] })
    for (const name of ids.flatMap(namesOf)) expect(await to.read(name)).toEqual(await store.read(name))
  })

  it('that is damaged is refused at any byte of it', async () => {
    const bytes = readFileSync(file)
    const damaged = newPlace()
    for (const at of [bytes.length - 40_000, bytes.length - 300]) {
      const copy = Buffer.from(bytes)
      copy[at] = (copy[at] as number) ^ 1
      writeFileSync(damaged, copy)
      await expect(verifyBackupFile(damaged)).rejects.toThrow('damaged')
    }
  })

  it('that says another hash of a photo than the photo has is refused, whatever its digests say', async () => {
    const { header } = await verifyBackupFile(file)
    const forged = newPlace()
    const write = (sha256: string) =>
      writeBackupFile({
        file: forged,
        header: { ...header, entries: [] },
        readRows: async function* () {},
        readFiles: async function* () {
          yield { name: namesOf(ids[0])[0] as string, sha256, bytes: Buffer.from('x') }
        },
      })
    await write('0'.repeat(64))
    await expect(verifyBackupFile(forged)).rejects.toThrow('damaged')
    rmSync(forged)
    await write('2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881')
    await verifyBackupFile(forged)
  })

  it('keep nobody from writing while they are read', async () => {
    const slow: BackupFolder = {
      ...photoFolder(store),
      async read(name) {
        // The embedded database refuses writes while its rows are read, and takes them again while files are.
        await expect
          .poll(
            () =>
              source
                .write((transaction) => transaction.run(sql`UPDATE incidents SET changed_at = now()`))
                .catch(() => 0),
            { timeout: 20_000 },
          )
          .toBe(1)
        return store.read(name)
      },
    }
    expect((await backUp(source, newPlace(), { folder: slow })).files).toMatchObject({ files: 6, missing: [] })
  })

  it('leave no file behind where the backup is stopped among them', async () => {
    const stopped = newPlace()
    const stop = new AbortController()
    const reading: BackupFolder = {
      ...photoFolder(store),
      async read(name) {
        stop.abort(new Error('stopped'))
        return store.read(name)
      },
    }
    await expect(backUp(source, stopped, { folder: reading, signal: stop.signal })).rejects.toThrow('stopped')
    for (const path of [stopped, `${stopped}.partial`]) expect(() => openSync(path, 'r')).toThrow('ENOENT')
  })

  it('that are left where they are make a backup as it was before there were photos', async () => {
    const without = newPlace()
    expect((await backUp(source, without)).files).toBeNull()
    const head = Buffer.alloc(17)
    const descriptor = openSync(without, 'r')
    readSync(descriptor, head)
    closeSync(descriptor)
    expect(head.toString()).toBe('OneGrid backup 1\n')
    // And are found again where they are.
    expect((await restore('embedded', without, photoFolder(store))).files).toMatchObject({ files: 0, missing: [] })
  })

  it('that are lost or damaged keep no other out, and are named by the backup and by the restore', async () => {
    const [lost, damaged] = [namesOf(ids[0])[0] as string, namesOf(ids[1])[1] as string]
    await store.remove(lost)
    await store.write(damaged, Buffer.from('x'))
    const holed = newPlace()
    const { files } = await backUp(source, holed, { folder: photoFolder(store) })
    expect(files?.files).toBe(4)
    expect(files?.missing.sort()).toEqual([lost, damaged].sort())
    const report = await restore('embedded', holed, photoFolder(createPhotoStore(newPlace(), testCounty)))
    expect(report.files?.missing.sort()).toEqual([lost, damaged].sort())
  })
})
