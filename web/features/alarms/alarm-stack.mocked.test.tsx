import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Dictionary } from '#web/lib/define-text.ts'

vi.mock('#web/shared/use-now.ts', () => ({ useNow: () => Date.parse('2026-11-26T10:00:00Z') }))
vi.mock('#web/api-client/session.ts', () => ({ usePermission: () => ['530326'] }))
const reader = vi.hoisted(() => ({ language: 'zh' as 'zh' | 'en' }))
vi.mock('#web/shared/use-text.ts', async () => {
  const { translateDictionary } = await import('#web/lib/define-text.ts')
  return {
    useLanguage: () => reader.language,
    useText: (dictionary: Dictionary) => translateDictionary(dictionary, reader.language),
  }
})

beforeAll(() => {
  vi.stubGlobal('window', {
    location: { pathname: '/', search: '', hash: '' },
    matchMedia: () => ({ matches: false, addEventListener: vi.fn() }),
  })
})
afterAll(() => vi.unstubAllGlobals())

const anAlarm = (id: string) => ({
  id,
  title: `水泵房冒烟 ${id}`,
  severity: 'red',
  townshipName: '者海镇',
  villageName: '文昌村',
  gridName: '第三网格',
  reportedAt: '2026-11-26T09:58:00Z',
  seenBelow: [],
})

async function renderStack(listed: number, total: number, part: object = {}): Promise<string> {
  const { AlarmStack } = await import('./alarm-stack.tsx')
  const client = new QueryClient()
  client.setQueryData(['alarms'], {
    items: Array.from({ length: listed }, (_, at) => ({ ...anAlarm(`${at + 1}`), ...part })),
    total,
  })
  return renderToStaticMarkup(
    <QueryClientProvider client={client}>
      <AlarmStack isEnabled onShow={vi.fn()} />
    </QueryClientProvider>,
  )
}

it.each([
  ['zh', 1, '1 起告警未确认'],
  ['en', 1, '1 alarm not acknowledged'],
  ['zh', 4, '4 起告警未确认'],
  // the answer counts beyond its list
  ['en', 1200, '1,200 alarms not acknowledged'],
] as const)('the heading says in %s how many there are: %d', async (language, total, heading) => {
  reader.language = language
  const markup = await renderStack(Math.min(total, 20), total)
  expect(markup).toContain(`<span>${heading}</span>`)
  expect(markup).toContain(`aria-label="${heading}"`)
})

it.each([
  ['zh', '2026-11-26T09:59:00Z', /^\d\d:\d\d$/],
  // a red one that nobody above has seen may lie over night
  ['zh', '2026-11-24T09:59:00Z', /^2026\/11\/24 \d\d:\d\d$/],
  ['en', '2026-11-24T09:59:00Z', /^24 Nov 2026, \d\d:\d\d$/],
] as const)(
  'who has acknowledged it below did so at a time that %s reads with its day where it is not today: %s',
  async (language, acknowledgedAt, said) => {
    reader.language = language
    const markup = await renderStack(1, 1, {
      seenBelow: [{ area: '530326104', acknowledgedBy: '王芳', acknowledgedAt }],
    })
    const at = language === 'zh' ? /已由 王芳 于 (.+?) 知悉/ : /Acknowledged by 王芳 \(.+?\) at (.+?)</
    expect(markup.match(at)?.[1]).toMatch(said)
  },
)
