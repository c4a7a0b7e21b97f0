import { createHash } from 'node:crypto'
import type { BackupFolder } from '#api/platform/backup/backup-folder.ts'
import { listAllPhotos } from './incident-photos.repo.ts'
import { type PhotoStore, photoFileName } from './photo-store.ts'

/** The photos as backups and restores handle them. */
export const photoFolder = (store: PhotoStore): BackupFolder => ({
  name: 'photos',
  async list(handle) {
    const photos = await listAllPhotos(handle)
    return photos.flatMap(({ id, sha256, thumbnailSha256 }) => [
      { name: photoFileName(id, 'full'), sha256 },
      { name: photoFileName(id, 'thumbnail'), sha256: thumbnailSha256 },
    ])
  },
  read: store.read,
  async write(name, bytes) {
    const present = await store.read(name)
    // What is there already is not to be swept while its row is not committed.
    if (present && digestOf(present) === digestOf(bytes)) return store.touch(name)
    await store.write(name, bytes)
  },
})

const digestOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
