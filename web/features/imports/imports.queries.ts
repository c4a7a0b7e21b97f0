import { queryOptions } from '@tanstack/react-query'
import { fetchImport, fetchImports } from '#web/api-client/client.ts'

const askAgainMs = 1_000

/** Not ended yet. */
export const isAtWork = ({ state }: { state: string }): boolean => state === 'waiting' || state === 'running'

export const importsQuery = () =>
  queryOptions({ queryKey: ['imports'], queryFn: ({ signal }) => fetchImports(signal), staleTime: 10_000 })

/** One import, asked for again while it is at work. */
export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['import', id],
    queryFn: ({ signal }) => fetchImport(id, signal),
    staleTime: 60_000,
    refetchInterval: ({ state }) => (state.data && !isAtWork(state.data) ? false : askAgainMs),
  })
