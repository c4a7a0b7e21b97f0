import type { MultiPolygon, Polygon } from 'geojson'
import { describe, expect, it } from 'vitest'
import { fromHexEwkb, toHexEwkb } from './wkb.ts'

const withHole: Polygon = {
  type: 'Polygon',
  coordinates: [
    [
      [103.1, 26.1],
      [103.4, 26.1],
      [103.4, 26.4],
      [103.1, 26.1],
    ],
    [
      [103.2, 26.15],
      [103.3, 26.2],
      [103.3, 26.15],
      [103.2, 26.15],
    ],
  ],
}
const twoIslands: MultiPolygon = {
  type: 'MultiPolygon',
  coordinates: [
    withHole.coordinates,
    [
      [
        [-0.000001, 0],
        [1 / 3, 0],
        [0, 0.1],
        [-0.000001, 0],
      ],
    ],
  ],
}

describe('EWKB', () => {
  it('reads back what it wrote without losing a digit', () => {
    expect(fromHexEwkb(toHexEwkb(withHole))).toEqual(withHole)
    expect(fromHexEwkb(toHexEwkb(twoIslands))).toEqual(twoIslands)
  })

  it('writes what PostGIS writes', () => {
    const triangle: Polygon = {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [1, 0],
          [0, 1],
          [0, 0],
        ],
      ],
    }
    // SELECT ST_Multi('SRID=4326;POLYGON((0 0,1 0,0 1,0 0))'::geometry)
    expect(toHexEwkb(triangle).toUpperCase()).toBe(
      '0106000020E61000000100000001030000000100000004000000' +
        '00000000000000000000000000000000000000000000F03F0000000000000000' +
        '0000000000000000000000000000F03F00000000000000000000000000000000',
    )
  })

  it('refuses other types', () => {
    expect(() => fromHexEwkb('0101000020E610000000000000000000000000000000000000')).toThrow()
  })
})
