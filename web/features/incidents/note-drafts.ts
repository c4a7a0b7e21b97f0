import { create } from 'zustand'

/** Notes that are being typed, by the id of their incident: one looks at another incident and comes back to it. */
export const useNoteDrafts = create<Readonly<Record<string, string>>>(() => ({}))

export const changeNote = (incidentId: string, note: string): void =>
  useNoteDrafts.setState(
    ({ [incidentId]: _, ...others }) => (note === '' ? others : { ...others, [incidentId]: note }),
    true,
  )

/** Takes away what has been sent of it: what was typed behind it meanwhile stays, and all of it where it was changed
 *  otherwise. */
export function takeSent(incidentId: string, sent: string): void {
  const typed = useNoteDrafts.getState()[incidentId] ?? ''
  if (typed.startsWith(sent)) changeNote(incidentId, typed.slice(sent.length).trimStart())
}

/** Nobody's any more. */
export const forgetNotes = (): void => useNoteDrafts.setState({}, true)
