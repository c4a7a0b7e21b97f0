import { getSession } from '#web/api-client/session.ts'
import { createNotes } from '#web/shared/create-notes.ts'

/** By the id of their incident. */
export const {
  useNotes: useNoteDrafts,
  takeUp: takeUpNotes,
  change: changeNote,
  attempt: attemptNote,
  takeSent,
  forget: forgetNotes,
} = createNotes('notes', () => getSession().session?.id ?? null)
