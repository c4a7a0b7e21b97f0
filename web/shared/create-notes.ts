import { create } from 'zustand'
import { keepDraft, readDraft } from './kept-drafts.ts'

type Notes = Readonly<Record<string, string>>

/** Notes that are being typed, by what they are about: one looks at something else and comes back to them, also after a reload.
 *  `what` they are kept as, and for whom. */
export function createNotes(what: string, readAccount: () => string | null) {
  const useNotes = create<Notes>(() => ({}))
  let owner: string | null = null
  /** Those of whoever has signed in. */
  const takeUp = (): void => {
    const account = readAccount()
    if (account === null || account === owner) return
    owner = account
    useNotes.setState(parseNotes(readDraft(account, what)), true)
  }
  const change = (about: string, note: string): void => {
    takeUp()
    useNotes.setState(({ [about]: _, ...others }) => (note === '' ? others : { ...others, [about]: note }), true)
    const notes = useNotes.getState()
    if (owner !== null) keepDraft(owner, what, Object.keys(notes).length === 0 ? '' : JSON.stringify(notes))
  }
  return {
    useNotes,
    takeUp,
    change,
    /** Takes away what has been sent of it: what was typed behind it meanwhile stays, and all of it where it was changed
     *  otherwise. */
    takeSent(about: string, sent: string): void {
      const typed = useNotes.getState()[about] ?? ''
      if (typed.startsWith(sent)) change(about, typed.slice(sent.length).trimStart())
    },
    /** Nobody's on this page any more; what is kept waits for its account. */
    forget(): void {
      owner = null
      useNotes.setState({}, true)
    },
  }
}

/** Without what is none. Pure. */
function parseNotes(text: string): Notes {
  try {
    const notes: unknown = JSON.parse(text)
    if (typeof notes !== 'object' || notes === null) return {}
    return Object.fromEntries(
      Object.entries(notes).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    )
  } catch {
    return {}
  }
}
