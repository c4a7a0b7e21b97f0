import { describe, expect, it } from 'vitest'
import type { WhistleResponse } from '#api/operations/whistles/whistles.contract.ts'
import { describeClock } from './describe-clock.ts'

const words = {
  waiting: (span: string) => `waiting ${span}`,
  lateToReport: (span: string) => `late to report ${span}`,
  reportedIn: (span: string) => `there ${span}`,
  lateToBeDone: (span: string) => `late to be done ${span}`,
  done: 'done',
  notDone: 'not done',
  notReported: 'not reported',
}
const at = (time: string) => `2026-07-24T${time}:00.000Z`
const aResponse = (change: Partial<WhistleResponse> = {}): WhistleResponse => ({
  department: 'women',
  calledAt: at('08:00'),
  reportDueAt: at('08:30'),
  reportedAt: null,
  reportedBy: null,
  doneDueAt: at('12:00'),
  doneAt: null,
  doneBy: null,
  onBehalf: [],
  note: '',
  assessment: '',
  version: 1,
  overdue: null,
  ...change,
})
const clockAt = (time: string, change: Partial<WhistleResponse> = {}, state: 'open' | 'closed' = 'open') => {
  const { look, text } = describeClock({ state }, aResponse(change), {
    nowMs: Date.parse(at(time)),
    language: 'en',
    words,
  })
  return [look, text]
}

describe('the clock of a department', () => {
  it('counts down to the report-in, and then says by how much it is late', () => {
    expect(clockAt('08:10')).toEqual(['waiting', 'waiting 20 min'])
    expect(clockAt('08:45')).toEqual(['late', 'late to report 15 min'])
  })
  it('counts down to the end once somebody is there, however late they came', () => {
    const reportedAt = at('09:00')
    expect(clockAt('10:00', { reportedAt })).toEqual(['there', 'there 2 h'])
    expect(clockAt('13:00', { reportedAt })).toEqual(['late', 'late to be done 1 h'])
  })
  it('is over when the department is done or the whistle has ended', () => {
    expect(clockAt('13:00', { reportedAt: at('09:00'), doneAt: at('11:00') })).toEqual(['done', 'done'])
    expect(clockAt('13:00', {}, 'closed')).toEqual(['ended', 'not reported'])
    expect(clockAt('13:00', { reportedAt: at('09:00') }, 'closed')).toEqual(['ended', 'not done'])
  })
})
