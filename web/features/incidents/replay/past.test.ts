import { QueryClient } from '@tanstack/react-query'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { ReplayAnswer, ReplayItem, ReplayLook } from '#api/operations/incidents/incident-replay.contract.ts'
import { countChanges, listBars, listStanding, nameQuestion, readPast } from './past.ts'
import { replayQuery } from './replay.queries.ts'

const day = '2026-11-24T'
const aLook = (change: Partial<ReplayLook> = {}): ReplayLook => ({
  state: 'reported',
  rung: 'grid',
  severity: 'blue',
  gridCode: '530326105001001',
  lngLat: [103.4, 26.4],
  ...change,
})
const anItem = (id: string, start: ReplayLook | null): ReplayItem => ({
  ...{ id, number: `20261124-00000${id}`, kind: 'hazard', type: 'landslide', title: id, gridName: '', villageName: '' },
  ...{ townshipName: '', reportedAt: `${day}00:00:00.000Z`, start },
})
const anAnswer = (change: Partial<ReplayAnswer> = {}): ReplayAnswer => ({
  from: `${day}00:00:00.000Z`,
  to: `${day}12:00:00.000Z`,
  until: `${day}12:00:00.000Z`,
  items: [anItem('a', aLook()), anItem('b', null), anItem('c', aLook({ state: 'closed' }))],
  changes: [
    { id: 'b', at: `${day}02:00:00.000Z`, ...aLook() },
    { id: 'a', at: `${day}04:00:00.000Z`, ...aLook({ severity: 'red', rung: 'village', lngLat: [103.5, 26.5] }) },
    { id: 'c', at: `${day}04:00:00.000Z`, ...aLook({ state: 'accepted' }) },
    { id: 'b', at: `${day}06:00:00.000Z`, ...aLook({ state: 'cancelled' }) },
  ],
  quarters: [],
  truncated: false,
  partial: false,
  ...change,
})
const standingAt = (time: string) => {
  const past = readPast(anAnswer(), '')
  return listStanding(past, countChanges(past, Date.parse(`${day}${time}Z`)))
}

describe('what stood', () => {
  it.each([
    ['00:00:00', ['a']],
    ['01:59:59.999', ['a']],
    ['02:00:00', ['a', 'b']],
    ['04:00:00', ['a', 'b', 'c']],
    ['06:00:00', ['a', 'c']],
    ['12:00:00', ['a', 'c']],
  ])('at %s is %s', (time, ids) => {
    expect(standingAt(time).map(({ id }) => id)).toEqual(ids)
  })

  it('looks as it did, and is the same however one came there', () => {
    expect(standingAt('03:00:00')[0]).toMatchObject({ severity: 'blue', rung: 'grid', lngLat: [103.4, 26.4] })
    expect(standingAt('05:00:00')[0]).toMatchObject({ severity: 'red', rung: 'village', lngLat: [103.5, 26.5] })
    expect(standingAt('03:00:00')[0]).toMatchObject({ severity: 'blue', rung: 'grid', lngLat: [103.4, 26.4] })
  })

  it('changes only when the number of changes does', () => {
    const past = readPast(anAnswer(), '')
    const counts = ['00:00:00', '02:00:00', '03:59:59', '04:00:00', '05:59:59.999', '23:00:00'].map((time) =>
      countChanges(past, Date.parse(`${day}${time}Z`)),
    )
    expect(counts).toEqual([0, 1, 1, 3, 3, 4])
  })
})

describe('the bars', () => {
  it('are shares of the highest, with the reports in them', () => {
    expect(
      listBars([
        { reported: 1, steps: 4 },
        { reported: 0, steps: 0 },
        { reported: 2, steps: 2 },
      ]),
    ).toEqual([
      { height: 1, reported: 0.25 },
      { height: 0, reported: 0 },
      { height: 0.5, reported: 0.5 },
    ])
  })

  it('are nothing where nothing happened', () => {
    expect(listBars([{ reported: 0, steps: 0 }])).toEqual([{ height: 0, reported: 0 }])
  })
})

describe('hours that go on', () => {
  const ask = async (toMs: number, area: string | null = null, text = '') => {
    vi.stubGlobal('fetch', async () => Response.json(anAnswer()))
    const query = replayQuery({ fromMs: 0, toMs }, area, text)
    return new QueryClient().fetchQuery({ ...query, retry: false })
  }
  afterEach(() => vi.unstubAllGlobals())

  it('are the same question at another end, and not of another place or with other words', async () => {
    const { asked } = await ask(1000)
    expect((await ask(2000)).asked).toBe(asked)
    expect((await ask(1000, '530326')).asked).not.toBe(asked)
    expect((await ask(1000, null, '者海')).asked).not.toBe(asked)
    expect(nameQuestion(0, null, ' ')).toBe(asked)
    expect(nameQuestion(1, null, '')).not.toBe(asked)
  })
})
