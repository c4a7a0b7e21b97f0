import { closeSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BackupFolder } from '#api/backup/backup-folder.ts'
import { verifyBackupFile } from '#api/backup/read-backup-file.ts'
import { restoreBackup } from '#api/backup/restore-backup.ts'
import { writeBackupFile } from '#api/backup/write-backup-file.ts'
import { openDatabase } from '#api/db/open-database.ts'
import type { IncidentDetail } from '#api/incidents/incidents.contract.ts'
import { photoFolder } from '#api/incidents/photo-folder.ts'
import { createPhotoStore, type PhotoStore } from '#api/incidents/photo-store.ts'
import { backUp } from '../support/backup-content.ts'
import { copyTemplate, testCounty } from '../support/database.ts'
import { findPostgresBinaries } from '../support/find-tools.ts'
import { type IncidentDesk, openIncidentDesk } from '../support/incident-desk.ts'
import { aPhotoForm, aPicture } from '../support/photos.ts'
import { makeRunFolder, removeFolder } from '../support/run-folder.ts'
import type { DatabaseKind } from '../support/template-host.ts'

const kinds: DatabaseKind[] =
  findPostgresBinaries() || process.env.TEST_DATABASE_URL ? ['embedded', 'server'] : ['embedded']

let desk: IncidentDesk
let store: PhotoStore
let ids: string[]
let file: string
const folder = makeRunFolder('backup-photos')
const closers: (() => Promise<void>)[] = []
let made = 0
const newPlace = () => join(folder, String(++made))

beforeAll(async () => {
  desk = await openIncidentDesk()
  store = createPhotoStore(join(desk.place.dataFolder, 'photos'), testCounty)
  const { id } = await desk.report()
  const files = await Promise.all(
    [1, 2, 3].map(async (n) => [`${n}.jpg`, await aPicture(300, 200, n).jpeg().toBuffer()] as const),
  )
  const answer = await desk.sendForm(desk.people.county, `/api/incidents/${id}/photos`, aPhotoForm(files))
  const { photos } = (await answer.json()) as IncidentDetail
  ids = photos.map((photo) => photo.id)
  await desk.ask(desk.people.county, `DELETE /api/incidents/${id}/photos/${ids[2]}`, { reason: '重复' })
  file = newPlace()
}, 240_000)
afterAll(async () => {
  for (const close of closers) await close()
  await desk?.close()
  removeFolder(folder)
})

async function openEmpty(kind: DatabaseKind) {
  const copy = await copyTemplate('empty', kind)
  const database = await openDatabase({ ...copy.options, county: testCounty })
  closers.push(async () => {
    await database.close()
    await copy.remove()
  })
  return database
}
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
    const { files } = await backUp(desk.database, file, { folder: photoFolder(store) })
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
        await desk.database.write((transaction) => transaction.run(sql`UPDATE incidents SET changed_at = now()`))
        return store.read(name)
      },
    }
    expect((await backUp(desk.database, newPlace(), { folder: slow })).files).toMatchObject({ files: 6, missing: [] })
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
    await expect(backUp(desk.database, stopped, { folder: reading, signal: stop.signal })).rejects.toThrow('stopped')
    for (const path of [stopped, `${stopped}.partial`]) expect(() => openSync(path, 'r')).toThrow('ENOENT')
  })

  it('that are left where they are make a backup as it was before there were photos', async () => {
    const without = newPlace()
    expect((await backUp(desk.database, without)).files).toBeNull()
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
    const { files } = await backUp(desk.database, holed, { folder: photoFolder(store) })
    expect(files?.files).toBe(4)
    expect(files?.missing.sort()).toEqual([lost, damaged].sort())
    const report = await restore('embedded', holed, photoFolder(createPhotoStore(newPlace(), testCounty)))
    expect(report.files?.missing.sort()).toEqual([lost, damaged].sort())
  })
})
