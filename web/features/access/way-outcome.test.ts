import { describe, expect, it } from 'vitest'
import { readBindOutcome, readWayOutcome, withoutWayOutcome } from './way-outcome.ts'

describe('what came of signing in by another system', () => {
  it('is read from the address, and nothing else is', () => {
    expect(readWayOutcome('http://a.invalid/desk?sign-in=unbound#z=9')).toBe('unbound')
    expect(readWayOutcome('http://a.invalid/desk?sign-in=anything')).toBeNull()
    expect(readWayOutcome('http://a.invalid/desk#sign-in=unbound')).toBeNull()
  })

  it('is told to who has signed in where it is about binding', () => {
    expect(readBindOutcome('http://a.invalid/?panel=table&sign-in=bound-elsewhere')).toBe('bound-elsewhere')
    expect(readBindOutcome('http://a.invalid/?sign-in=second-factor')).toBeNull()
    expect(readBindOutcome('http://a.invalid/authorize?client_id=a')).toBeNull()
  })

  it('is taken out of the address, and the view stays as it is written', () => {
    expect(withoutWayOutcome('http://a.invalid/desk?at=9/1,2&sign-in=failed&q=%E8%80%85#z=9')).toBe(
      'http://a.invalid/desk?at=9/1,2&q=%E8%80%85#z=9',
    )
    expect(withoutWayOutcome('http://a.invalid/?sign-in=failed')).toBe('http://a.invalid/')
  })
})
