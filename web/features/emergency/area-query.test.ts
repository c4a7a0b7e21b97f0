import type { Polygon } from 'geojson'
import { describe, expect, it } from 'vitest'
import {
  areaBounds,
  areaSquareMeters,
  convertArea,
  fromGeometry,
  isOnEarth,
  readPastedArea,
  readPastedQuery,
  toAffectedBody,
} from './area-query.ts'

const square: Polygon = {
  type: 'Polygon',
  coordinates: [
    [
      [103.6, 26.5],
      [103.7, 26.5],
      [103.7, 26.6],
      [103.6, 26.5],
    ],
  ],
}

describe('pasted areas', () => {
  it('finds the polygon in a geometry, a feature and a collection', () => {
    expect(readPastedArea(JSON.stringify(square))).toEqual(square)
    expect(readPastedArea(JSON.stringify({ type: 'Feature', geometry: square, properties: null }))).toEqual(square)
    const collection = { type: 'FeatureCollection', features: [{ type: 'Feature', geometry: square }] }
    expect(readPastedArea(JSON.stringify(collection))).toEqual(square)
  })

  it('makes one multipolygon of several', () => {
    const feature = { type: 'Feature', geometry: square }
    expect(readPastedArea(JSON.stringify({ type: 'FeatureCollection', features: [feature, feature] }))).toEqual({
      type: 'MultiPolygon',
      coordinates: [square.coordinates, square.coordinates],
    })
  })

  it.each(['', '者海镇', '{', '12', '{"a":1}'])('says that %j is not GeoJSON', (text) => {
    expect(readPastedArea(text)).toBe('not_json')
  })

  it('says that a line has no polygon', () => {
    expect(readPastedArea('{"type":"LineString","coordinates":[[1,2],[3,4]]}')).toBe('no_polygon')
    expect(readPastedArea('{"type":"Polygon","coordinates":[["a"]]}')).toBe('no_polygon')
  })

  it('moves GCJ-02 coordinates by hundreds of metres and leaves WGS84 alone', () => {
    expect(convertArea(square, 'wgs84')).toBe(square)
    const moved = convertArea(square, 'gcj02') as Polygon
    expect(Math.abs((moved.coordinates[0]?.[0]?.[0] ?? 0) - 103.6)).toBeGreaterThan(0.001)
  })
})

describe('readPastedQuery', () => {
  const swapped = square.coordinates.map((ring) => ring.map(([lng = 0, lat = 0]) => [lat, lng]))

  it('takes an area on earth and passes on what is wrong with the text', () => {
    expect(readPastedQuery(JSON.stringify(square), 'wgs84')).toEqual(fromGeometry(square))
    expect(readPastedQuery('{', 'wgs84')).toBe('not_json')
    expect(readPastedQuery('{"type":"Point","coordinates":[1,2]}', 'wgs84')).toBe('no_polygon')
  })

  it.each(['wgs84', 'gcj02', 'bd09'] as const)('refuses latitude before longitude in %s', (crs) => {
    expect(readPastedQuery(JSON.stringify({ type: 'Polygon', coordinates: swapped }), crs)).toBe('not_on_earth')
    const several = { type: 'MultiPolygon', coordinates: [square.coordinates, swapped] }
    expect(readPastedQuery(JSON.stringify(several), crs)).toBe('not_on_earth')
  })

  it('refuses a number too large to be one', () => {
    const text = JSON.stringify(square).replace('103.7', '1e999')
    expect(readPastedQuery(text, 'wgs84')).toBe('not_on_earth')
  })
})

describe('isOnEarth', () => {
  it('keeps to 180 and 90 degrees', () => {
    expect(
      [
        [180, 90],
        [-180, -90],
        [103.6, 26.5, 2100],
      ].every(isOnEarth),
    ).toBe(true)
    expect([[26.4, 103.2], [180.1, 0], [0, -90.1], [Number.NaN, 0], [0]].some(isOnEarth)).toBe(false)
  })
})

describe('the question', () => {
  it('sends a drawn ring closed', () => {
    expect(toAffectedBody(fromGeometry(square))).toEqual({ area: square })
  })

  it('sends an unclosed ring as it is, so that the server can name the fault', () => {
    const open: Polygon = { type: 'Polygon', coordinates: [square.coordinates[0]?.slice(0, 3) ?? []] }
    expect(toAffectedBody(fromGeometry(open))).toEqual({ area: open })
  })

  it('frames a circle on all sides', () => {
    const [west, south, east, north] = areaBounds({ kind: 'circle', center: [103.6, 26.5], radiusMeters: 1000 })
    expect(north - south).toBeCloseTo(2000 / 110_574, 6)
    expect(east - west).toBeGreaterThan(north - south)
  })
})

describe('areaSquareMeters', () => {
  it('measures a circle, a drawn ring and a pasted geometry alike', () => {
    const circle = areaSquareMeters({ kind: 'circle', center: [103.6, 26.5], radiusMeters: 1000 })
    // the 128-gon in a circle of 1 km: half of 128 sin(2π/128) square kilometres
    expect(circle / (64 * Math.sin(Math.PI / 64) * 1e6)).toBeCloseTo(1, 5)
    const ring: [number, number][] = [
      [103.6, 26.5],
      [103.61, 26.5],
      [103.61, 26.51],
    ]
    const drawn = areaSquareMeters({ kind: 'polygon', ring })
    expect(drawn).toBeGreaterThan(540_000)
    expect(drawn).toBeLessThan(560_000)
    const coordinates = [[...ring, ring[0] as [number, number]]]
    expect(areaSquareMeters({ kind: 'geometry', geometry: { type: 'Polygon', coordinates } })).toBe(drawn)
  })
})
