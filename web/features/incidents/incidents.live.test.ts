import { QueryClient } from '@tanstack/react-query'
import { describe, expect, it } from 'vitest'
import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import type { LiveEvent } from '#api/platform/events/events.contract.ts'
import { patchIncidents, refetchCounts, refetchIncidents } from './incidents.live.ts'

const row = {
  id: 'a',
  version: 2,
  state: 'reported',
  severity: 'blue',
  kind: 'hazard',
  rung: 'grid',
  title: '塌方',
} as Incident
const other = { ...row, id: 'b' }
const anEvent = (change: Partial<LiveEvent>): LiveEvent => ({
  seq: 9,
  at: '2026-01-01T00:00:00.000Z',
  name: 'incident.changed',
  recordKind: 'incident',
  recordId: 'a',
  version: 3,
  area: '530326001001001',
  data: { kind: 'hazard', severity: 'red', state: 'accepted', rung: 'village' },
  ...change,
})
const ended = { kind: 'hazard', severity: 'red', state: 'closed', rung: 'village' }

function open() {
  const client = new QueryClient()
  const list = (state: string) => client.getQueryData<{ items: Incident[]; total: number }>(['incidents', state, null])
  for (const state of ['open', 'all'])
    client.setQueryData(['incidents', state, null], { items: [other, row], total: 2 })
  client.setQueryData(['incident', 'a'], { ...row, timeline: [] })
  return { client, list }
}

describe('an event about an incident that is on the screen', () => {
  it('changes its row and its details at once', () => {
    const { client, list } = open()
    patchIncidents(client, anEvent({}))
    const changed = { severity: 'red', state: 'accepted', rung: 'village', version: 3, title: '塌方' }
    expect(list('open')).toMatchObject({ items: [other, changed], total: 2 })
    // what is sent goes by the version that was seen, and the title of version 3 was not
    expect(client.getQueryData(['incident', 'a'])).toMatchObject({ ...changed, version: row.version, timeline: [] })
  })

  it('takes one that has ended out of the open ones, and leaves it among all', () => {
    const { client, list } = open()
    patchIncidents(client, anEvent({ data: ended }))
    expect(list('open')).toEqual({ items: [other], total: 1 })
    expect(list('all')).toMatchObject({ items: [other, { state: 'closed' }], total: 2 })
  })

  it('changes nothing where the screen knows as much or more', () => {
    const { client, list } = open()
    const before = list('open')
    patchIncidents(client, anEvent({ version: 2, data: ended }))
    patchIncidents(client, anEvent({ recordId: 'c' }))
    expect(list('open')).toBe(before)
  })

  it('makes what may show it old, and no other incident', async () => {
    const { client } = open()
    client.setQueryData(['incident', 'b'], other)
    client.setQueryData(['patrols', 'all', null], {})
    await refetchIncidents(client, new Set(['a']))
    const isOld = (key: unknown[]) => client.getQueryState(key)?.isInvalidated
    expect(isOld(['incidents', 'open', null])).toBe(true)
    expect(isOld(['incident', 'a'])).toBe(true)
    expect(isOld(['incident', 'b'])).toBe(false)
    expect(isOld(['patrols', 'all', null])).toBe(false)
    await refetchIncidents(client, null)
    expect(isOld(['incident', 'b'])).toBe(true)
  })

  it('counts anew only when it is told to', async () => {
    const { client } = open()
    const counted = [
      ['incident-figures', 'steps', {}],
      ['incident-rates', 'hot-spots', ''],
    ]
    for (const key of counted) client.setQueryData(key, {})
    const areOld = () => counted.map((key) => client.getQueryState(key)?.isInvalidated)
    await refetchIncidents(client, null)
    expect(areOld()).toEqual([false, false])
    await refetchCounts(client)
    expect(areOld()).toEqual([true, true])
    expect(client.getQueryState(['incidents', 'open', null])?.isInvalidated).toBe(true)
  })
})
