import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useEffectEvent, useState } from 'react'
import type { IncidentPhoto } from '#api/operations/incidents/incidents.contract.ts'
import { photoUrl, removePhoto } from '#web/api-client/incident-calls.ts'
import { describeError, isFieldFaulty } from '#web/api-client/problem.ts'
import { formatDateTime } from '#web/lib/format-time.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useBusy } from '#web/shared/use-busy.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { useUnsent } from '#web/shared/use-unsent.ts'
import { Button, IconButton } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { useHeld } from '#web/ui/dialog-leave.ts'
import { DialogQuestion } from '#web/ui/dialog-parts.tsx'
import { Field } from '#web/ui/field.tsx'
import { takeIn } from '../incidents.queries.ts'
import styles from './incident-photos.module.css'
import { photosText } from './photos.text.ts'

type PhotoDialogProps = {
  incidentId: string
  photos: readonly IncidentPhoto[]
  openId: string
  canRemove: boolean
  onOpen: (id: string) => void
  onClose: () => void
}

/** One photo large; the arrow keys go on to the others. */
export function PhotoDialog({ incidentId, photos, openId, canRemove, onOpen, onClose }: PhotoDialogProps) {
  const text = useText(photosText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const unsent = useUnsent()
  const [isRemoving, setIsRemoving] = useState(false)
  const [lostId, setLostId] = useState<string | null>(null)
  const index = photos.findIndex(({ id }) => id === openId)
  const photo = photos[index]
  const go = (step: 1 | -1) => {
    const other = photos[index + step]
    if (other && !isRemoving) onOpen(other.id)
  }
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    if (event.target instanceof HTMLTextAreaElement) return
    event.preventDefault()
    go(event.key === 'ArrowLeft' ? -1 : 1)
  })
  // On the page: the focus is on the sheet, or wherever a button has gone that cannot be pressed any more.
  useEffect(() => {
    const handleKeyDown = (event: KeyboardEvent) => press(event)
    document.addEventListener('keydown', handleKeyDown)
    return () => document.removeEventListener('keydown', handleKeyDown)
  }, [])
  const title = text.photoOf(index + 1, photos.length)
  return (
    <Dialog
      title={photo ? title : text.title}
      closeLabel={shared.close}
      onClose={onClose}
      isWide
      unsent={unsent}
      isHeldInside
    >
      <div className={styles.view} data-removing={isRemoving}>
        {photo && lostId !== photo.id ? (
          <img
            key={photo.id}
            src={photoUrl(incidentId, photo.id, 'full')}
            width={photo.width}
            height={photo.height}
            alt={title}
            onError={() => setLostId(photo.id)}
          />
        ) : (
          <p role="alert">{text.gone}</p>
        )}
        <div className={styles.bar}>
          <IconButton
            icon="chevronLeft"
            label={text.previous}
            shortcut="←"
            disabled={index <= 0}
            onClick={() => go(-1)}
          />
          <IconButton
            icon="chevronRight"
            label={text.next}
            shortcut="→"
            disabled={index >= photos.length - 1}
            onClick={() => go(1)}
          />
          {photo && (
            <span>
              {photo.uploadedBy} · {formatDateTime(photo.uploadedAt, language)}
            </span>
          )}
          {photo && canRemove && !isRemoving && <Button onClick={() => setIsRemoving(true)}>{text.remove}</Button>}
        </div>
        {photo && isRemoving && (
          <RemoveForm
            incidentId={incidentId}
            photoId={photo.id}
            onDone={onClose}
            onCancel={() => setIsRemoving(false)}
          />
        )}
      </div>
    </Dialog>
  )
}

type RemoveFormProps = { incidentId: string; photoId: string; onDone: () => void; onCancel: () => void }

function RemoveForm({ incidentId, photoId, onDone, onCancel }: RemoveFormProps) {
  const text = useText(photosText)
  const language = useLanguage()
  const queryClient = useQueryClient()
  const [reason, setReason] = useState('')
  useHeld(reason.trim() !== '')
  const [error, setError] = useState<unknown>(null)
  const [isBusy, begin] = useBusy()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void begin(async () => {
      setError(null)
      try {
        takeIn(queryClient, await removePhoto(incidentId, photoId, reason.trim()))
        onDone()
      } catch (failure) {
        setError(failure)
      }
    })
  }
  return (
    <form className={styles.removal} aria-label={text.removeNow} onSubmit={submit}>
      <Field label={text.removeReason}>
        <textarea
          rows={2}
          maxLength={1000}
          value={reason}
          aria-invalid={isFieldFaulty(error, 'reason')}
          // biome-ignore lint/a11y/noAutofocus: whoever pressed "remove" is asked why
          autoFocus
          onChange={(event) => setReason(event.target.value)}
        />
      </Field>
      {error !== null && (
        <p className={styles.fault} role="alert">
          {describeError(error, language, { reason: text.removeReason })}
        </p>
      )}
      <div className={styles.pickers}>
        <DialogQuestion>
          <Button onClick={onCancel}>{text.keep}</Button>
          <Button type="submit" look="primary" disabled={isBusy || reason.trim() === ''}>
            {text.removeNow}
          </Button>
        </DialogQuestion>
      </div>
    </form>
  )
}
