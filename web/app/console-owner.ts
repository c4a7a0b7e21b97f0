import type { QueryClient } from '@tanstack/react-query'
import type { SessionAnswer } from '#api/platform/access/access.contract.ts'
import { getSession, subscribeToSession } from '#web/api-client/session.ts'
import { editionQuery } from './edition-query.ts'

let owner: string | null = null
let permissions: SessionAnswer['permissions'] = {}
const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

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
  let wasOver = false
  subscribeToSession(() => {
    const { status, session } = getSession()
    const isBack = wasOver && status === 'open'
    wasOver = status === 'ended'
    if (status === 'ended' && session === null) {
      if (owner !== null) drop()
      owner = null
    }
    if (status !== 'open' || session === null || session.pending) return
    if (owner === session.id) {
      // what failed while nobody was signed in, and what was answered to fewer or more rights
      if (isBack || !isSame(permissions, session.permissions)) void queryClient.invalidateQueries()
      permissions = session.permissions
      return
    }
    if (owner !== null) drop()
    owner = session.id
    permissions = session.permissions
    // the map waits for it: beside the console's code, not after it
    if (session.permissions['map.read'] !== undefined) void queryClient.prefetchQuery(editionQuery())
  })
}
