import { describe, expect, it } from 'vitest'
import { ApiError, invalidField } from '#api/platform/http/problem.ts'
import { Refused } from '#api/platform/http/refused.ts'
import type { Held } from './held-incident.ts'
import { decideChange, decideClimb, decideTransition } from './incident-decisions.ts'
import type { IncidentRules } from './incident-rules.ts'
import type { Incident, IncidentDetail, IncidentState } from './incidents.contract.ts'

const now = new Date('2026-07-22T10:00:00+08:00')
const hourMs = 3_600_000
/** Two hours a rung, for a simple case one. */
const rules: IncidentRules = {
  dueAt: ({ from, details }) => new Date(from.getTime() + (details.complexity === 'simple' ? 1 : 2) * hourMs),
  hasDepartment: (id) => id === 'water',
  requireType(_, type) {
    if (type === 'no-such') throw invalidField('type', { zh: '没有', en: 'none' })
    return type
  },
  requireMethod({ method }) {
    if (method === 'no-such') throw invalidField('details.method', { zh: '没有', en: 'none' })
  },
}
const given = { rules, now }
const rungSince = '2026-07-20T02:00:00.000Z'

function anIncident(change: Partial<Incident> = {}, more: Partial<Held['more']> = {}): Held {
  const row = {
    ...{ id: 'one', number: '20260722-000001', kind: 'dispute', type: 'neighbours', title: '院墙', version: 3 },
    ...{ state: 'accepted', rung: 'grid', severity: 'blue', gridCode: '530326105001001' },
    ...change,
  } as Held['row']
  return Object.freeze({
    row: Object.freeze(row),
    more: Object.freeze({ description: '', details: {}, assignee: null, rungSince, ...more } as Held['more']),
  })
}
const inState = (state: IncidentState) => anIncident({ state })

/** What a call throws: the code of the answer, and whether it shows the incident. */
function refusalOf(decide: () => unknown): { code: string; shows?: unknown; path?: string | undefined } {
  try {
    decide()
  } catch (error) {
    if (error instanceof Refused) {
      const { code } = error.toError({ ...error.row.row } as IncidentDetail) as ApiError
      return { code, shows: error.row }
    }
    if (error instanceof ApiError) return { code: error.code, path: error.errors?.[0]?.path }
    throw error
  }
  throw new Error('it was decided')
}

describe('a climb', () => {
  const up = { reason: '需要村里出面', isUp: true, isByClock: false }

  it('goes to the next rung, which has its own time and assigns anew', () => {
    const held = anIncident({ state: 'in_progress', rung: 'village' }, { assignee: { departmentId: 'water' } })
    expect(decideClimb(held, up, given)).toEqual({
      change: {
        ...{ rung: 'township', state: 'accepted', assignee: null, isRungNew: true, isActed: true },
        dueAt: '2026-07-22T04:00:00.000Z',
      },
      entry: {
        ...{ kind: 'rung', state: 'accepted', rung: 'township', note: '需要村里出面' },
        data: { from: 'village', to: 'township' },
      },
      details: { did: 'escalate' },
    })
  })

  it('leaves out rungs where one is named, and goes down as well', () => {
    expect(decideClimb(anIncident(), { ...up, to: 'county' }, given).change.rung).toBe('county')
    const down = { ...up, isUp: false }
    expect(decideClimb(anIncident({ rung: 'county' }), down, given).change.rung).toBe('township')
    expect(decideClimb(anIncident({ rung: 'county' }), { ...down, to: 'grid' }, given).details).toEqual({
      did: 'hand-back',
    })
  })

  it('by the clock is nothing that anybody did', () => {
    const { change, entry } = decideClimb(anIncident(), { ...up, reason: '', isByClock: true }, given)
    expect(change.isActed).toBe(false)
    // The reader's language says why.
    expect(entry).toMatchObject({ note: '', data: { why: 'time_over' } })
  })

  it.each<[string, Held, Parameters<typeof decideClimb>[1]]>([
    ['above the county', anIncident({ rung: 'county' }), up],
    ['below the grid', anIncident(), { ...up, isUp: false }],
    ['up to its own rung', anIncident({ rung: 'village' }), { ...up, to: 'village' }],
    ['up to a lower rung', anIncident({ rung: 'township' }), { ...up, to: 'village' }],
    ['down to a higher rung', anIncident({ rung: 'village' }), { ...up, isUp: false, to: 'county' }],
    ['when the work is done', inState('resolved'), up],
    ['when it has ended', inState('closed'), up],
  ])('is refused %s, and the answer shows the incident', (_, held, wanted) => {
    expect(refusalOf(() => decideClimb(held, wanted, given))).toEqual({ code: 'not_possible_now', shows: held })
  })
})

