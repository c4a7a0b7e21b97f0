import { queryOptions } from '@tanstack/react-query'
import { fetchReference } from './incident-calls.ts'

/** Types, methods, departments and run cards, which an administrator edits. */
export const referenceQuery = () =>
  queryOptions({
    queryKey: ['reference'],
    queryFn: ({ signal }) => fetchReference(signal),
    staleTime: 5 * 60_000,
  })
