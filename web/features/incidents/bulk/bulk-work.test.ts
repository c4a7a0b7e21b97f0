import { describe, expect, it } from 'vitest'
import type { Incident, IncidentDetail } from '#api/operations/incidents/incidents.contract.ts'
import { ProblemError } from '#web/api-client/problem.ts'
import { assignToRole, workOnSeveral } from './bulk-work.ts'

const anIncident = (id: string, change: Partial<Incident> = {}) =>
  ({ id, state: 'accepted', rung: 'village', gridCode: '530326104005003', version: 3, ...change }) as IncidentDetail

/** A server on which the records have these versions. */
function aServer(versions: Record<string, number>) {
  const sent: [string, unknown][] = []
  const send = async (id: string, body: { version: number }) => {
    sent.push([id, body])
    const version = versions[id] ?? 0
    const record = anIncident(id, { version: version + 1 })
    if (body.version === version) return record
    const problem = { code: 'stale_version', current: anIncident(id, { version }), detail: '' }
    throw new ProblemError(problem as never)
  }
  return { sent, send }
}

const assign = { name: 'assign', reason: '', assign: assignToRole('village-clerk') } as const
const quiet = { areas: ['530326'], onRecord: () => {}, onProgress: () => {} }

describe('work on several incidents', () => {
  it('sends each with its own version and area, and a stale one does not stop the others', async () => {
    const { sent, send } = aServer({ a: 3, b: 8, c: 5 })
    const other = { version: 5, gridCode: '530326201007001' }
    const done: number[] = []
    const results = await workOnSeveral([anIncident('a'), anIncident('b'), anIncident('c', other)], assign, {
      ...quiet,
      send,
      onProgress: (count) => done.push(count),
    })
    expect(results.map(({ incident, fault }) => [incident.id, incident.version, fault])).toEqual([
      ['a', 4, null],
      ['b', 8, 'stale'],
      ['c', 6, null],
    ])
    expect(sent.map(([, body]) => body)).toEqual([
      { to: 'assigned', version: 3, assignee: { role: 'village-clerk', area: '530326104005' } },
      { to: 'assigned', version: 3, assignee: { role: 'village-clerk', area: '530326104005' } },
      { to: 'assigned', version: 5, assignee: { role: 'village-clerk', area: '530326201007' } },
    ])
    expect(done).toEqual([1, 2, 3])
  })

  it('asks nothing of the server that the state or the area forbids', async () => {
    const { sent, send } = aServer({})
    const results = await workOnSeveral(
      [anIncident('ended', { state: 'closed' }), anIncident('elsewhere', { gridCode: '530327104005003' })],
      assign,
      { ...quiet, send },
    )
    expect(results.map(({ fault }) => fault)).toEqual(['not_allowed', 'not_allowed'])
    expect(sent).toEqual([])
  })

  it('accepts what has been reported, takes nothing back from whom it was given to and reopens nothing', async () => {
    const { sent, send } = aServer({ new: 3 })
    const results = await workOnSeveral(
      [
        anIncident('given', { state: 'assigned', rung: 'grid' }),
        anIncident('ended', { state: 'closed', rung: 'grid' }),
        anIncident('new', { state: 'reported', rung: 'grid' }),
      ],
      { name: 'accept', reason: '', assign: null },
      { ...quiet, send },
    )
    expect(results.map(({ fault }) => fault)).toEqual(['not_allowed', 'not_allowed', null])
    expect(sent).toEqual([['new', { to: 'accepted', version: 3 }]])
  })

  it('gives nothing to somebody else that is being worked on', async () => {
    const { sent, send } = aServer({})
    const results = await workOnSeveral([anIncident('begun', { state: 'in_progress' })], assign, { ...quiet, send })
    expect(results.map(({ fault }) => fault)).toEqual(['not_allowed'])
    expect(sent).toEqual([])
  })

  it('keeps what else went wrong for whoever reads it', async () => {
    const error = new Error('gone')
    const send = () => Promise.reject(error)
    const [result] = await workOnSeveral([anIncident('a')], assign, { ...quiet, send })
    expect(result).toMatchObject({ incident: { id: 'a', version: 3 }, fault: { error } })
  })
})