describe('a correction', () => {
  it('of the severity sets the time anew, from when the rung got it, and says from what to what', () => {
    const { change, entry, details } = decideChange(anIncident(), { severity: 'red' }, given)
    expect(change).toEqual({ severity: 'red', dueAt: '2026-07-20T04:00:00.000Z' })
    expect(entry).toMatchObject({ kind: 'change', data: { changed: { severity: { from: 'blue', to: 'red' } } } })
    expect(details).toEqual({ did: 'change', fields: ['severity'] })
  })

  it('of the words alone keeps the time, and the history does not keep the words', () => {
    const { change, entry } = decideChange(anIncident(), { title: '张三家院墙', description: '电话' }, given)
    expect(change).not.toHaveProperty('dueAt')
    expect(change.pinyin).toMatch(/^zhangsan/)
    expect(entry.data).toEqual({ changed: { title: true, description: true } })
  })

  it('of how complex it is sets the time anew, of other details it does not', () => {
    expect(decideChange(anIncident(), { details: { complexity: 'simple' } }, given).change.dueAt).toBe(
      '2026-07-20T03:00:00.000Z',
    )
    expect(decideChange(anIncident(), { details: { partyCount: 2 } }, given).change).not.toHaveProperty('dueAt')
  })

  it('of the place takes it from who has it there, and from nobody whose area still holds it', () => {
    const place = { lngLat: [103.3, 26.4] as [number, number], given: null, gridCode: '530326105002001' }
    const assignedTo = (area: string) => anIncident({}, { assignee: { role: 'village-clerk', area } })
    expect(decideChange(assignedTo('530326105001'), { place }, given).change).toEqual({ place, assignee: null })
    expect(decideChange(assignedTo('530326105'), { place }, given).change).toEqual({ place })
  })

  it('may keep a type and a method that the lists have not got, and is given no other such', () => {
    const old = anIncident({ type: 'no-such' }, { details: { method: 'no-such' } })
    const kept = decideChange(old, { type: 'no-such', details: { method: 'no-such', partyCount: 2 } }, given)
    expect(kept.entry.data).toEqual({ changed: { details: true } })
    expect(refusalOf(() => decideChange(anIncident(), { type: 'no-such' }, given)).path).toBe('type')
    const details = { method: 'no-such' }
    expect(refusalOf(() => decideChange(anIncident(), { details }, given)).path).toBe('details.method')
  })

  it('is refused with details of another kind, and once it has ended', () => {
    expect(refusalOf(() => decideChange(anIncident(), { details: { trigger: 'rain' } }, given)).code).toBe(
      'invalid_input',
    )
    const ended = inState('merged')
    expect(refusalOf(() => decideChange(ended, { title: '别的' }, given))).toEqual({
      ...{ code: 'not_possible_now', shows: ended },
    })
  })
})

