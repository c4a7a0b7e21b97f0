import { describe, expect, it } from 'vitest'
import { findStranger } from './find-stranger.ts'

describe('findStranger', () => {
  const taken = { items: [{ code: 'a', isRetired: false, term: null }, { code: 'b' }], years: [2026] }

  it('finds nothing where everything was taken, trimmed, or filled in', () => {
    expect(findStranger({ items: [{ code: ' a', term: null }, { code: 'b' }], years: [2026] }, taken)).toBe(undefined)
    for (const sent of [null, 7, 'x']) expect(findStranger(sent, taken)).toBe(undefined)
  })

  it('names the first field that was passed over, and where it stands', () => {
    expect(findStranger({ items: [{ code: 'a' }, { code: 'b', isretired: true }] }, taken)).toEqual({
      path: 'items.1',
      name: 'isretired',
    })
    expect(findStranger({ itms: [], items: [{ x: 1 }] }, taken)).toEqual({ path: '', name: 'itms' })
    expect(findStranger({ toString: 1 }, taken)).toEqual({ path: '', name: 'toString' })
  })
})
