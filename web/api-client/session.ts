import { useSyncExternalStore } from 'react'
import type { Action, SessionAnswer } from '#api/platform/access/access.contract.ts'

/** Who has signed in on this page. `ended`: nobody, or nobody any more; then `session` is whose it was, until somebody else
 *  signs in or it was ended by intent. */
export type SessionState = { status: 'unknown' | 'open' | 'ended'; session: SessionAnswer | null }

let state: SessionState = { status: 'unknown', session: null }
/** Counts the sessions of the page: an answer that was asked for under an earlier one says nothing about this one. */
let generation = 0
const listeners = new Set<() => void>()

const setState = (next: SessionState) => {
  state = next
  for (const listener of listeners) listener()
}

/** The server said who has signed in. */
export function openSession(session: SessionAnswer): void {
  // asked every so often, and nearly always the same: nobody has to draw anything
  if (state.status === 'open' && JSON.stringify(state.session) === JSON.stringify(session)) return
  if (state.status !== 'open' || state.session?.id !== session.id) generation += 1
  setState({ status: 'open', session })
}

/** Nobody has signed in any more. `isForgotten`: by intent, so nothing of it is to be taken up again. */
export function endSession(isForgotten = false): void {
  if (state.status === 'ended' && !isForgotten) return
  generation += 1
  setState({ status: 'ended', session: isForgotten ? null : state.session })
}

export const sessionGeneration = (): number => generation

export const getSession = (): SessionState => state

export function subscribeToSession(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useSession = (): SessionState => useSyncExternalStore(subscribeToSession, getSession, getSession)

/** Whether an area lies in one of those in which somebody may do something. Pure. */
export const isWithin = (areas: readonly string[] | null, code: string): boolean =>
  areas?.some((area) => code.startsWith(area)) ?? false

/** The areas in which whoever has signed in may do something; null for nowhere. Only what the screen offers goes by it: the
 *  server asks again. */
export function usePermission(action: Action): readonly string[] | null {
  const { session } = useSession()
  return session?.permissions[action] ?? null
}
