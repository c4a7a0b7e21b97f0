import { createHash, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { EditionsService } from '#api/ground/editions/editions.service.ts'
import { type AuditTrail, entryOf } from '#api/platform/audit/audit-trail.ts'
import type { Database } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { recordEvents } from '#api/platform/events/record-events.ts'
import { checkInput } from '#api/platform/http/validate.ts'
import {
  discardBody,
  receiveUpload,
  requireMultipart,
  type UploadedFile,
  type UploadLimits,
} from '#api/platform/uploads/receive-upload.ts'
import { makeUploadFolder, removeUploadFolder } from '#api/platform/uploads/upload-folder.ts'
import { describeIncident } from './describe-incidents.ts'
import { holdIncident, incidentEventOf, requireRung } from './held-incident.ts'
import { noSuchIncident } from './incident-errors.ts'
import { maxIncidentPhotos, maxPhotoBytes, type PhotoSize, type RemovePhotoBody } from './incident-photos.contract.ts'
import { countPhotos, findPhoto, insertPhoto, markPhotoRemoved, type NewPhoto } from './incident-photos.repo.ts'
import { insertTimeline, touchIncident } from './incident-work.repo.ts'
import type { IncidentDetail } from './incidents.contract.ts'
import { findIncident, readIncident } from './incidents.repo.ts'
import {
  noSuchPhoto,
  PhotoRefused,
  photoFileGone,
  photoRefused,
  photoUploadWords,
  tooManyPhotos,
} from './photo-errors.ts'
import { type PhotoStore, photoFileName } from './photo-store.ts'
import { renderPhoto } from './render-photo.ts'
import { takeRequestKey } from './request-keys.repo.ts'

/** What one upload may use. */
export const photoLimits: UploadLimits = {
  bytes: maxIncidentPhotos * maxPhotoBytes + 100_000,
  fileBytes: maxPhotoBytes,
  files: maxIncidentPhotos,
  slowest: { bytes: 25_000, milliseconds: 25_000 },
}

/** Beside its files an upload says nothing. */
const noFields = z.strictObject({})

export type PhotoUpload = {
  contentType: string | undefined
  body: ReadableStream<Uint8Array> | null
  /** The `Idempotency-Key` of the request. */
  key?: string
}

/** Photos of incidents. Throws ApiError: 400 for too many and for what is no picture or damaged, 413, 415, 403, 404,
 *  507 where the disk is full. */
export type IncidentPhotosService = {
  /** All photos of an upload, or none. */
  add(scope: Scope, incidentId: string, upload: PhotoUpload): Promise<IncidentDetail>
  read(
    scope: Scope,
    incidentId: string,
    photoId: string,
    size: PhotoSize,
  ): Promise<{ bytes: Buffer; sha256: string; fileName: string }>
  remove(scope: Scope, incidentId: string, photoId: string, body: RemovePhotoBody): Promise<IncidentDetail>
}

const digestOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

export function createIncidentPhotosService(deps: {
  database: Database
  editions: EditionsService
  audit: AuditTrail
  store: PhotoStore
  /** Where uploads are kept until they are looked at. */
  uploadRoot: string
  /** Left out: `photoLimits`. */
  limits?: UploadLimits
}): IncidentPhotosService {
  const { database, audit, store, uploadRoot, limits = photoLimits } = deps

  /** Before anything is received: the answer to a hundred megabytes may be known. */
  async function requireRoom(scope: Scope, incidentId: string): Promise<void> {
    const found = await database.readAs(scope, (handle) => readIncident(handle, incidentId))
    if (!found) throw noSuchIncident()
    await store.requireSpace(limits.fileBytes ?? limits.bytes)
  }

  async function render(file: UploadedFile): Promise<NewPhoto & { originalSha256: string }> {
    let originalSha256 = ''
    try {
      const rendered = await renderPhoto(async () => {
        const bytes = await readFile(file.path)
        originalSha256 = digestOf(bytes)
        return bytes
      })
      return { id: randomUUID(), originalSha256, ...rendered }
    } catch (error) {
      throw error instanceof PhotoRefused ? photoRefused(file.name, error) : error
    }
  }

  const namesOf = ({ id }: Pick<NewPhoto, 'id'>) => [photoFileName(id, 'full'), photoFileName(id, 'thumbnail')] as const
  async function storeFiles(photo: NewPhoto): Promise<void> {
    const [full, thumbnail] = namesOf(photo)
    await store.write(full, photo.picture.bytes)
    await store.write(thumbnail, photo.thumbnail.bytes)
  }
  async function removeFiles(photos: readonly NewPhoto[]): Promise<void> {
    for (const name of photos.flatMap(namesOf)) await store.remove(name).catch(() => {})
  }

  async function insert(
    scope: Scope,
    incidentId: string,
    photos: readonly Awaited<ReturnType<typeof render>>[],
    key: string | undefined,
  ) {
    // Files whose rows were rolled back are nobody's. After a commit that nobody has heard the end of they may be somebody's.
    let isUnused = true
    try {
      return await database.writeAs(scope, async (transaction) => {
        const held = await holdIncident(transaction, incidentId)
        const { state, rung, gridCode } = held.row
        const findAgain = async () => {
          const found = await findIncident(transaction, incidentId)
          if (!found) throw noSuchIncident()
          return found
        }
        const request = ['photos', incidentId, photos.map(({ originalSha256 }) => originalSha256)]
        const isRepeated =
          key !== undefined && (await takeRequestKey(transaction, key, { request, recordId: incidentId })) !== undefined
        if (isRepeated) return findAgain()
        // In a statement of its own: what another upload has added while this one waited is not in the row's own.
        const present = await countPhotos(transaction, incidentId)
        if (present + photos.length > maxIncidentPhotos) throw tooManyPhotos(present)
        for (const photo of photos) await insertPhoto(transaction, incidentId, photo)
        const ids = photos.map(({ id }) => id)
        await insertTimeline(transaction, incidentId, scope.actor, {
          ...{ kind: 'photo', state, rung, note: '' },
          data: { added: ids },
        })
        await touchIncident(transaction, incidentId)
        await audit.record(
          transaction,
          entryOf(scope, {
            record: { kind: 'incident', id: incidentId },
            area: gridCode,
            details: { did: 'add-photos', photos: ids },
          }),
        )
        const found = await findAgain()
        await recordEvents(transaction, [incidentEventOf('incident.noted', held)])
        isUnused = false
        return found
      })
    } finally {
      if (isUnused) await removeFiles(photos)
    }
  }

  return {
    async add(scope, incidentId, { contentType, body, key }) {
      const multipart = requireMultipart(contentType)
      const folder = await requireRoom(scope, incidentId)
        .then(() => makeUploadFolder(uploadRoot))
        .catch(async (error) => {
          await discardBody(body, limits.bytes)
          throw error
        })
      const stored: Awaited<ReturnType<typeof render>>[] = []
      try {
        const { files, fields } = await receiveUpload({
          body,
          contentType: multipart,
          folder,
          limits,
          words: photoUploadWords,
        })
        checkInput(noFields, fields)
        try {
          for (const file of files) {
            const photo = await render(file)
            stored.push(photo)
            await storeFiles(photo)
          }
        } catch (error) {
          await removeFiles(stored)
          throw error
        }
      } finally {
        removeUploadFolder(folder)
      }
      return describeIncident(deps, await insert(scope, incidentId, stored, key))
    },

    async read(scope, incidentId, photoId, size) {
      const found = await database.readAs(scope, (handle) => findPhoto(handle, incidentId, photoId))
      if (!found) throw noSuchPhoto()
      const bytes = await store.read(photoFileName(photoId, size))
      if (!bytes) throw photoFileGone()
      const sha256 = size === 'full' ? found.sha256 : found.thumbnailSha256
      return { bytes, sha256, fileName: `${found.number}-${photoId.slice(0, 8)}.jpg` }
    },

    async remove(scope, incidentId, photoId, { reason }) {
      const found = await database.writeAs(scope, async (transaction) => {
        const held = await holdIncident(transaction, incidentId)
        if ((await markPhotoRemoved(transaction, incidentId, photoId)) === 0) throw noSuchPhoto()
        requireRung(scope, held)
        const { state, rung, gridCode } = held.row
        await insertTimeline(transaction, incidentId, scope.actor, {
          ...{ kind: 'photo', state, rung, note: reason },
          data: { removed: photoId },
        })
        await touchIncident(transaction, incidentId)
        await audit.record(
          transaction,
          entryOf(scope, {
            record: { kind: 'incident', id: incidentId },
            area: gridCode,
            details: { did: 'remove-photo', photo: photoId },
          }),
        )
        const after = await findIncident(transaction, incidentId)
        if (!after) throw noSuchIncident()
        await recordEvents(transaction, [incidentEventOf('incident.noted', held)])
        return after
      })
      return describeIncident(deps, found)
    },
  }
}
