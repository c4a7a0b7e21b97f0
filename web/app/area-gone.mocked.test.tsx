import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type ProblemCode, ProblemError } from '#web/api-client/problem.ts'

vi.mock('#web/shared/use-now.ts', () => ({ useNow: () => 0 }))

const failure = (code: ProblemCode) =>
  new ProblemError({ type: `/problems/${code}`, title: code, status: 404, code, detail: code, requestId: 'r-1' })

/** What the lists read of an answer that failed, with or without rows from before. */
const aList = (error: Error, isThere: boolean) => ({
  query: { data: undefined, error, isPending: false, refetch: vi.fn() },
  isThere,
  shown: [],
  counts: { kinds: {}, severities: {}, overdue: 0 },
  total: 0,
  order: 'time',
  nowMs: 0,
})

type Lists = Record<'incidents' | 'patrols' | 'incidents of an area', (error: Error) => Promise<ReactNode>>
let lists: Lists

beforeAll(async () => {
  vi.stubGlobal('window', {
    location: { pathname: '/', search: '', hash: '' },
    matchMedia: () => ({ matches: false, addEventListener: vi.fn() }),
  })
  const { IncidentList } = await import('#web/features/incidents/list/incident-list.tsx')
  const { IncidentsHere } = await import('#web/features/incidents/list/incidents-here.tsx')
  const { incidentsHereQuery } = await import('#web/features/incidents/incidents.queries.ts')
  const { PatrolList } = await import('#web/features/patrols/patrol-list.tsx')
  lists = {
    incidents: async (error) => (
      <QueryClientProvider client={new QueryClient()}>
        <IncidentList
          list={aList(error, false) as never}
          scopeName="530326104"
          everywhere="全县"
          onSelect={vi.fn()}
          onReport={null}
        />
      </QueryClientProvider>
    ),
    patrols: async (error) => (
      <PatrolList list={aList(error, false) as never} scopeName="530326104" everywhere="全县" onSelect={vi.fn()} />
    ),
    'incidents of an area': async (error) => {
      const client = new QueryClient({ defaultOptions: { queries: { retry: false, retryOnMount: false } } })
      const query = { ...incidentsHereQuery('530326104'), queryFn: () => Promise.reject(error) }
      await client.fetchQuery(query).catch(() => undefined)
      return (
        <QueryClientProvider client={client}>
          <IncidentsHere area="530326104" onSelect={vi.fn()} onShowAll={null} onShowCounty={vi.fn()} />
        </QueryClientProvider>
      )
    },
  }
})
afterAll(() => vi.unstubAllGlobals())

const buttonsOf = (markup: string): string[] =>
  [...markup.matchAll(/<button[^>]*>(.*?)<\/button>/g)].map(([, inside = '']) => inside.replace(/<[^>]*>/g, ''))

describe('an area that a later edition has dropped', () => {
  it.each(['incidents', 'patrols', 'incidents of an area'] as const)('%s: leads to the whole county', async (name) => {
    const markup = renderToStaticMarkup(await lists[name](failure('area_not_found')))
    expect(markup).toContain('当前版次里没有这个区域')
    expect(buttonsOf(markup)).toContain('全县')
    expect(buttonsOf(markup)).not.toContain('重试')
  })

  it.each(['incidents', 'patrols', 'incidents of an area'] as const)(
    '%s: is asked again after others',
    async (name) => {
      const markup = renderToStaticMarkup(await lists[name](failure('internal')))
      expect(buttonsOf(markup)).toContain('重试')
      expect(buttonsOf(markup)).not.toContain('全县')
    },
  )

  it('is not asked about every half a minute', async () => {
    const { incidentsHereQuery, incidentsQuery } = await import('#web/features/incidents/incidents.queries.ts')
    const { patrolsQuery } = await import('#web/features/patrols/patrols.queries.ts')
    const queries = [
      incidentsQuery({ state: 'open', area: '530326104', text: '', isActedOnly: false, assignee: null }),
      incidentsHereQuery('530326104'),
      patrolsQuery([], '530326104'),
    ]
    const periodsAfter = (error: Error | null) =>
      queries.map(({ refetchInterval }) =>
        typeof refetchInterval === 'function' ? refetchInterval({ state: { error } } as never) : refetchInterval,
      )
    expect(periodsAfter(failure('area_not_found'))).toEqual([false, false, false])
    expect(periodsAfter(failure('internal'))).toEqual([300_000, 300_000, 60_000])
    expect(periodsAfter(null)).toEqual([300_000, 300_000, 60_000])
  })
})
