import { createNotes } from '#web/shared/create-notes.ts'

/** By the id of their incident. */
export const { useNotes: useNoteDrafts, change: changeNote, takeSent, forget: forgetNotes } = createNotes()
