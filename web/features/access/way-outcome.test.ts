import { describe, expect, it } from 'vitest'
import { readWayOutcome, withoutWayOutcome } from './way-outcome.ts'

describe('what came of signing in by another system', () => {
  it('is read from the address, and nothing else is', () => {
    expect(readWayOutcome('http://a.invalid/desk?sign-in=unbound#z=9')).toBe('unbound')
    expect(readWayOutcome('http://a.invalid/desk?sign-in=anything')).toBeNull()
    expect(readWayOutcome('http://a.invalid/desk#sign-in=unbound')).toBeNull()
  })

  it('is taken out of the address, and the view stays as it is written', () => {
    expect(withoutWayOutcome('http://a.invalid/desk?at=9/1,2&sign-in=failed&q=%E8%80%85#z=9')).toBe(
      'http://a.invalid/desk?at=9/1,2&q=%E8%80%85#z=9',
    )
    expect(withoutWayOutcome('http://a.invalid/?sign-in=failed')).toBe('http://a.invalid/')
  })
})
