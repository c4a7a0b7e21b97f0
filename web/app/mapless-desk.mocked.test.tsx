import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { SessionAnswer } from '#api/platform/access/access.contract.ts'
import { ProblemError } from '#web/api-client/problem.ts'
import { openSession } from '#web/api-client/session.ts'

const fetchCurrentEdition = vi.hoisted(() => vi.fn())
vi.mock('#web/shared/use-now.ts', () => ({ useNow: () => 0 }))
// what is drawn here has no browser, for which our stores have no snapshot of their own
vi.mock('react', async (load) => ({
  ...(await load<object>()),
  useSyncExternalStore: (_subscribe: unknown, read: () => unknown) => read(),
}))
vi.mock('#web/api-client/client.ts', async (load) => ({ ...(await load<object>()), fetchCurrentEdition }))

type Why = 'no_role' | 'no_edition'
let draw: (why: Why, permissions: SessionAnswer['permissions']) => string
let readEdition: () => Promise<unknown>

beforeAll(async () => {
  vi.stubGlobal('window', {
    location: { pathname: '/', search: '', hash: '', href: 'http://127.0.0.1/' },
    matchMedia: () => ({ matches: false, addEventListener: vi.fn() }),
  })
  const { MaplessDesk } = await import('./mapless-desk.tsx')
  const { editionQuery } = await import('./edition-query.ts')
  draw = (why, permissions) => {
    openSession({ id: 's', name: '李明', username: 'li.ming', county: '530326', grants: [], permissions } as never)
    return renderToStaticMarkup(
      <QueryClientProvider client={new QueryClient()}>
        <MaplessDesk why={why} />
      </QueryClientProvider>,
    )
  }
  readEdition = () => new QueryClient().fetchQuery({ ...editionQuery(), retry: false })
})
afterAll(() => vi.unstubAllGlobals())

const county = ['530326']
const railOf = (markup: string): string[] =>
  [...(/<nav.*?<\/nav>/.exec(markup)?.[0] ?? '').matchAll(/<span>(.*?)<\/span>/g)].map(([, name = '']) => name)

describe('the desk of a county without a coverage', () => {
  it('has the menu of the account for everybody', () => {
    for (const why of ['no_role', 'no_edition'] as const) expect(draw(why, {})).toContain('aria-label="账号: 李明"')
  })

  it('lets a planner import', () => {
    const markup = draw('no_edition', { 'imports.read': county, 'imports.write': county })
    expect(markup).toContain('请导入本县的网格数据')
    expect(markup).not.toContain('npm run import')
    expect(railOf(markup)).toEqual(['导入网格底图'])
  })

  it('sends an administrator to make a planner, and names the command', () => {
    const markup = draw('no_edition', { 'accounts.read': county, 'accounts.write': county })
    expect(markup).toContain('请新增一名区划规划员')
    expect(markup).toContain('npm run import')
    expect(railOf(markup)).toEqual(['系统管理'])
  })

  it('tells others to ask, and promises nothing', () => {
    const markup = draw('no_edition', { 'audit.read': county })
    expect(markup).toContain('请联系管理员安排导入')
    expect(markup).not.toContain('npm run import')
    expect(railOf(markup)).toEqual(['审计记录'])
  })

  it('takes no edition for an answer, which the page keeps while it asks again', async () => {
    const answer = (code: string) =>
      new ProblemError({ type: '', title: code, status: 404, code: code as never, detail: code, requestId: 'r' })
    fetchCurrentEdition.mockRejectedValueOnce(answer('no_edition'))
    expect(await readEdition()).toBeNull()
    fetchCurrentEdition.mockRejectedValueOnce(answer('internal'))
    await expect(readEdition()).rejects.toThrow('internal')
  })
})
