import { describe, expect, it } from 'vitest'
import { parseCoordinates } from './parse-coordinates.ts'

describe('parseCoordinates', () => {
  it.each([
    ['103.6243,26.5444', [103.6243, 26.5444]],
    [' 103.6243， 26.5444 ', [103.6243, 26.5444]],
    ['103.6243 26.5444', [103.6243, 26.5444]],
    ['(103.6243; 26.5444)', [103.6243, 26.5444]],
    ['26.5444,103.6243', [103.6243, 26.5444]],
    ['lat=26.5444, lng=103.6243', [103.6243, 26.5444]],
    ['经度：103.6243，纬度：26.5444', [103.6243, 26.5444]],
    ['-70.5, -33.4', [-70.5, -33.4]],
  ])('reads %s', (text, expected) => {
    expect(parseCoordinates(text)).toEqual(expected)
  })

  it.each(['东经103°37′30″ 北纬26°30′0″', '103°37\'30"E, 26°30\'00"N', '北纬26°30′，东经103°37.5′', 'E103.625 N26.5'])(
    'reads degrees and minutes: %s',
    (text) => {
      const lngLat = parseCoordinates(text)
      expect(lngLat?.[0]).toBeCloseTo(103.625, 9)
      expect(lngLat?.[1]).toBeCloseTo(26.5, 9)
    },
  )

  it.each(['者海镇', 'zhh', '530326104', '530326104005003', '103.6', '103.6,', '200,26', '103.6,126', '1,2,3', ''])(
    'leaves %s to the search',
    (text) => {
      expect(parseCoordinates(text)).toBeNull()
    },
  )
})
