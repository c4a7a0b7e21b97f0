import type { QueryClient } from '@tanstack/react-query'
import { getSession, subscribeToSession } from '#web/api-client/session.ts'

let owner: string | null = null

/** Whose console is on the page, or was until the session ended; null before the first and after a sign-out. */
export const getConsoleOwner = (): string | null => owner

const resets = new Set<() => void>()
/** For what is held outside the query cache: called when somebody else comes, or nobody. */
export const resetForOthers = (reset: () => void): void => void resets.add(reset)

/** Keeps what was read for one person from the next: whoever goes on after a session that ran out finds everything as it
 *  was, and anybody else nothing. Call it before the page is drawn: it has to hear of a session before the screens do. */
export function guardCache(queryClient: QueryClient): void {
  const drop = () => {
    queryClient.clear()
    for (const reset of resets) reset()
  }
  subscribeToSession(() => {
    const { status, session } = getSession()
    if (status === 'ended' && session === null) {
      if (owner !== null) drop()
      owner = null
    }
    if (status !== 'open' || session === null || session.pending) return
    if (owner === session.id) {
      // what failed while nobody was signed in
      void queryClient.invalidateQueries()
      return
    }
    if (owner !== null) drop()
    owner = session.id
  })
}
