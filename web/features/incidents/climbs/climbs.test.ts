import { describe, expect, it } from 'vitest'
import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import type { LngLat } from '#web/map/map-types.ts'
import { createClimbLayers } from './climbs.layers.ts'
import { countClimbed, holderOf, listClimbs } from './climbs.ts'

const gridCode = '530326105001003'
const anIncident = (id: string, rung: Incident['rung'], change: Partial<Incident> = {}): Incident =>
  ({ id, rung, state: 'accepted', severity: 'red', gridCode, lngLat: [103.4, 26.4], ...change }) as Incident
const seats = new Map<string, LngLat>([
  ['530326', [103.3, 26.3]],
  ['530326105', [103.5, 26.5]],
  ['530326105001', [103.41, 26.41]],
])

describe('what climbed', () => {
  it('goes from its place to the seat of the area that has it, the highest on top', () => {
    const incidents = [
      anIncident('c', 'county'),
      anIncident('g', 'grid'),
      anIncident('v', 'village'),
      anIncident('t', 'township'),
    ]
    expect(listClimbs(incidents, seats)).toEqual([
      { id: 'v', rung: 'village', from: [103.4, 26.4], to: [103.41, 26.41] },
      { id: 't', rung: 'township', from: [103.4, 26.4], to: [103.5, 26.5] },
      { id: 'c', rung: 'county', from: [103.4, 26.4], to: [103.3, 26.3] },
    ])
  })

  it('leaves out what has ended, and what nobody knows the area of', () => {
    const incidents = [
      anIncident('done', 'county', { state: 'closed' }),
      anIncident('gone', 'village', { gridCode: '530326999001001' }),
    ]
    expect(listClimbs(incidents, seats)).toEqual([])
  })

  it('is counted by who has it, drawn or not', () => {
    const incidents = [
      anIncident('a', 'county'),
      anIncident('b', 'county', { gridCode: '530326999001001' }),
      anIncident('d', 'village', { state: 'merged' }),
      anIncident('e', 'grid'),
    ]
    expect(countClimbed(incidents)).toEqual({ village: 0, township: 0, county: 2 })
  })

  it('is held by its own grid as long as it has not climbed', () => {
    expect(holderOf({ rung: 'grid', gridCode })).toBeNull()
    expect(holderOf({ rung: 'township', gridCode })).toBe('530326105')
  })

  it('looks the same however severe it is', () => {
    const color = (severity: Incident['severity']) => {
      const [layer] = createClimbLayers(listClimbs([anIncident('t', 'township', { severity })], seats), 'night')
      const { getTargetColor, data } = (
        layer as unknown as { props: { getTargetColor: (climb: unknown) => unknown; data: unknown[] } }
      ).props
      return getTargetColor(data[0])
    }
    expect(color('red')).toEqual(color('blue'))
    expect(color('red')).toEqual([227, 155, 255, 230])
  })
})
