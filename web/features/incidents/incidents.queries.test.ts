import { QueryClient } from '@tanstack/react-query'
import { describe, expect, it } from 'vitest'
import type { Incident, IncidentDetail } from '#api/operations/incidents/incidents.contract.ts'
import { takeIn } from './incidents.queries.ts'

const rowOf = (id: string, version: number, state = 'reported') => ({ id, version, state }) as Incident

describe('what the server has answered about one incident', () => {
  it('is in its row of every list at once, and the others stay as they are', () => {
    const client = new QueryClient()
    const key = ['incidents', { state: 'open' }]
    client.setQueryData(key, { total: 2, items: [rowOf('a', 1), rowOf('b', 1)] })
    takeIn(client, rowOf('a', 2, 'accepted') as IncidentDetail)
    expect(client.getQueryData(key)).toMatchObject({
      total: 2,
      items: [
        { id: 'a', version: 2, state: 'accepted' },
        { id: 'b', version: 1, state: 'reported' },
      ],
    })
  })

  it('puts no row back that has come since', () => {
    const client = new QueryClient()
    client.setQueryData(['incidents', {}], { items: [rowOf('a', 3, 'assigned')] })
    takeIn(client, rowOf('a', 2, 'accepted') as IncidentDetail)
    expect(client.getQueryData(['incidents', {}])).toMatchObject({ items: [{ version: 3, state: 'assigned' }] })
  })
})
