import { type ComponentType, useCallback, useEffect, useState } from 'react'
import { askSession } from '#web/features/access/session-actions.ts'

let loaded: ComponentType | null = null

/** How long a server that does not answer is left alone. */
export const askAgainMs = 3_000

/** What stands in the console's place, and why. */
type Start = { reason: 'starting' | 'no-code' } | { reason: 'failed'; error: unknown }

/** The console's code, with the map's: a sign-in does without. */
export async function loadConsole(): Promise<ComponentType> {
  const { ConsoleScreen } = await import('./console-screen.tsx')
  loaded = ConsoleScreen
  return ConsoleScreen
}

/** The console once it is wanted and here; null until then. Not by `lazy`: React leaves what stands in for a lazy part on the
 *  page for 300 ms, a seventh of the time to the first map. */
export function useConsoleScreen(isWanted: boolean) {
  // a component is a function, and a setter would call it
  const [{ Screen }, setScreen] = useState<{ Screen: ComponentType | null }>({ Screen: loaded })
  const [start, setStart] = useState<Start>({ reason: 'starting' })
  useEffect(() => {
    if (!isWanted || Screen) return
    loadConsole().then(
      (found) => setScreen({ Screen: found }),
      () => setStart({ reason: 'no-code' }),
    )
  }, [isWanted, Screen])
  // A browser asks for a module once a page: what did not come only comes with another page. Not while the server is away,
  // or the browser's own page of errors would stand here.
  const retry = useCallback(() => {
    askSession().then(
      () => window.location.reload(),
      (error) => setStart({ reason: 'failed', error }),
    )
  }, [])
  useEffect(() => {
    if (start.reason !== 'failed') return
    const timer = setInterval(retry, askAgainMs)
    return () => clearInterval(timer)
  }, [start, retry])
  return { Screen: Screen ?? loaded, start, retry }
}
