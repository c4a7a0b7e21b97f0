import { create } from 'zustand'
import { getSession } from '#web/api-client/session.ts'
import { keepDraft, readDraft } from '#web/shared/kept-drafts.ts'
import { type DraftPlace, emptyDraft, type IncidentDraft, parseDraft } from './incident-draft.ts'

const ownerOf = () => getSession().session?.id ?? null

/** What is being taken in, and by whom. The photos live as long as the page: files are not kept as text. `within`: what was named
 *  instead of a place and is too large to be one, until there is a place. */
type Intake = {
  owner: string | null
  draft: IncidentDraft
  photos: readonly File[]
  within: { code: string | null; name: string } | null
}
const nothing = (): Omit<Intake, 'owner'> => ({ draft: emptyDraft(), photos: [], within: null })
export const useIntake = create<Intake>(() => ({ owner: null, ...nothing() }))

/** Takes up what whoever has signed in had begun on this page before it was loaded again. */
export function takeUpDraft(): void {
  const owner = ownerOf()
  if (owner === null || useIntake.getState().owner === owner) return
  const draft = parseDraft(readDraft(owner, 'intake'))
  useIntake.setState({ owner, ...nothing(), ...(draft && { draft }) })
}

function keepIntake(): void {
  const { owner, draft } = useIntake.getState()
  if (owner !== null) keepDraft(owner, 'intake', JSON.stringify(draft))
}

export function changeDraft(change: Partial<IncidentDraft>): void {
  takeUpDraft()
  useIntake.setState(({ draft, within }) => ({
    draft: { ...draft, ...change },
    within: 'place' in change ? null : within,
  }))
  keepIntake()
}

export const placeDraft = (place: DraftPlace): void => changeDraft({ place })

/** Somewhere in this: where it was taken to be until now is not meant any more. */
export function narrowDraft(within: { code: string | null; name: string }): void {
  changeDraft({ place: null })
  useIntake.setState({ within })
}

export const choosePhotos = (photos: readonly File[]): void => useIntake.setState({ photos })

/** A new one with nothing in it. */
export function clearDraft(): void {
  const { owner } = useIntake.getState()
  useIntake.setState(nothing())
  if (owner !== null) keepDraft(owner, 'intake', '')
}

/** Nobody's on this page any more; what is kept waits for its account. */
export const forgetDraft = (): void => useIntake.setState({ owner: null, ...nothing() })
