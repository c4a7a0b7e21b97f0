import { create } from 'zustand'
import { getSession } from '#web/api-client/session.ts'
import { keepDraft, readDraft } from '#web/shared/kept-drafts.ts'
import { type DraftPlace, emptyDraft, type IncidentDraft, parseDraft } from './incident-draft.ts'

const ownerOf = () => getSession().session?.id ?? null

/** What is being taken in, and by whom. The photos live as long as the page: files are not kept as text. */
type Intake = { owner: string | null; draft: IncidentDraft; photos: readonly File[] }
export const useIntake = create<Intake>(() => ({ owner: null, draft: emptyDraft(), photos: [] }))

/** Takes up what whoever has signed in had begun on this page before it was loaded again. */
export function takeUpDraft(): void {
  const owner = ownerOf()
  if (owner === null || useIntake.getState().owner === owner) return
  useIntake.setState({ owner, draft: parseDraft(readDraft(owner, 'intake')) ?? emptyDraft(), photos: [] })
}

function keepIntake(): void {
  const { owner, draft } = useIntake.getState()
  if (owner !== null) keepDraft(owner, 'intake', JSON.stringify(draft))
}

export function changeDraft(change: Partial<IncidentDraft>): void {
  takeUpDraft()
  useIntake.setState(({ draft }) => ({ draft: { ...draft, ...change } }))
  keepIntake()
}

export const placeDraft = (place: DraftPlace): void => changeDraft({ place })

export const choosePhotos = (photos: readonly File[]): void => useIntake.setState({ photos })

/** A new one with nothing in it. */
export function clearDraft(): void {
  useIntake.setState({ draft: emptyDraft(), photos: [] })
  keepIntake()
}

/** Nobody's on this page any more; what is kept waits for its account. */
export const forgetDraft = (): void => useIntake.setState({ owner: null, draft: emptyDraft(), photos: [] })
