import type { Feature, Polygon } from 'geojson'
import { topology } from 'topojson-server'
import { describe, expect, it } from 'vitest'
import {
  aCollection,
  aFeature,
  aGridFeature,
  aSource,
  aSquare,
  smallCountyGrids,
} from '../../../../tests/support/small-county.ts'
import { buildEdition, checkTogether } from './build-edition.ts'
import { describeFault } from './import-fault.ts'
import { parseAreas } from './parse-areas.ts'
import { readSource } from './read-sources.ts'

const county = '530326'

function check(...sources: { name: string; bytes: Uint8Array }[]) {
  const parsed = parseAreas(
    sources.flatMap((source) => [...readSource(source).areas]),
    { county },
  )
  const faults = [...parsed.faults]
  if (faults.length === 0) faults.push(...checkTogether(parsed, county).faults)
  return { parsed, faults }
}
const checkFeatures = (features: Feature[]) => check(aSource(aCollection(features))).faults

/** The small county with the first grid's fields or geometry changed. */
const withFirst = (properties: Record<string, unknown>, geometry?: Polygon) => {
  const grids = smallCountyGrids()
  const [first] = grids
  if (first) {
    first.properties = { ...first.properties, ...properties }
    if (geometry !== undefined) first.geometry = geometry
  }
  return grids
}