describe('a step', () => {
  it.each<[IncidentState, IncidentState, Record<string, unknown>]>([
    ['reported', 'accepted', { assignee: null }],
    ['accepted', 'returned', { assignee: null }],
    ['assigned', 'in_progress', { resolved: null }],
    ['in_progress', 'resolved', { resolved: 'now' }],
    ['resolved', 'in_progress', { resolved: null }],
    ['resolved', 'closed', { closed: 'now' }],
    ['accepted', 'cancelled', { closed: 'now' }],
    [
      ...(['closed', 'accepted'] as const),
      { assignee: null, closed: null, resolved: null, isRungNew: true, dueAt: '2026-07-22T04:00:00.000Z' },
    ],
    ['returned', 'reported', { isRungNew: true, dueAt: '2026-07-22T04:00:00.000Z' }],
    ['returned', 'cancelled', { closed: 'now', isRungNew: true }],
  ])('from %s to %s', (from, to, more) => {
    const { change, entry, details, merged } = decideTransition(inState(from), { to, reason: '说明' }, given)
    expect(change).toEqual({ state: to, isActed: true, ...more })
    expect(entry).toEqual({ kind: 'state', state: to, rung: 'grid', note: '说明', data: { from } })
    expect(details).toEqual({ did: to })
    expect(merged).toBeUndefined()
  })

  it('that is not allowed is refused, and the answer shows the incident', () => {
    const held = inState('reported')
    expect(refusalOf(() => decideTransition(held, { to: 'closed' }, given))).toEqual({
      ...{ code: 'not_possible_now', shows: held },
    })
  })

  it('needs its reason, whom it is assigned to, and what it is merged into', () => {
    const pathOf = (from: IncidentState, to: IncidentState) =>
      refusalOf(() => decideTransition(inState(from), { to }, given)).path
    expect(pathOf('accepted', 'returned')).toBe('reason')
    expect(pathOf('closed', 'accepted')).toBe('reason')
    expect(pathOf('accepted', 'assigned')).toBe('assignee')
    expect(pathOf('accepted', 'merged')).toBe('mergedInto')
  })

  it('assigns to who is there, holds the grid and handles incidents', () => {
    const assign = (assignee: NonNullable<Parameters<typeof decideTransition>[1]['assignee']>) =>
      decideTransition(anIncident(), { to: 'assigned', assignee }, given)
    const clerk = { role: 'village-clerk', area: '530326105001' } as const
    expect(assign(clerk)).toMatchObject({
      change: { assignee: clerk },
      entry: { data: { from: 'accepted', assignee: clerk } },
    })
    expect(assign({ departmentId: 'water' }).change.assignee).toEqual({ departmentId: 'water' })
    for (const wrong of [
      { departmentId: 'no-such' },
      { unitId: '00000000-0000-4000-8000-000000000000' },
      { ...clerk, area: '530326105002' },
      { role: 'planner', area: '530326' } as const,
    ])
      expect(refusalOf(() => assign(wrong))).toEqual({ code: 'invalid_input', path: 'assignee' })
  })

  it('assigns to a unit that can be sent, and keeps what it was called', () => {
    const assignee = { unitId: '00000000-0000-4000-8000-000000000000' }
    const send = (unit: { name: string; isActive: boolean } | undefined) =>
      decideTransition(anIncident(), { to: 'assigned', assignee }, { ...given, unit })
    expect(send({ name: '救援队', isActive: true })).toMatchObject({
      change: { assignee },
      entry: { data: { from: 'accepted', assignee, unitName: '救援队' } },
    })
    for (const unit of [undefined, { name: '救援队', isActive: false }])
      expect(refusalOf(() => send(unit))).toEqual({ code: 'invalid_input', path: 'assignee' })
  })

  it('merges into an open one of the same kind, which gets a line of its own', () => {
    const target = anIncident({ id: 'other', number: '20260722-000002', state: 'in_progress', rung: 'village' })
    const merge = (into: Held | undefined, mergedInto = 'other') =>
      decideTransition(anIncident(), { to: 'merged', mergedInto }, { ...given, target: into })
    expect(merge(target)).toEqual({
      change: { state: 'merged', isActed: true, mergedInto: 'other', closed: 'now' },
      entry: {
        ...{ kind: 'state', state: 'merged', rung: 'grid', note: '' },
        data: { from: 'accepted', mergedInto: 'other', number: '20260722-000002' },
      },
      details: { did: 'merged', mergedInto: 'other' },
      merged: {
        target,
        entry: {
          ...{ kind: 'note', state: 'in_progress', rung: 'village', note: '' },
          data: { merged: 'one', number: '20260722-000001' },
        },
      },
    })
    for (const [into, id] of [
      [undefined, 'other'],
      [anIncident(), 'one'],
      [anIncident({ id: 'other', kind: 'hazard' }), 'other'],
      [anIncident({ id: 'other', state: 'closed' }), 'other'],
    ] as const)
      expect(refusalOf(() => merge(into, id))).toEqual({ code: 'invalid_input', path: 'mergedInto' })
  })
})
