import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { maxIncidentPhotos } from '#api/operations/incidents/incident-photos.contract.ts'
import type { IncidentPhoto } from '#api/operations/incidents/incidents.contract.ts'
import { photoUrl } from '#web/api-client/incident-calls.ts'
import { describeError } from '#web/api-client/problem.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { Section } from '#web/ui/section.tsx'
import { checkPhotos, type PhotoGap } from './check-photos.ts'
import styles from './incident-photos.module.css'
import { PhotoDrop, PhotoPickers } from './photo-pickers.tsx'
import { leaveOutPhotos, type PhotoUpload, retryPhotos, uploadPhotos, usePhotoUploads } from './photo-uploads.ts'
import { photosText } from './photos.text.ts'

const PhotoDialog = lazy(() => import('./photo-dialog.tsx').then((module) => ({ default: module.PhotoDialog })))

type IncidentPhotosProps = {
  incidentId: string
  photos: readonly IncidentPhoto[]
  canAdd: boolean
  canRemove: boolean
}

/** The photos of an incident as a strip: looked at, added, removed. */
export function IncidentPhotos({ incidentId, photos, canAdd, canRemove }: IncidentPhotosProps) {
  const text = useText(photosText)
  const queryClient = useQueryClient()
  const upload = usePhotoUploads((state) => state[incidentId])
  const [gap, setGap] = useState<PhotoGap | null>(null)
  const [openId, setOpenId] = useState<string | null>(null)
  const present = photos.length + (upload?.waiting.length ?? 0)
  const isFull = present >= maxIncidentPhotos
  const choose = (files: File[]) => {
    const found = checkPhotos(files, present)
    setGap(found)
    if (!found) void uploadPhotos(queryClient, incidentId, files)
  }
  if (photos.length === 0 && !canAdd && !upload) return null
  return (
    <Section title={text.title} aside={text.count(photos.length, maxIncidentPhotos)}>
      <PhotoDrop isDisabled={!canAdd} onChoose={choose}>
        {photos.length > 0 && (
          <ul className={styles.strip}>
            {photos.map(({ id, width, height }, index) => (
              <li key={id}>
                <button type="button" aria-label={text.open(index + 1)} onClick={() => setOpenId(id)}>
                  <img
                    src={photoUrl(incidentId, id, 'thumbnail')}
                    alt=""
                    width={width}
                    height={height}
                    loading="lazy"
                  />
                </button>
              </li>
            ))}
          </ul>
        )}
        {upload && <UploadState incidentId={incidentId} upload={upload} />}
        {canAdd && (
          <>
            {gap && <GapSentence gap={gap} />}
            <PhotoPickers isDisabled={isFull} onChoose={choose} />
            <p className={styles.hint}>
              {photos.length >= maxIncidentPhotos ? text.full(maxIncidentPhotos) : text.hint}
            </p>
          </>
        )}
      </PhotoDrop>
      {openId !== null && (
        <Suspense>
          <PhotoDialog
            incidentId={incidentId}
            photos={photos}
            openId={openId}
            canRemove={canRemove}
            onOpen={setOpenId}
            onClose={() => setOpenId(null)}
          />
        </Suspense>
      )}
    </Section>
  )
}

export function GapSentence({ gap }: { gap: PhotoGap }) {
  const text = useText(photosText)
  return (
    <p className={styles.fault} role="alert">
      {gap.kind === 'too-large'
        ? text.tooLarge(gap.name)
        : gap.room === 0
          ? text.full(maxIncidentPhotos)
          : text.tooMany(gap.room)}
    </p>
  )
}

function UploadState({ incidentId, upload }: { incidentId: string; upload: PhotoUpload }) {
  const text = useText(photosText)
  const language = useLanguage()
  const queryClient = useQueryClient()
  const { waiting, total, isBusy, error } = upload
  const done = total - waiting.length
  if (isBusy)
    return (
      <div className={styles.state} role="status">
        <span>{text.sending(Math.min(done + 1, total), total)}</span>
        <progress max={total} value={done + 0.5} aria-label={text.sending(Math.min(done + 1, total), total)} />
      </div>
    )
  return (
    <div className={styles.state} role="alert">
      <span className={styles.fault}>
        {text.notSent(waiting.length)}
        {describeError(error, language)}
      </span>
      <div className={styles.pickers}>
        <Button icon="refresh" onClick={() => void retryPhotos(queryClient, incidentId)}>
          {text.retry}
        </Button>
        <Button onClick={() => leaveOutPhotos(incidentId)}>{text.giveUp}</Button>
      </div>
    </div>
  )
}
