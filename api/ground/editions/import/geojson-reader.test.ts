import { describe, expect, it } from 'vitest'
import { geoJsonReader } from './geojson-reader.ts'

const read = (crs: unknown) => {
  const feature = { type: 'Feature', properties: { code: '1' }, geometry: null }
  const found = geoJsonReader.read({ type: 'FeatureCollection', crs, features: [feature] }, 'a.geojson')
  return [...(found?.areas ?? [])]
}
const named = (name: unknown) => ({ type: 'name', properties: { name } })

describe('a GeoJSON file that names its coordinate system', () => {
  it.each([
    undefined,
    null,
    'WGS84',
    {},
    named('urn:ogc:def:crs:OGC:1.3:CRS84'),
    named('urn:ogc:def:crs:EPSG::4326'),
    named('EPSG:4490'),
    named('GCS_WGS_1984'),
    named('China Geodetic Coordinate System 2000 (CGCS2000)'),
    named('China_Geodetic_Coordinate_System_2000'),
    named('GCS_China_Geodetic_Coordinate_System_2000'),
    named('World Geodetic System 1984'),
    named('WGS 84'),
    named('urn:ogc:def:crs:EPSG:6.9:4326'),
    named('urn:ogc:def:crs:EPSG:9.6.2:4490'),
    named('http://www.opengis.net/def/crs/EPSG/0/4490'),
    named('http://www.opengis.net/def/crs/OGC/1.3/CRS84'),
    named(null),
    { type: 'EPSG', properties: { code: null } },
    { type: 'EPSG', properties: { code: 4490 } },
    { type: 'link', properties: { href: 'http://spatialreference.org/ref/epsg/4490/proj4/', type: 'proj4' } },
  ])('is read where that is ours: %j', (crs) => {
    expect(read(crs)).toMatchObject([{ properties: { code: '1' } }])
  })

  it.each([
    named('urn:ogc:def:crs:EPSG::4610'),
    named('EPSG:4214'),
    named('urn:ogc:def:crs:EPSG::4524'),
    named('GCS_Xian_1980'),
    named('Xian 1980 to WGS84'),
    named('WGS 84 / UTM zone 48N'),
    named('CGCS2000 / 3-degree Gauss-Kruger CM 102E'),
    named('http://www.opengis.net/def/crs/EPSG/0/4610'),
    'EPSG:4610',
    { type: 'link', properties: { href: 'http://spatialreference.org/ref/epsg/4214/proj4/', type: 'proj4' } },
    { type: 'link', properties: { href: 'data.crs' } },
    { type: 'EPSG', properties: { code: 3857 } },
  ])('is refused where that is another: %j', (crs) => {
    expect(read(crs)).toMatchObject(
      [
        {
          kind: 'wrong_crs',
          place: 'a.geojson',
          reason: { zh: /声明的坐标系/, en: /to degrees of WGS84 or CGCS2000 first: the file says that it is in/ },
        },
      ].map((fault) => ({
        ...fault,
        reason: { zh: expect.stringMatching(fault.reason.zh), en: expect.stringMatching(fault.reason.en) },
      })),
    )
  })

  it.each([
    ['GCJ-02', '--crs gcj02'],
    ['gcj02', '--crs gcj02'],
    ['BD09', '--crs bd09'],
  ])('in %s, is to be imported with %s', (name, option) => {
    expect(read(named(name))).toMatchObject([
      { kind: 'wrong_crs', reason: { zh: expect.stringContaining(option), en: expect.stringContaining(option) } },
    ])
  })
})
