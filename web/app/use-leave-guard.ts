import { useEffect } from 'react'
import { useHandoverNotes } from '#web/features/handovers/handover-notes.ts'
import { isTouched } from '#web/features/incidents/intake/incident-draft.ts'
import { useIntake } from '#web/features/incidents/intake/intake-store.ts'
import { usePhotoUploads } from '#web/features/incidents/photos/photo-uploads.ts'
import { useNoteDrafts } from '#web/features/incidents/work/note-drafts.ts'
import { useHasUnsentForm } from '#web/shared/unsent-forms.ts'

/** Has the browser ask before the page goes with something that was typed or chosen and not sent. */
export function useLeaveGuard(): void {
  const hasDraft = useIntake(({ draft, photos }) => isTouched(draft) || photos.length > 0)
  const hasPhoto = usePhotoUploads((uploads) => Object.keys(uploads).length > 0)
  const hasNote = useNoteDrafts((notes) => Object.keys(notes).length > 0)
  const hasHandoverNote = useHandoverNotes((notes) => Object.keys(notes).length > 0)
  const hasForm = useHasUnsentForm()
  const isTyped = hasDraft || hasPhoto || hasNote || hasHandoverNote || hasForm
  useEffect(() => {
    if (!isTyped) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [isTyped])
}
