import { QueryClient } from '@tanstack/react-query'
import { expect, it } from 'vitest'
import { refreshForEdition } from './use-edition-change.ts'

it('lets nothing stand that a former edition answered, and keeps what names its edition', async () => {
  const client = new QueryClient()
  const keys = [
    ['affected', 'a circle'],
    ['grid', '530326001001001'],
    ['area', '530326'],
    ['locate'],
    ['search', '者海'],
  ]
  const kept = [['edition'], ['ready'], ['metric', 'density', 6], ['grids', 6]]
  for (const key of [...keys, ...kept]) client.setQueryData(key, 'of edition 5')
  await refreshForEdition(client)
  const isStale = (key: unknown[]) => client.getQueryState(key)?.isInvalidated
  expect(keys.map(isStale)).toEqual(keys.map(() => true))
  expect(kept.map(isStale)).toEqual(kept.map(() => false))
})
