import { type ComponentType, useCallback, useEffect, useState } from 'react'

let loaded: ComponentType | null = null

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
  const [error, setError] = useState<unknown>(null)
  const load = useCallback(() => {
    setError(null)
    loadConsole().then((found) => setScreen({ Screen: found }), setError)
  }, [])
  useEffect(() => {
    if (isWanted && !Screen) load()
  }, [isWanted, Screen, load])
  return { Screen: Screen ?? loaded, error, load }
}
