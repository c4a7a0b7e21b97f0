import { create } from 'zustand'
import { getSession } from '#web/api-client/session.ts'
import { type DraftPlace, emptyDraft, type IncidentDraft, parseDraft } from './incident-draft.ts'

const storageKey = 'onegrid.intake'
const ownerOf = () => getSession().session?.id ?? null

/** What is being taken in, and by whom. The photos live as long as the page: files are not kept as text. */
type Intake = { owner: string | null; draft: IncidentDraft; photos: readonly File[] }
export const useIntake = create<Intake>(() => ({ owner: null, draft: emptyDraft(), photos: [] }))

/** Takes up what whoever has signed in had begun on this page before it was loaded again. */
export function takeUpDraft(): void {
  const owner = ownerOf()
  if (owner === null || useIntake.getState().owner === owner) return
  let draft: IncidentDraft | null = null
  try {
    const kept = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null') as { owner: string; draft: string } | null
    if (kept?.owner === owner) draft = parseDraft(kept.draft)
  } catch {
    // storage switched off by policy, or something else lies there: nothing was begun
  }
  useIntake.setState({ owner, draft: draft ?? emptyDraft(), photos: [] })
}

/** Only for this tab and for whoever typed it: a report may name people. */
function keepDraft(): void {
  const { owner, draft } = useIntake.getState()
  try {
    sessionStorage.setItem(storageKey, JSON.stringify({ owner, draft: JSON.stringify(draft) }))
  } catch {
    // see takeUpDraft; the draft then lives as long as the page
  }
}

export function changeDraft(change: Partial<IncidentDraft>): void {
  takeUpDraft()
  useIntake.setState(({ draft }) => ({ draft: { ...draft, ...change } }))
  keepDraft()
}

export const placeDraft = (place: DraftPlace): void => changeDraft({ place })

export const choosePhotos = (photos: readonly File[]): void => useIntake.setState({ photos })

/** A new one with nothing in it. */
export function clearDraft(): void {
  useIntake.setState({ draft: emptyDraft(), photos: [] })
  keepDraft()
}

/** Nobody's any more. */
export function forgetDraft(): void {
  useIntake.setState({ owner: null, draft: emptyDraft(), photos: [] })
  try {
    sessionStorage.removeItem(storageKey)
  } catch {
    // see takeUpDraft
  }
}
