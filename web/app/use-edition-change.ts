import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef } from 'react'

/** Answers that name their edition, or have none. Everything else was answered from the edition of its time. */
const independent: ReadonlySet<unknown> = new Set(['edition', 'ready', 'metric', 'grids', 'import', 'imports'])

/** Asks again for all that an edition before may have answered: what is shown at once, the rest when it is next shown. */
export function refreshForEdition(queryClient: QueryClient): Promise<void> {
  return queryClient.invalidateQueries({ predicate: ({ queryKey }) => !independent.has(queryKey[0]) })
}

/** When another edition becomes current under an open console, its figures must not stand beside the new map. */
export function useEditionChange(number: number): void {
  const queryClient = useQueryClient()
  const known = useRef(number)
  useEffect(() => {
    if (known.current === number) return
    known.current = number
    void refreshForEdition(queryClient)
  }, [number, queryClient])
}

/** The server may say for a second that the edition before is the current one. */
const serverMemoryMs = 1_500

/** Asks which edition is current, when one was just published. */
export function useEditionReload(): () => void {
  const queryClient = useQueryClient()
  return useCallback(() => {
    const reload = () => void queryClient.invalidateQueries({ queryKey: ['edition'] })
    reload()
    setTimeout(reload, serverMemoryMs)
  }, [queryClient])
}
