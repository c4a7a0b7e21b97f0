import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Refusal, Try } from '#api/platform/access/note-refusals.ts'
import type { Principal } from '#api/platform/access/principal.ts'
import { aPrincipal } from '../../../tests/support/principals.ts'
import type { AuditEntry, AuditTrail } from './audit-trail.ts'
import { createRefusedAttempts, refusalLimits } from './refused-attempts.ts'

const tries: Try[] = ['session', 'ended-session', 'key', 'wall', 'sign-in', 'pairing']

const aRefusal = (by: Try, principal?: Principal): Refusal => ({
  status: by === 'pairing' || by === 'sign-in' ? 429 : 401,
  rule: by === 'pairing' || by === 'sign-in' ? 'open' : 'incidents.read',
  principal,
  by,
  address: '10.9.9.9',
  c: { req: { method: 'GET', path: '/api/incidents' }, get: () => 'request' } as unknown as Refusal['c'],
})

describe('one host that tries everything, each minute for a day', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('leaves a thousand lines an hour and the counts, which are all it tried, and takes no line from an account', async () => {
    const lines: AuditEntry[] = []
    const audit = { recordAlone: async (entry: AuditEntry) => void lines.push(entry) } as unknown as AuditTrail
    const refused = createRefusedAttempts({ audit, log: pino({ level: 'silent' }) })
    const operator = aPrincipal('planner')
    let tried = 0
    const minutes = 24 * 60
    for (let minute = 0; minute < minutes; minute++) {
      for (const by of tries)
        for (let time = 0; time < 10; time++) {
          refused.onRefused(aRefusal(by))
          tried += 1
        }
      refused.onRefused(aRefusal('nothing', operator))
      vi.advanceTimersByTime(refusalLimits.windowMs)
    }
    await refused.close()
    const counts = lines.filter(({ action }) => action === 'session.refused-attempts')
    const ofOperator = lines.filter(({ actor }) => actor.id === operator.actor.id && actor.kind === operator.actor.kind)
    const ofStrangers = lines.length - counts.length - ofOperator.length
    expect(ofOperator).toHaveLength(minutes)
    expect(ofStrangers).toBe(24 * refusalLimits.inHour)
    expect(counts.length).toBeLessThanOrEqual(minutes)
    const leftOut = counts.reduce((sum, { details }) => sum + (details as { leftOut: number }).leftOut, 0)
    expect(ofStrangers + leftOut).toBe(tried)
  })
})
