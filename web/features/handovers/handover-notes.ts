import type { SignHandoverBody } from '#api/operations/handovers/handovers.contract.ts'
import { getSession } from '#web/api-client/session.ts'
import { createNotes } from '#web/shared/create-notes.ts'

/** What one shift leaves to the next in words, not yet signed: by the code of their area. */
export const {
  useNotes: useHandoverNotes,
  takeUp: takeUpHandoverNotes,
  change: changeHandoverNote,
  attempt: attemptHandover,
  findAttempt: findHandoverAttempt,
  endAttempt: endHandoverAttempt,
  takeSent: takeSigned,
  forget: forgetHandoverNotes,
} = createNotes<SignHandoverBody>('handovers', () => getSession().session?.id ?? null)
