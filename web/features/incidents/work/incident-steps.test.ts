import { describe, expect, it } from 'vitest'
import { type IncidentState, incidentStates } from '#api/operations/incidents/incidents.contract.ts'
import { allowedTransitions } from '#api/operations/incidents/lifecycle.contract.ts'
import { listWork } from './incident-steps.ts'

const gridCode = '530326105001001'
const anIncident = (state: IncidentState, rung: 'grid' | 'village' | 'township' | 'county' = 'village') => ({
  state,
  rung,
  gridCode,
})

describe('what can be done about an incident', () => {
  it('is nothing for whoever works elsewhere or nowhere', () => {
    for (const areas of [null, [], ['530326104'], ['530326105001002']])
      expect(listWork(anIncident('accepted'), areas)).toMatchObject({ canNote: false, steps: [], isHeldAbove: false })
  })

  it('is a note below the rung that has it', () => {
    expect(listWork(anIncident('accepted', 'township'), ['530326105001'])).toEqual({
      canNote: true,
      canChange: false,
      isHeldAbove: true,
      steps: [],
      up: [],
      down: [],
    })
  })

  it('is, below the rung that has it, what one was given: to begin, to be done, to be given back', () => {
    const given = (state: IncidentState, area: string) =>
      listWork({ ...anIncident(state, 'township'), assignee: { role: 'village-clerk', area } }, ['530326105001'])
    const stepsOf = (state: IncidentState) => given(state, '530326105001').steps.map(({ name }) => name)
    expect(stepsOf('assigned')).toEqual(['start', 'unassign'])
    expect(stepsOf('in_progress')).toEqual(['resolve'])
    expect(stepsOf('resolved')).toEqual(['resume'])
    expect(stepsOf('accepted')).toEqual([])
    expect(given('assigned', '530326105001')).toMatchObject({ isHeldAbove: true, canChange: false, up: [], down: [] })
    expect(given('assigned', '530326105').steps).toEqual([])
  })

  it('is what the widest of the own areas allows', () => {
    const { isHeldAbove, up, down } = listWork(anIncident('assigned', 'township'), [gridCode, '530326'])
    expect({ isHeldAbove, up, down }).toEqual({ isHeldAbove: false, up: ['county'], down: ['village', 'grid'] })
  })

  it('is every step that the lifecycle allows, each with a name of its own', () => {
    for (const state of incidentStates) {
      const { steps } = listWork(anIncident(state), ['530326'])
      expect(steps.map(({ to }) => to)).toEqual(allowedTransitions[state])
      expect(new Set(steps.map(({ name }) => name)).size).toBe(steps.length)
    }
    const stepsOf = (state: IncidentState) => listWork(anIncident(state), ['530326']).steps
    expect(stepsOf('closed')).toEqual([{ name: 'reopen', to: 'accepted', needsReason: true }])
    expect(stepsOf('in_progress').map(({ name }) => name)).toEqual(['resolve', 'reassign'])
  })

  it('ends with the incident, but for a note and for opening it again', () => {
    for (const state of ['closed', 'merged', 'cancelled'] as const)
      expect(listWork(anIncident(state), ['530326'])).toMatchObject({
        canNote: true,
        canChange: false,
        up: [],
        down: [],
      })
  })
})
