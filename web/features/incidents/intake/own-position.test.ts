import { afterEach, describe, expect, it, vi } from 'vitest'
import { canFindPosition, findPosition, placeOfPosition } from './own-position.ts'

afterEach(() => vi.unstubAllGlobals())

const lngLat: [number, number] = [103.6, 26.5]

describe('where somebody stands', () => {
  it.each([
    [19.2, { withinMeters: 20 }],
    [100, { withinMeters: 100 }],
    [101, { withinMeters: 101, rough: 'position' }],
    [1000, { withinMeters: 1000, rough: 'position' }],
  ])('is a place when it is known to %d m, and says so', (withinMeters, wanted) =>
    expect(placeOfPosition({ lngLat, withinMeters })).toEqual({ lngLat, given: null, gridCode: null, ...wanted }),
  )

  it('is none when it may be in another village', () => {
    expect(placeOfPosition({ lngLat, withinMeters: 1001 })).toBeNull()
    expect(placeOfPosition({ lngLat, withinMeters: Number.NaN })).toBeNull()
  })

  it.each([
    [1, 'denied'],
    [2, 'unavailable'],
    [3, 'timeout'],
  ])('is not known for a reason: code %d', async (code, failure) => {
    const geolocation = { getCurrentPosition: (_: unknown, fail: (error: object) => void) => fail({ code }) }
    vi.stubGlobal('navigator', { geolocation })
    expect(await findPosition()).toEqual({ failure })
  })

  it.each([
    [true, { geolocation: {} }, true, true],
    [false, { geolocation: {} }, true, false],
    [true, {}, true, false],
    [true, { geolocation: {} }, false, false],
  ])('is offered where it can be known, and not at a desk (%s, %o, %s)', (isSecureContext, navigator, matches, can) => {
    vi.stubGlobal('window', { isSecureContext, matchMedia: () => ({ matches }) })
    vi.stubGlobal('navigator', navigator)
    expect(canFindPosition()).toBe(can)
  })
})
