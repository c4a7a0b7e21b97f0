import { create } from 'zustand'
import { makeKey } from '#web/lib/make-key.ts'
import { keepDraft, readDrafts } from './kept-drafts.ts'

type Notes = Readonly<Record<string, string>>

/** What is sent of a note, and the key that makes it the same however often it is sent. */
type Attempt<Body> = { body: Body; key: string }

/** Notes that are being typed, by what they are about: one looks at something else and comes back to them, also after a reload.
 *  `what` they are kept as, and for whom. `Body`: what is sent. */
export function createNotes<Body = string>(what: string, readAccount: () => string | null) {
  const useNotes = create<Notes>(() => ({}))
  // the key lives as long as the text: sent again after a reload, what the server has taken in already is no second one
  const attempts = new Map<string, Attempt<Body>>()
  let owner: string | null = null
  /** Those of whoever has signed in. */
  const takeUp = (): void => {
    const account = readAccount()
    if (account === null || account === owner) return
    owner = account
    attempts.clear()
    const notes: [string, string][] = []
    for (const [about, text] of readDrafts(account, what)) {
      const kept = parseKept<Body>(text)
      if (kept?.attempt) attempts.set(about, kept.attempt)
      if (kept && kept.note !== '') notes.push([about, kept.note])
    }
    useNotes.setState(Object.fromEntries(notes), true)
  }
  const keep = (about: string): void => {
    if (owner === null) return
    const note = useNotes.getState()[about] ?? ''
    const attempt = attempts.get(about)
    keepDraft(owner, `${what}.${about}`, note === '' && !attempt ? '' : JSON.stringify({ note, attempt }))
  }
  const change = (about: string, note: string): void => {
    takeUp()
    attempts.delete(about)
    useNotes.setState(({ [about]: _, ...others }) => (note === '' ? others : { ...others, [about]: note }), true)
    keep(about)
  }
  return {
    useNotes,
    takeUp,
    change,
    /** What is to be sent: the same again until the note changes or the attempt is over. */
    attempt(about: string, makeBody: () => Body): Attempt<Body> {
      takeUp()
      const attempt = attempts.get(about) ?? { body: makeBody(), key: makeKey() }
      attempts.set(about, attempt)
      keep(about)
      return attempt
    },
    /** What was to be sent when no answer came. */
    findAttempt: (about: string): Body | undefined => attempts.get(about)?.body,
    /** What is sent next is something else. */
    endAttempt(about: string): void {
      attempts.delete(about)
      keep(about)
    },
    /** Takes away what has been sent of it: what was typed behind it meanwhile stays, and all of it where it was changed
     *  otherwise. */
    takeSent(about: string, sent: string): void {
      const typed = useNotes.getState()[about] ?? ''
      if (typed.startsWith(sent)) change(about, typed.slice(sent.length).trimStart())
    },
    /** Nobody's on this page any more; what is kept waits for its account. */
    forget(): void {
      owner = null
      attempts.clear()
      useNotes.setState({}, true)
    },
  }
}

/** Null for what is none. Pure. */
function parseKept<Body>(text: string): { note: string; attempt?: Attempt<Body> } | null {
  try {
    const { note, attempt } = JSON.parse(text) as { note: unknown; attempt?: Attempt<Body> }
    if (typeof note !== 'string') return null
    return { note, ...(typeof attempt?.key === 'string' && { attempt }) }
  } catch {
    return null
  }
}