describe('checking files before an import', () => {
  it('finds nothing wrong with a sound county', () => {
    expect(checkFeatures(smallCountyGrids())).toEqual([])
  })

  it.each([
    ['a missing name', { name: undefined }, 'missing_field'],
    ['an empty name', { name: '  ' }, 'bad_field'],
    ['a zero byte in a name', { name: '网\0格' }, 'bad_field'],
    ['half a character in a name', { name: '网\ud83d格' }, 'bad_field'],
    ['an object that is no text for a code', { code: { toString: 1 } }, 'bad_code'],
    ['people as a word', { population: 'many' }, 'bad_field'],
    ['people with a comma in between', { population: '1,041' }, 'bad_field'],
    ['people like a code', { population: '041' }, 'bad_field'],
    ['no people but a text', { population: '' }, 'bad_field'],
    ['half a person as text', { population: '1.5' }, 'bad_field'],
    ['a kind by a name that is none', { kind: '农' }, 'bad_field'],
    ['more people than any number counts', { population: 1e300 }, 'bad_field'],
    ['half a person', { population: 1.5 }, 'bad_field'],
    ['fewer than nobody', { needHelp: -1 }, 'bad_field'],
    ['more who need help than people', { population: 4, needHelp: 5 }, 'bad_field'],
    ['an unknown kind', { kind: 'farm' }, 'bad_field'],
    ['a group of another village', { group: '53032600100201' }, 'outside_parent'],
    ['a group with 13 digits', { group: '5303260010010' }, 'bad_field'],
    ['a seat that is no coordinate', { seat: [103.1] }, 'bad_field'],
    ['a code of 13 digits', { code: '5303260010010' }, 'bad_code'],
    ['a grid whose code lost a digit', { code: '53032600100101' }, 'bad_code'],
    ['a code with letters', { code: '53032600100100a' }, 'bad_code'],
    ['no code', { code: null }, 'missing_code'],
    ['a code of another county', { code: '530325001001001' }, 'other_county'],
    ['a code twice', { code: '530326001001002', group: null }, 'duplicate_code'],
  ])('names %s, with its code and its place in the file', (_, properties, kind) => {
    const faults = checkFeatures(withFirst(properties))
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatchObject({ kind, place: expect.stringMatching(/^county\.geojson · features\[[01]\]$/) })
    expect(faults[0]?.reason.zh).toMatch(/\p{Script=Han}/u)
  })

  it.each<[string, Feature['geometry'] | null, string]>([
    ['no geometry', null, 'no_geometry'],
    ['a point', { type: 'Point', coordinates: [103, 26] }, 'no_geometry'],
    ['an empty polygon', { type: 'Polygon', coordinates: [] }, 'no_geometry'],
    [
      'a ring that is not closed',
      { type: 'Polygon', coordinates: [aSquare(0, 0).coordinates[0]?.slice(0, -1) ?? []] },
      'invalid_ring',
    ],
    [
      'metres instead of degrees',
      {
        type: 'Polygon',
        coordinates: [
          [
            [500_000, 2_900_000],
            [500_100, 2_900_000],
            [500_100, 2_900_100],
            [500_000, 2_900_000],
          ],
        ],
      },
      'out_of_range',
    ],
    [
      'a ring without area',
      {
        type: 'Polygon',
        coordinates: [
          [
            [103, 26],
            [103.01, 26],
            [103.02, 26],
            [103, 26],
          ],
        ],
      },
      'invalid_ring',
    ],
  ])('names %s', (_, geometry, kind) => {
    const [fault, ...others] = checkFeatures(withFirst({}, geometry as Polygon))
    expect(others).toEqual([])
    expect(fault).toMatchObject({ kind, code: '530326001001001' })
  })

  it('names an overlap with both grids and where', () => {
    const [fault] = checkFeatures(withFirst({}, aSquare(0, 0, 2)))
    expect(fault?.kind).toBe('overlap')
    expect(`${fault?.code} ${fault?.reason.zh}`).toMatch(/530326001001001.*530326001001002/)
    expect(fault?.lngLat?.[0]).toBeGreaterThanOrEqual(103.01)
  })

  it('names a gap against the county border', () => {
    const outline = aFeature(aSquare(0, 0, 4), { code: county, name: '会泽县' })
    expect(checkFeatures([outline, ...smallCountyGrids()])).toEqual([])
    const [fault] = checkFeatures([outline, ...smallCountyGrids().slice(1)])
    expect(fault).toMatchObject({ kind: 'gap', lngLat: expect.anything() })
    // 0.01° by 0.01° at 26° N.
    expect(fault?.reason.zh).toMatch(/有缝隙.*，最宽处至少 \d{3} 米。/)
    expect(fault?.reason.en).toMatch(/gap.*, at least \d{3} m at its widest\./)
    expect(fault?.widthMeters).toBeCloseTo(1_000, -1)
  })

  it('names a village that is not the union of its grids', () => {
    const village = aFeature(aSquare(0, 0, 3), { code: '530326001001', name: '某村' })
    expect(checkFeatures([village, ...smallCountyGrids()])).toContainEqual(
      expect.objectContaining({ kind: 'not_union', code: '530326001001', lngLat: expect.anything() }),
    )
  })

  it('names an area without grids', () => {
    const village = aFeature(aSquare(0, 1), { code: '530326001009', name: '某村' })
    expect(checkFeatures([village, ...smallCountyGrids()])).toMatchObject([{ kind: 'no_grids', code: '530326001009' }])
    expect(checkFeatures([village])).toMatchObject([{ kind: 'no_grids', code: null }])
  })

  it('names a file it cannot read, and why', () => {
    expect(check(aSource('{"type": "FeatureColl')).faults).toMatchObject([{ kind: 'unreadable' }])
    expect(check(aSource({ type: 'Feature Collection' })).faults).toMatchObject([{ kind: 'unknown_format' }])
    expect(
      check(aSource({ type: 'Topology', objects: { a: { type: 'Polygon', arcs: [[7]] } }, arcs: [] })).faults,
    ).toMatchObject([{ kind: 'no_geometry' }])
  })

  it('names a file that is not in UTF-8 once, and takes one with a byte order mark', () => {
    const text = JSON.stringify(aCollection(smallCountyGrids()))
    // 网格 in GBK, and the whole in UTF-16.
    const [before = '', ...others] = text.split('网格')
    const gbk = Buffer.concat([
      Buffer.from(before),
      ...others.flatMap((part) => [Buffer.from([0xcd, 0xf8, 0xb8, 0xf1]), Buffer.from(part)]),
    ])
    expect(others).toHaveLength(4)
    for (const bytes of [gbk, Buffer.from(`\ufeff${text}`, 'utf16le')]) {
      const { faults } = check({ name: 'county.geojson', bytes })
      expect(faults).toMatchObject([{ kind: 'unreadable', place: 'county.geojson' }])
      expect(faults[0]?.reason.zh).toMatch(/UTF-8.*GBK/)
    }
    expect(check({ name: 'county.geojson', bytes: Buffer.from(`\ufeff${text}`) }).faults).toEqual([])
  })

  it.each([
    ['PK\x03\x04…', 'ZIP'],
    ['\x00\x00\x27\x0a…', 'Shapefile'],
    ['SQLite format 3\x00…', 'GeoPackage'],
    ['<?xml version="1.0"?><kml/>', 'KML'],
    ['\xef\xbb\xbf<kml/>', 'KML'],
    ['\x1f\x8b\x08…', 'GZIP'],
    ['code,name,kind\r\n530326001001001,x,rural\r\n', 'CSV'],
    ['code;name\n5;x\n', 'CSV'],
    ['{"type":"Feature","geometry":null}\n{"type":"Feature","geometry":null}\n', 'Feature'],
    ['\x1e{"type":"Feature","geometry":null}\n\x1e{"type":"Feature"}\n', 'Feature'],
  ])('says what %j is the beginning of, and what to save it as', (start, what) => {
    const { faults } = check({ name: 'county.dat', bytes: Buffer.from(start, 'latin1') })
    const said = expect.stringMatching(new RegExp(`${what}.*GeoJSON`))
    expect(faults).toMatchObject([{ kind: 'unknown_format', place: 'county.dat', reason: { zh: said, en: said } }])
  })

  it.each([
    ['a sentence', 'Hello, world\n'],
    ['a letter', 'Hello, world\n\nHow are you?\n'],
    ['a JSON that is broken in its first line', '{"a": 1,\n2, 3\n'],
    ['a long line of commas', `${','.repeat(120_000)}{\n`],
    ['commas and a line more', `${','.repeat(120_000)}\n,\n`],
  ])('calls %s no table', (_, text) => {
    const startedAt = process.cpuUsage()
    expect(check({ name: 'county.dat', bytes: Buffer.from(text) }).faults).toMatchObject([{ kind: 'unreadable' }])
    // 18 s before.
    expect(process.cpuUsage(startedAt).user).toBeLessThan(2_000_000)
  })

  it('knows a table by its first lines, though the second is cut off and has separators in quotes', () => {
    for (const second of [`1,"a,b",${'x'.repeat(3_000)},4`, '1,"a,b",3,4'])
      expect(check({ name: 'county.dat', bytes: Buffer.from(`a,b,c,d\n${second}\n`) }).faults).toMatchObject([
        { kind: 'unknown_format', reason: { zh: expect.stringContaining('CSV') } },
      ])
  })

  it('knows a table by its name where its letters are not UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from('code,'), Buffer.from([0xcd, 0xf8, 0xb8, 0xf1]), Buffer.from('\n')])
    expect(check({ name: 'grids.CSV', bytes }).faults).toMatchObject([
      { kind: 'unknown_format', reason: { zh: expect.stringContaining('CSV') } },
    ])
    const json = Buffer.from(JSON.stringify(aCollection(smallCountyGrids())))
    expect(check({ name: 'grids.csv', bytes: json }).faults).toEqual([])
  })

  it('names an empty file', () => {
    expect(check(aSource('')).faults).toMatchObject([
      { kind: 'unreadable', place: 'county.geojson', reason: { zh: '文件是空的。', en: 'The file is empty.' } },
    ])
  })

  it.each<[string, (text: string) => string, string, RegExp]>([
    ['no number of JSON', (text) => text.replace('"kind"', '"x":NaN,"kind"'), 'features[0]', /^This is not valid.*'N'/],
    ['nothing before a comma', (text) => text.replace('},{"type":"F', '},,{"type":"F'), 'features[1]', /^This is not/],
    ['a quote missing', (text) => text.replace('网格002"', '网格002'), 'features[1]', /^From here on.*cut off/],
    ['a bracket missing', (text) => text.replace(/\]\]\](?!.*\]\]\])/, ']]'), 'features[3]', /^From here on.*cut off/],
    [
      'half a character at its end',
      (text) => text.slice(0, text.lastIndexOf('格001')),
      'features[2]',
      /^From here on.*cut off/,
    ],
    ['an end between two features', (text) => text.slice(0, -2), 'features[3]', /^From here on.*end of JSON/],
  ])('says what is not valid JSON, and where: %s', (cut, spoil, place, sentence) => {
    const bytes = Buffer.from(spoil(JSON.stringify(aCollection(smallCountyGrids()))))
    const { faults } = check({ name: 'a.geojson', bytes: cut.startsWith('half') ? bytes.subarray(0, -1) : bytes })
    expect(faults).toMatchObject([{ kind: 'unreadable', place: `a.geojson · ${place}` }])
    expect(faults[0]?.reason.en).toMatch(sentence)
    expect(faults[0]?.reason.zh).toContain('不是有效的 JSON')
  })

  it.each([
    ['null', 'null'],
    ['[]', 'array'],
    ['[{"features": [1]}]', 'array'],
    ['7', 'number'],
    ['{"type": "Sphere"}', 'Sphere'],
  ])('says what a file of another format is: %s', (text, type) => {
    const { faults } = check(aSource(text))
    expect(faults).toMatchObject([
      { kind: 'unknown_format', reason: { zh: expect.stringContaining(`type: ${type}）`) } },
    ])
  })

  it.each([
    ['{"toString":1}', '{"toString":1}'],
    [`${'['.repeat(20_000)}${']'.repeat(20_000)}`, '[…]'],
    [`{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, '{…}'],
    ['"\\u0000x\\ud83d"', 'x'],
  ])('shows what no sentence can repeat in another way (%.20s)', (hostile, shown) => {
    const [geometry, code, name] = ['the type', 'the code', 'the name']
    const [first, second, third, fourth] = smallCountyGrids()
    const features = [
      { ...first, geometry: { type: geometry, coordinates: [] } },
      { ...second, properties: { ...second?.properties, code } },
      { ...third, properties: { ...third?.properties, name } },
      fourth,
    ]
    const text = [geometry, code, name].reduce(
      (document, word) => document.replace(`"${word}"`, hostile),
      JSON.stringify({ type: 'FeatureCollection', features }),
    )
    const { faults } = check(aSource(text))
    expect(faults.map(({ kind }) => kind)).toEqual(['no_geometry', 'bad_code', 'bad_field'])
    expect(faults[0]?.reason.zh).toContain(`图形是 ${shown}，`)
    expect(faults[1]?.code).toBe(shown)
    for (const { reason } of faults) expect(reason.en).not.toMatch(/[\p{Cc}\p{Cs}]/u)
    const unknown = check(aSource(`{"type":${hostile}}`)).faults
    expect(unknown).toMatchObject([
      { kind: 'unknown_format', reason: { en: expect.stringContaining(`(type: ${shown})`) } },
    ])
  })

  it('takes a village with a kind of its own', () => {
    const village = aFeature(aSquare(0, 0), { code: '530326001001', name: '金钟村', kind: '农村' })
    expect(checkFeatures([village]).map(({ kind }) => kind)).toEqual(['no_grids'])
  })

  it('says a fault in one line', () => {
    const [fault] = checkFeatures(withFirst({ population: 'many' }))
    expect(fault && describeFault(fault, 'zh')).toBe(
      '530326001001001 county.geojson · features[0] (103,26): 字段 population 是 "many"，应为不小于 0 的整数。',
    )
  })
})

describe('making an edition from grids alone', () => {
  const build = (...sources: { name: string; bytes: Uint8Array }[]) => buildEdition(check(...sources).parsed, county)
  const edition = build(aSource(aCollection(smallCountyGrids())))
  const area = (code: string) => edition.areas.find((row) => row.code === code)

  it('adds groups, villages, townships and the county with their sums', () => {
    expect(edition.areas.map(({ code, gridCount, population }) => [code, gridCount, population])).toEqual([
      ['530326', 4, 100],
      ['530326001', 4, 100],
      ['530326001001', 2, 50],
      ['530326001002', 2, 50],
      ['53032600100101', 1, 10],
      ['53032600100102', 1, 40],
      ['53032600100201', 2, 50],
    ])
    expect(area('53032600100102')?.name).toBe('第 2 组')
    expect(area('530326001')?.name).toBe('530326001')
  })

  it('keeps names and types of the edition before, and says which areas have none at all', () => {
    const former = [
      { code: '530326001', name: '金钟街道', type: '街道', seat: [0, 0] as [number, number], areaKm2: 1, gridsKm2: 9 },
    ]
    const { parsed } = check(aSource(aCollection(smallCountyGrids())))
    const { areas, warnings } = buildEdition(parsed, county, former)
    const township = areas.find(({ code }) => code === '530326001')
    expect(township).toMatchObject({ name: '金钟街道', type: '街道', pinyin: 'jin zhong jie dao' })
    expect(township?.seat).toEqual(area('530326001')?.seat)
    expect(warnings.map(({ kind, code, reason }) => [kind, code, reason.en.slice(0, 7)])).toEqual([
      ['missing_field', '530326', '3 areas'],
    ])
  })

  it('takes the group of our own export of the grids', () => {
    const features = smallCountyGrids().map((feature) => ({
      ...feature,
      properties: { ...feature.properties, group: { code: feature.properties?.group, name: '第 1 组' } },
    }))
    expect(check(aSource(aCollection(features))).parsed.grids.map(({ groupCode }) => groupCode)).toEqual(
      check(aSource(aCollection(smallCountyGrids()))).parsed.grids.map(({ groupCode }) => groupCode),
    )
  })

  it('seats an area where most of its people are, and a grid inside itself', () => {
    const mostPopulous = edition.grids.find(({ code }) => code === '530326001002002')
    expect(area('530326001002')?.seat).toEqual(mostPopulous?.seat)
    const [lng, lat] = mostPopulous?.seat ?? [0, 0]
    expect(lng > 103.03 && lng < 103.04 && lat > 26 && lat < 26.01).toBe(true)
  })

  it('measures areas on the ellipsoid', () => {
    // 0.01° by 0.01° at 26°N: ST_Area(geography) of the same square is 1.10883 km².
    expect(edition.grids[0]?.areaKm2).toBeCloseTo(1.1088, 2)
  })

  it('makes the same edition from TopoJSON with several objects', () => {
    const [first, ...others] = smallCountyGrids()
    const objects = { one: aCollection(first ? [first] : []), rest: aCollection(others) }
    expect(build(aSource(topology(objects), 'county.topojson'))).toEqual(edition)
  })

  it('rounds to a millionth of a degree and turns rings the way RFC 7946 wants them', () => {
    const sloppy = smallCountyGrids().map((grid) => {
      const ring = (grid.geometry.coordinates[0] ?? []).map(([lng = 0, lat = 0]) => [lng + 2e-8, lat - 3e-8, 1800])
      return { ...grid, geometry: { type: 'Polygon' as const, coordinates: [ring.toReversed()] } }
    })
    const geometries = (built: typeof edition) =>
      built.grids.map(({ geometry }) => new Set(geometry.coordinates.flat(2).map(String)))
    expect(geometries(build(aSource(aCollection(sloppy))))).toEqual(geometries(edition))
  })

  it('takes figures that a program has made texts, and kinds by their Chinese names', () => {
    const written = smallCountyGrids().map((grid) => ({
      ...grid,
      properties: {
        ...grid.properties,
        population: ` ${grid.properties.population}`,
        households: '30.0',
        slopeMean: '12.5',
        elevationMin: '-3',
        kind: grid.properties.code === '530326001001001' ? '专属网格' : '农村',
      },
    }))
    const { grids } = build(aSource(aCollection(written)))
    expect(grids.map(({ population, kind }) => [population, kind])).toEqual([
      [10, 'special'],
      [40, 'rural'],
      [20, 'rural'],
      [30, 'rural'],
    ])
    expect(grids[0]).toMatchObject({ households: 30, slopeMean: 12.5, elevationMin: -3 })
  })

  it('takes codes that a spreadsheet has made numbers', () => {
    const grids = smallCountyGrids().map((grid) =>
      aGridFeature(String(grid.properties.code), grid.geometry, {
        ...grid.properties,
        code: Number(grid.properties.code),
      }),
    )
    expect(build(aSource(aCollection(grids)))).toEqual(edition)
  })
})
