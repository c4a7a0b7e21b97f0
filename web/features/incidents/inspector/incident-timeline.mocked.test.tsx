import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ComponentType } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { TimelineRow } from '#api/operations/incidents/incidents.contract.ts'
import type { Dictionary } from '#web/lib/define-text.ts'
import type { ShownIncident } from '../incidents.queries.ts'

vi.mock('#web/shared/use-now.ts', () => ({ useNow: () => Date.parse('2026-11-26T10:00:00Z') }))

/** A store is at its start where a page is rendered as text: the language is given past it. */
const reader = vi.hoisted(() => ({ language: 'zh' as 'zh' | 'en' }))
vi.mock('#web/shared/use-text.ts', async () => {
  const { translateDictionary } = await import('#web/lib/define-text.ts')
  return {
    useLanguage: () => reader.language,
    useText: (dictionary: Dictionary) => translateDictionary(dictionary, reader.language),
  }
})

let Timeline: ComponentType<{ incident: ShownIncident }>
beforeAll(async () => {
  vi.stubGlobal('window', {
    location: { pathname: '/', search: '', hash: '' },
    matchMedia: () => ({ matches: false, addEventListener: vi.fn() }),
  })
  Timeline = (await import('./incident-timeline.tsx')).IncidentTimeline
})
afterAll(() => vi.unstubAllGlobals())

const line = (kind: TimelineRow['kind'], data: TimelineRow['data'], note = ''): TimelineRow => ({
  ...{ at: '2026-11-26T09:00:00.000Z', kind, state: 'reported', rung: 'village', note, actor: null, data },
})
const read = (language: 'zh' | 'en', ...lines: TimelineRow[]) => {
  reader.language = language
  const incident = {
    ...{ id: 'one', kind: 'dispute', gridCode: '530326105001001' },
    ...{ timeline: lines, timelineCount: lines.length },
  } as unknown as ShownIncident
  const client = new QueryClient()
  return renderToStaticMarkup(
    <QueryClientProvider client={client}>
      <Timeline incident={incident} />
    </QueryClientProvider>,
  )
}

it.each<[string, TimelineRow, string, string]>([
  [
    'a climb by the clock',
    line('rung', { from: 'grid', to: 'village', why: 'time_over' }),
    '本级办理时限已到，自动上报',
    'The time of this level was over; it went up by itself',
  ],
  [
    'a new edition',
    line('route', { edition: 2, from: '530326105001001', to: '530326105001002' }),
    '第 2 版网格底图生效，由网格 530326105001001 转至 530326105001002',
    'Edition 2 took effect: from grid 530326105001001 to 530326105001002',
  ],
  [
    'a whistle that ended with its incident',
    line('whistle', { did: 'cancelled', why: 'incident_merged' }),
    '随事件一并结束',
    'ended with the incident',
  ],
  [
    'an alarm that a township has seen',
    line('alarm', { severity: 'red', area: '530326105' }),
    '已知悉 · 乡镇',
    'Acknowledged · Township',
  ],
])('says of %s why, in the language of the reader', (_, row, zh, en) => {
  expect(read('zh', row)).toContain(zh)
  expect(read('en', row)).toContain(en)
  expect(read('en', row)).not.toContain(zh)
})

it('keeps what older lines say in words of their own', () => {
  expect(read('en', line('rung', { from: 'grid', to: 'village' }, '本级办理时限已到，自动上报'))).toContain('自动上报')
})
