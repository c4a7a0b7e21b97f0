import { describe, expect, it } from 'vitest'
import { parseCoordinate } from './parse-coordinate.ts'

describe('reading a pasted coordinate', () => {
  it.each([
    '103.5,26.4',
    '103.5, 26.4',
    '103.5，26.4',
    '103.5、26.4',
    '103.5 26.4',
    ' (103.5; 26.4) ',
    '[103.5,26.4]',
    '103.5°, 26.4°',
    '１０３．５，２６．４',
  ])('reads %s', (text) => {
    expect(parseCoordinate(text)).toEqual([103.5, 26.4])
  })

  it('turns latitude first around where only that can lie in China', () => {
    expect(parseCoordinate('26.4, 103.5')).toEqual([103.5, 26.4])
    expect(parseCoordinate('26.4，103.5')).toEqual([103.5, 26.4])
    expect(parseCoordinate('-58.4, -34.6')).toEqual([-58.4, -34.6])
  })

  it.each(['530326', '530326009 001', '者海', '103.5', '103.5,26.4,1', '200, 100', '103.5,', '1e3,4'])(
    'does not take %s for one',
    (text) => {
      expect(parseCoordinate(text)).toBeUndefined()
    },
  )
})
