import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'

vi.mock('#web/shared/use-now.ts', () => ({ useNow: () => 0 }))
// what is drawn here has no browser, for which our stores have no snapshot of their own
vi.mock('react', async (load) => ({
  ...(await load<object>()),
  useSyncExternalStore: (_subscribe: unknown, read: () => unknown) => read(),
}))

let draw: (hasMap: boolean) => string

beforeAll(async () => {
  vi.stubGlobal('window', {
    location: { pathname: '/', search: '', hash: '', href: 'http://127.0.0.1/' },
    matchMedia: () => ({ matches: false, addEventListener: vi.fn() }),
  })
  const { Inspector } = await import('./inspector.tsx')
  const selected = { kind: 'point', id: '103.62,26.54' } as const
  const go = { showPoint: vi.fn() }
  draw = (hasMap) =>
    renderToStaticMarkup(
      <QueryClientProvider client={new QueryClient()}>
        <Inspector selected={selected} isDemo={false} incidentColors={null} hasMap={hasMap} go={go as never} />
      </QueryClientProvider>,
    )
})
afterAll(() => vi.unstubAllGlobals())

it('shows nothing on a map that is not there', () => {
  expect(draw(true)).toContain('在地图上定位')
  expect(draw(false)).not.toContain('在地图上定位')
  expect(draw(false)).toContain('103.62')
})
