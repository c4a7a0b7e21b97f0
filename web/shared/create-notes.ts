import { create } from 'zustand'

/** Notes that are being typed, by what they are about: one looks at something else and comes back to them. */
export function createNotes() {
  const useNotes = create<Readonly<Record<string, string>>>(() => ({}))
  const change = (about: string, note: string): void =>
    useNotes.setState(({ [about]: _, ...others }) => (note === '' ? others : { ...others, [about]: note }), true)
  return {
    useNotes,
    change,
    /** Takes away what has been sent of it: what was typed behind it meanwhile stays, and all of it where it was changed
     *  otherwise. */
    takeSent(about: string, sent: string): void {
      const typed = useNotes.getState()[about] ?? ''
      if (typed.startsWith(sent)) change(about, typed.slice(sent.length).trimStart())
    },
    /** Nobody's any more. */
    forget: (): void => useNotes.setState({}, true),
  }
}
