import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { searchPlaces } from '#web/api-client/client.ts'

export const searchResultsQuery = (text: string) =>
  queryOptions({
    queryKey: ['search', text],
    queryFn: ({ signal }) => searchPlaces(text, 12, signal),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  })
