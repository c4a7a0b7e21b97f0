import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import gcoord from 'gcoord'
import type { Polygon } from 'geojson'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { replaceableWords } from '#api/ground/editions/editions.contract.ts'
import { createEditionsService } from '#api/ground/editions/editions.service.ts'
import type { ImportOptions } from '#api/ground/editions/import/import-options.ts'
import type { ImportReport } from '#api/ground/editions/import/import-report.ts'
import { ImportOvertakenError } from '#api/ground/editions/import/kept-grids.ts'
import { undoImport } from '#api/ground/editions/import/remove-dead-imports.ts'
import { openIncidents } from '#api/operations/incidents/incident-routing.repo.ts'
import type { Database } from '#api/platform/db/client.ts'
import { openTestDatabase } from '../support/database.ts'
import { emptyEditions } from '../support/empty-editions.ts'
import { type Features, faultsOf, importFeatures as importInto, refusalOf } from '../support/import-features.ts'
import { aCollection, aFeature, aGridFeature, aSource, aSquare, smallCountyGrids } from '../support/small-county.ts'

let database: Database
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(() => emptyEditions(database))

const importFeatures = (features: Features, more: Partial<ImportOptions> = {}) => importInto(database, features, more)

const current = () => createEditionsService({ database }).current()
const countEditions = async () =>
  (await database.read((handle) => handle.rows(sql`SELECT number FROM editions`))).length

/** A polygon with every coordinate moved. */
const moved = (polygon: Polygon, move: (lng: number, lat: number) => number[]): Polygon => ({
  ...polygon,
  coordinates: polygon.coordinates.map((ring) => ring.map(([lng = 0, lat = 0]) => move(lng, lat))),
})

const firstVillage = () => smallCountyGrids().slice(0, 2)

describe('replacing a part of the county', () => {
  it('replaces exactly the grids of the area and leaves every other row as it was', async () => {
    const named = [
      aFeature(aSquare(0, 0, 2), { code: '530326001001', name: '前村', type: '村' }),
      aFeature(aSquare(2, 0, 2), {
        code: '530326001002',
        name: '后村',
        type: '村',
        areaKm2: 9.9,
        seat: [103.031, 26.003],
      }),
    ]
    await importFeatures([...smallCountyGrids(), ...named])
    const before = await current()
    const report = await importFeatures(
      [
        aGridFeature('530326001001001', aSquare(0, 0), { population: 11 }),
        aGridFeature('530326001001003', aSquare(1, 0), { population: 40, group: '53032600100102' }),
      ],
      { area: '530326001001' },
    )
    expect(report.grids).toEqual({ read: 2, kept: 2 })
    // The two grids, their groups' and village's and township's and county's sums.
    expect(report.rows).toEqual({ changed: 6, unchanged: 5, ended: 1 })
    const after = await current()
    expect([...after.grids.keys()]).toEqual([
      '530326001001001',
      '530326001001003',
      '530326001002001',
      '530326001002002',
    ])
    for (const code of ['530326001002', '53032600100201']) expect(after.areas.get(code)).toEqual(before.areas.get(code))
    expect(after.areas.get('530326001002')).toMatchObject({ areaKm2: 9.9, seat: [103.031, 26.003] })
    expect(after.areas.get('530326001001')).toMatchObject({ name: '前村', population: 51 })
    expect(after.areas.get('530326')?.population).toBe(101)
    expect(after.grids.get('530326001002001')).toEqual(before.grids.get('530326001002001'))
  })

  it('keeps the size that a file gave an area while its grids have theirs, however it was rounded', async () => {
    const village = (areaKm2: number) =>
      aFeature(aSquare(0, 0, 2), { code: '530326001001', name: '前村', type: '村', areaKm2 })
    // Two grids of 1.109 km².
    await importFeatures([...smallCountyGrids(), village(2.22)])
    const renamed = smallCountyGrids().map((grid, index) =>
      index > 0 ? grid : { ...grid, properties: { ...grid.properties, name: '新名' } },
    )
    expect((await importFeatures(renamed)).rows).toEqual({ changed: 1, unchanged: 10, ended: 0 })
    expect((await current()).areas.get('530326001001')?.areaKm2).toBe(2.22)
    // 2.0000 to a database is 2.
    await importFeatures([...smallCountyGrids(), village(2)])
    expect((await importFeatures(smallCountyGrids())).rows.changed).toBe(0)
    expect((await current()).areas.get('530326001001')?.areaKm2).toBe(2)
    // A grid is measured anew: the sum is taken, as for every area that nobody measures.
    const resized = smallCountyGrids().map((grid, index) =>
      index > 0 ? grid : { ...grid, properties: { ...grid.properties, areaKm2: 1.2 } },
    )
    await importFeatures(resized)
    expect((await current()).areas.get('530326001001')?.areaKm2).toBeCloseTo(2.309, 2)
    expect((await current()).areas.get('530326001002')?.areaKm2).toBeCloseTo(2.218, 2)
  })

  it('takes a single grid', async () => {
    await importFeatures(smallCountyGrids())
    const code = '530326001002002'
    const report = await importFeatures([aGridFeature(code, aSquare(3, 0), { population: 31 })], { area: code })
    expect(report.grids).toEqual({ read: 1, kept: 3 })
    expect((await current()).grids.get(code)?.population).toBe(31)
  })

  it('refuses what does not belong to the area, and a part that does not fit into the rest', async () => {
    await importFeatures(smallCountyGrids())
    const area = '530326001001'
    expect(await faultsOf(importFeatures(smallCountyGrids(), { area }))).toMatchObject([
      { kind: 'outside_area', code: '530326001002001', lngLat: [103.02, 26] },
      { kind: 'outside_area', code: '530326001002002' },
    ])
    const overlapping = [
      aGridFeature('530326001001001', aSquare(0, 0)),
      aGridFeature('530326001001002', aSquare(1, 0, 2)),
    ]
    const faults = await faultsOf(importFeatures(overlapping, { area }))
    expect(faults[0]).toMatchObject({ kind: 'overlap' })
    expect(`${faults[0]?.code} ${faults[0]?.reason.en}`).toContain('530326001002001')
    expect(await faultsOf(importFeatures([], { area }))).toMatchObject([{ kind: 'no_grids' }])
    expect(await countEditions()).toBe(1)
  })

  it('refuses a part whose surroundings another import has changed meanwhile', async () => {
    await importFeatures(smallCountyGrids())
    const [first, ...others] = smallCountyGrids()
    if (!first) throw new Error('there are four')
    const elsewhere = { ...first, properties: { ...first.properties, population: 11 } }
    let isOvertaken = false
    const importing = importFeatures(smallCountyGrids().slice(2), {
      area: '530326001002',
      openWork: {
        ...openIncidents,
        // Asked after the grids to keep were read, before anything is written.
        async list(handle) {
          if (!isOvertaken) await importFeatures([elsewhere, ...others])
          isOvertaken = true
          return openIncidents.list(handle)
        },
      },
    })
    await expect(importing).rejects.toThrow(ImportOvertakenError)
    const { number, grids } = await current()
    expect([number, grids.get('530326001001001')?.population]).toEqual([2, 11])
  })

  it('refuses a part before there is a whole, a group and an area of another county', async () => {
    expect(await faultsOf(importFeatures(firstVillage(), { area: '530326001001' }))).toMatchObject([
      { kind: 'no_edition' },
    ])
    for (const area of ['53032600100101', '530325', '5303260', ''])
      expect(await faultsOf(importFeatures(firstVillage(), { area }))).toMatchObject([
        { kind: 'bad_code', code: area, reason: { zh: expect.stringContaining(replaceableWords.zh) } },
      ])
  })

  it('fits a part surveyed anew into its neighbours, which stay where they are', async () => {
    await importFeatures(smallCountyGrids())
    const before = await current()
    // Half a metre to the east: a sliver of overlap with the second village.
    const shifted = firstVillage().map((grid) => ({ ...grid, geometry: moved(grid.geometry, (x, y) => [x + 5e-6, y]) }))
    const area = '530326001001'
    expect((await faultsOf(importFeatures(shifted, { area })))[0]?.kind).toMatch(/overlap|crossing|t_junction/)
    const report = await importFeatures(shifted, { area, snapMeters: 1 })
    expect(report.changes).toMatchObject([
      { kind: 'moved', codes: ['530326001001002'], lngLat: [103.02, 26], from: [103.020005, 26] },
      { kind: 'moved', codes: ['530326001001002'], lngLat: [103.02, 26.01], from: [103.020005, 26.01] },
    ])
    for (const { meters } of report.changes) expect(meters).toBeCloseTo(0.5, 2)
    const after = await current()
    expect(after.grids.get('530326001002001')).toEqual(before.grids.get('530326001002001'))
    expect(after.index.locate([103.0199999, 26.005])).toBe('530326001001002')
  })
})

describe('snapping a whole county', () => {
  it('closes small gaps, takes given borders that differ by as little, and refuses those that differ by more', async () => {
    const gappy = smallCountyGrids().map((grid, i) => ({
      ...grid,
      geometry: moved(grid.geometry, (x, y) => [x + i * 2e-6, y]),
    }))
    const village = (width: number) => aFeature(aSquare(0, 0, width), { code: '530326001001', name: '前村' })
    const county = aFeature(aSquare(0, 0, 4), { code: '530326', name: '会泽县' })
    expect((await faultsOf(importFeatures([...gappy, county]))).length).toBeGreaterThan(0)
    const report = await importFeatures([...gappy, village(2), county], { snapMeters: 1, dryRun: true })
    expect(report.faults).toEqual([])
    expect(report.changes.filter(({ kind }) => kind === 'border').map(({ codes }) => codes)).toEqual([
      ['530326001001'],
      ['530326'],
    ])
    const refused = await importFeatures([...gappy, village(3)], { snapMeters: 1, dryRun: true })
    expect(refused.faults).toMatchObject([{ kind: 'not_union', code: '530326001001', lngLat: [103.03, 26] }])
    expect(await countEditions()).toBe(0)
  })
})

describe('coordinate systems', () => {
  it.each([
    ['gcj02', gcoord.GCJ02],
    ['bd09', gcoord.BD09],
  ] as const)('converts %s and says how far the points moved', async (crs, system) => {
    const shifted = smallCountyGrids().map((grid) => ({
      ...grid,
      geometry: moved(grid.geometry, (lng, lat) =>
        gcoord.transform<[number, number]>([lng, lat], gcoord.WGS84, system),
      ),
    }))
    const report = await importFeatures(shifted, { crs })
    expect(report.shift?.crs).toBe(crs)
    expect(report.shift?.meanMeters).toBeGreaterThan(300)
    expect(report.shift?.maxMeters).toBeLessThan(2_000)
    const [west, south, east, north] = (await current()).bounds
    ;[west - 103, south - 26, east - 103.04, north - 26.01].forEach((off) => {
      expect(Math.abs(off)).toBeLessThan(5e-6)
    })
    expect((await importFeatures(smallCountyGrids(), { crs: 'cgcs2000', dryRun: true })).shift).toBeNull()
  })

  it.each<[string, (lng: number, lat: number) => number[], RegExp]>([
    ['latitude before longitude', (lng, lat) => [lat, lng], /先纬度后经度.*26,103/],
    ['metres of Gauss-Krüger zone 34', (lng, lat) => [34e6 + lng * 1e3, lat * 111e3], /米.*第 34 带/],
    ['places outside China', (lng, lat) => [lng - 100.3, lat], /中国以外.*如 2\.7,26）/],
  ])('refuses a file with %s in one sentence', async (_, move, sentence) => {
    const grids = smallCountyGrids().map((grid) => ({ ...grid, geometry: moved(grid.geometry, move) }))
    for (const crs of ['wgs84', 'gcj02'] as const) {
      const faults = await faultsOf(importFeatures(grids, { crs }))
      expect(faults).toMatchObject([{ kind: 'wrong_crs', place: 'county.geojson' }])
      expect(faults[0]?.reason.zh).toMatch(sentence)
    }
  })

  it('names a single coordinate out of range among good ones', async () => {
    const [first, ...others] = smallCountyGrids()
    if (!first) throw new Error('there are four')
    const off = { ...first, geometry: moved(first.geometry, (lng, lat) => [lng * 10, lat]) }
    expect(await faultsOf(importFeatures([off, ...others]))).toMatchObject([
      { kind: 'out_of_range', code: '530326001001001' },
    ])
  })
})

describe('files that cannot be meant', () => {
  const far = (grid: ReturnType<typeof aGridFeature>) => ({
    ...grid,
    geometry: moved(grid.geometry, (lng, lat) => [Math.round((lng + 13) * 1e6) / 1e6, lat + 14]),
  })

  it('refuses grids far from the rest of their township, though no border is wrong', async () => {
    const [first, ...others] = smallCountyGrids()
    if (!first) throw new Error('there are four')
    const faults = await faultsOf(importFeatures([far(first), ...others]))
    expect(faults).toMatchObject([{ kind: 'far_away', code: '530326001001001', lngLat: [116, 40] }])
    expect(faults[0]?.reason.zh).toMatch(/相隔约 1,?9\d0 公里/)
  })

  it('says of a township far from the rest of the county that it is', async () => {
    const other = far(aGridFeature('530326002001001', aSquare(0, 0)))
    const report = await importFeatures([...smallCountyGrids(), other], { dryRun: true })
    expect(report.faults).toEqual([])
    expect(report.warnings).toMatchObject([{ kind: 'missing_field' }, { kind: 'far_away', code: '530326002' }])
  })

  it('refuses a part that is given as if it were the county, unless it is said that it is', async () => {
    await importFeatures(smallCountyGrids())
    const [only] = smallCountyGrids()
    if (!only) throw new Error('there are four')
    const { causes } = await refusalOf(importFeatures([only]))
    expect(causes).toMatchObject([
      { kind: 'too_few_grids', hint: { zh: expect.stringContaining('--area 530326001001（') } },
    ])
    expect((await current()).grids.size).toBe(4)
    expect((await importFeatures(smallCountyGrids().slice(0, 2))).edition).toBe(2)
    expect((await importFeatures([only], { area: '530326' })).edition).toBe(3)
  })
})

describe('field names of the files', () => {
  const renamed = () =>
    smallCountyGrids().map(({ geometry, properties: { code, name, ...rest } }) =>
      aFeature(geometry, { 网格编码: code, 名称: name, ...rest }),
    )

  it('are taken for ours where a map says so', async () => {
    expect((await faultsOf(importFeatures(renamed()))).map(({ kind }) => kind)).toEqual(Array(4).fill('missing_code'))
    await importFeatures(renamed(), { map: { code: '网格编码', name: '名称' } })
    expect((await current()).grids.get('530326001001002')?.name).toBe('网格002')
  })

  it('that no area has are named once, with those there are', async () => {
    const faults = await faultsOf(importFeatures(renamed(), { map: { code: '编号' } }))
    expect(faults).toMatchObject([{ kind: 'missing_field', place: 'county.geojson' }])
    expect(faults[0]?.reason.zh).toMatch(/“编号”.*网格编码、名称/)
  })
})

describe('what the current edition has and the files have not', () => {
  const without = (...fields: string[]) =>
    smallCountyGrids().map(({ geometry, properties }) =>
      aFeature(geometry, Object.fromEntries(Object.entries(properties).filter(([field]) => !fields.includes(field)))),
    )
  const withSlopes = () =>
    smallCountyGrids().map((grid) => aFeature(grid.geometry, { ...grid.properties, slopeMean: 7 }))
  const lostFields = ({ warnings }: ImportReport) =>
    warnings
      .filter(({ kind, reason }) => kind === 'missing_field' && reason.en.includes('--map'))
      .map(({ field }) => field)

  it('is named for grids, each field by itself, and where a map gives it its name it is there again', async () => {
    await importFeatures(withSlopes())
    const report = await importFeatures(without('group'), { dryRun: true })
    expect(lostFields(report)).toEqual(['group', 'slopeMean'])
    const reasons = report.warnings.map(({ reason }) => reason.zh).join()
    expect(reasons).toMatch(/4 个网格带 group，.*--map group=/)
    expect(lostFields(await importFeatures(withSlopes(), { dryRun: true }))).toEqual([])
    const renamed = withSlopes().map(({ geometry, properties: { group, ...rest } }) =>
      aFeature(geometry, { ...rest, 小组: group }),
    )
    expect(lostFields(await importFeatures(renamed, { map: { group: '小组' }, dryRun: true }))).toEqual([])
  })

  it('is asked of the area alone that is replaced', async () => {
    const [first, second, ...others] = without('group')
    if (!first || !second) throw new Error('there are four')
    await importFeatures([first, second, ...smallCountyGrids().slice(2)])
    expect(lostFields(await importFeatures([first, second], { area: '530326001001', dryRun: true }))).toEqual([])
    expect(lostFields(await importFeatures(others, { area: '530326001002', dryRun: true }))).toEqual(['group'])
  })

  it('is named for the areas that the files have, and not where the edition was the demonstration', async () => {
    const village = (more: Record<string, unknown>) =>
      aFeature(aSquare(0, 0, 2), { code: '530326001001', name: '前村', ...more })
    await importFeatures([...smallCountyGrids(), village({ type: '村' })])
    const lost = await importFeatures([...smallCountyGrids(), village({})], { dryRun: true })
    expect(lostFields(lost)).toEqual(['type'])
    expect(lost.warnings.find(({ field }) => field === 'type')?.reason.en).toContain('1 area has type')
    expect(lostFields(await importFeatures(smallCountyGrids(), { dryRun: true }))).toEqual([])
    await importFeatures([...withSlopes(), village({ type: '村' })], { isDemo: true })
    expect(lostFields(await importFeatures([...without('group'), village({})], { dryRun: true }))).toEqual([])
  })
})

describe('one cause of many faults', () => {
  const causesOf = async (importing: Promise<unknown>) => (await refusalOf(importing)).causes

  it('is told once, with the option that helps, where no field has the name of ours', async () => {
    const features = smallCountyGrids().map(({ geometry, properties: { code, name } }) =>
      aFeature(geometry, { 序号: 1, 网格编码: code, 名称: name }),
    )
    const causes = await causesOf(importFeatures(features))
    expect(causes).toMatchObject([{ kind: 'missing_code', count: 4, place: 'county.geojson · features[0]' }])
    expect(causes[0]?.hint?.zh).toMatch(/序号、网格编码、名称.*--map code=网格编码（/)
    const further = await causesOf(importFeatures(features, { map: { code: '网格编码' } }))
    expect(further.map(({ kind, field, count }) => [kind, field, count])).toEqual(
      ['name', 'kind', 'population', 'households', 'needHelp', 'workersFull', 'workersPart'].map((field) => [
        'missing_field',
        field,
        4,
      ]),
    )
    for (const { hint } of further) expect(hint).toEqual(further[0]?.hint)
    expect(further[0]?.hint?.en).toMatch(/--map code=网格编码,name=…,kind=…,population=…,.*,workersPart=… \(/)
  })

  it('has no such hint where a few areas alone lack what the others have', async () => {
    const [first, second, ...others] = smallCountyGrids()
    if (!first || !second) throw new Error('there are four')
    const { code: _code, ...codeless } = first.properties
    const { name: _name, ...nameless } = second.properties
    const spoilt = [...others, { ...first, properties: codeless }, { ...second, properties: nameless }]
    expect((await causesOf(importFeatures(spoilt))).map(({ kind, hint }) => [kind, hint])).toEqual([
      ['missing_code', null],
      ['missing_field', null],
    ])
  })

  it('is an area that the files are not of: theirs is named', async () => {
    await importFeatures(smallCountyGrids())
    const second = smallCountyGrids().slice(2)
    const [cause, ...others] = await causesOf(importFeatures(second, { area: '530326001001' }))
    expect([cause?.kind, cause?.count, others]).toEqual(['outside_area', 2, []])
    expect(cause?.hint?.zh).toMatch(
      /没有 530326001001 的网格。文件里都是 530326001002 的.*--area 530326001002（控制台中.*去掉 --area（控制台中选“全县”）。/,
    )
    const [unknown] = await causesOf(importFeatures(smallCountyGrids(), { area: '530326999' }))
    expect(unknown?.hint?.zh).toMatch(/现行版次里也没有 530326999.*--area 530326001（/)
    expect(unknown?.hint?.en).toMatch(/Nor is there any.*--area 530326001 \(in the console open/)
    // Some are of it: the others are to be taken out.
    const [some] = await causesOf(importFeatures(smallCountyGrids(), { area: '530326001001' }))
    expect([some?.count, some?.hint]).toEqual([2, null])
  })

  it('is small gaps and overlaps: closing them is named, where it closes all of them', async () => {
    const [first, ...others] = smallCountyGrids()
    if (!first) throw new Error('there are four')
    const wide = { ...first, geometry: moved(first.geometry, (lng, lat) => [lng + (lng > 103.005 ? 1e-6 : 0), lat]) }
    const causes = await causesOf(importFeatures([wide, ...others]))
    expect(causes.length).toBeGreaterThan(0)
    for (const { hint } of causes) expect(hint?.en).toContain('--snap 1')
    const nameless = { ...wide, properties: { ...wide.properties, name: '' } }
    expect((await causesOf(importFeatures([nameless, ...others]))).map(({ hint }) => hint)).toEqual([null])
    // The place of a whole grid, against the border of the county.
    const county = aFeature(aSquare(0, 0, 4), { code: '530326', name: '会泽县' })
    const holed = await causesOf(importFeatures([county, ...others]))
    expect(holed.map(({ kind, hint }) => [kind, hint])).toEqual([['gap', null]])
    expect(holed[0]?.reason.zh).toMatch(/最宽处至少 \d{3} 米/)
    // A slit between two: their common border has a corner in the middle that lies in two places.
    const withCorner = (grid: ReturnType<typeof aGridFeature>, lng: number) => {
      const ring = (grid.geometry.coordinates[0] ?? []).flatMap(([x = 0, y = 0], index, all) =>
        x === 103.01 && all[index + 1]?.[0] === 103.01
          ? [
              [x, y],
              [lng, 26.005],
            ]
          : [[x, y]],
      )
      return { ...grid, geometry: { type: 'Polygon' as const, coordinates: [ring] } }
    }
    const [second, ...rest] = others
    if (!second) throw new Error('there are four')
    const slit = (lng: number) => [withCorner(first, lng), withCorner(second, 103.01), ...rest]
    for (const [lng, width, snapMeters] of [
      [103.009997, '0.3', 0.5],
      [103.009993, '0.7', 1],
      [103.009987, '1.3', 1.5],
      [103.009982, '1.8', 2],
    ] as const) {
      const [cause, ...more] = await causesOf(importFeatures(slit(lng)))
      expect([cause?.kind, more]).toEqual(['gap', []])
      expect(cause?.reason.zh).toContain(`最宽处至少 ${width}`)
      expect(cause?.hint?.zh).toContain(`--snap ${snapMeters} 合拢小于 ${snapMeters} 米的`)
      expect(cause?.hint?.en).toContain(`--snap ${snapMeters} closes what is narrower than ${snapMeters} m`)
      expect((await importFeatures(slit(lng), { snapMeters, dryRun: true })).faults).toEqual([])
      if (snapMeters === 0.5) continue
      const [left] = await causesOf(importFeatures(slit(lng), { snapMeters: 0.5 }))
      expect(left?.hint?.en).toContain(`--snap ${snapMeters} closes`)
    }
    expect((await causesOf(importFeatures(slit(103.0099)))).map(({ kind, hint }) => [kind, hint])).toEqual([
      ['gap', null],
    ])
  })

  it('is no fault where the same file is given twice: it is read once, with a word', async () => {
    const sources = [
      aSource(aCollection(smallCountyGrids()), 'a.geojson'),
      aSource(aCollection(smallCountyGrids()), 'b.geojson'),
    ]
    const { edition, warnings } = await importFeatures([], { sources })
    expect(edition).toBe(1)
    expect(warnings[0]).toMatchObject({
      kind: 'duplicate_file',
      place: 'b.geojson',
      reason: { zh: expect.stringContaining('a.geojson') },
    })
    const almost = [sources[0], aSource(JSON.stringify(aCollection(smallCountyGrids()), null, 1), 'b.geojson')]
    const causes = await causesOf(importFeatures([], { sources: almost as typeof sources }))
    expect(causes).toMatchObject([{ kind: 'duplicate_code', count: 4, hint: { en: expect.stringContaining('twice') } }])
  })
})

describe('open incidents under a new edition', () => {
  const report = (lngLat: [number, number], gridCode: string, state = 'reported', isDemo = false) => {
    const id = randomUUID()
    return database.write(async (transaction) => {
      await transaction.run(
        sql`INSERT INTO incidents (id, kind, type, title, state, rung, severity, location, grid_code, reported_at, is_demo)
            VALUES (${id}::uuid, 'hazard', 'slope', '边坡落石', ${state}, 'grid', 'blue',
                    ST_SetSRID(ST_MakePoint(${lngLat[0]}::float8, ${lngLat[1]}::float8), 4326), ${gridCode}, now(), ${isDemo})`,
        1,
      )
      return id
    })
  }
  const gridOf = async (id: string) => {
    const [row] = await database.read((handle) =>
      handle.rows<{ gridCode: string; version: number }>(
        sql`SELECT grid_code AS "gridCode", version FROM incidents WHERE id = ${id}::uuid`,
      ),
    )
    return row
  }

  it('refuses an edition that leaves one without a grid, and lists it', async () => {
    await importFeatures(smallCountyGrids())
    const id = await report([103.035, 26.005], '530326001002002')
    const closed = await report([103.036, 26.005], '530326001002002', 'closed')
    const shorter = smallCountyGrids().slice(0, 3)
    const faults = await faultsOf(importFeatures(shorter))
    expect(faults).toMatchObject([
      { kind: 'open_incident', code: '530326001002002', place: id, lngLat: [103.035, 26.005] },
    ])
    expect(faults[0]?.reason.zh).toContain('边坡落石')
    expect((await importFeatures(shorter, { dryRun: true })).faults).toEqual(faults)
    expect(await countEditions()).toBe(1)
    await database.write((transaction) =>
      transaction.run(sql`UPDATE incidents SET state = 'closed' WHERE id = ${id}::uuid`, 1),
    )
    expect((await importFeatures(shorter)).edition).toBe(2)
    expect(await gridOf(closed)).toEqual({ gridCode: '530326001002002', version: 1 })
  })

  it('says of a file that is refused as well what else was found: how far points moved, names that are missing', async () => {
    await importFeatures(smallCountyGrids())
    await report([103.035, 26.005], '530326001002002')
    const shifted = smallCountyGrids()
      .slice(0, 3)
      .map((grid) => ({
        ...grid,
        geometry: moved(grid.geometry, (lng, lat) =>
          gcoord.transform<[number, number]>([lng, lat], gcoord.WGS84, gcoord.GCJ02),
        ),
      }))
    for (const dryRun of [true, false]) {
      const importing = importFeatures(shifted, { crs: 'gcj02', dryRun })
      const found = dryRun ? await importing : await refusalOf(importing)
      expect(found.faults).toMatchObject([{ kind: 'open_incident' }])
      expect(found.shift?.meanMeters).toBeGreaterThan(300)
      expect(found.warnings.length).toBeGreaterThan(0)
      expect(found.counts.grids).toBe(3)
    }
  })

  it('names what helps: taking the demonstration out, or replacing the part alone', async () => {
    await importFeatures(smallCountyGrids(), { isDemo: true })
    const [real, demo] = [
      await report([103.035, 26.005], '530326001002002'),
      await report([103.036, 26.005], '530326001002002', 'reported', true),
    ]
    const { faults, causes } = await refusalOf(importFeatures(firstVillage()))
    expect(faults.map(({ place }) => place)).toEqual([demo, real])
    expect(faults[0]?.reason.zh).toContain('npm run admin -- clear-demo')
    expect(faults[1]?.reason.zh).toContain('请先办结')
    expect(causes).toMatchObject([{ kind: 'open_incident', count: 2, place: demo }])
    expect(causes[0]?.hint?.zh).toContain('--area 530326001001（')
    expect((await importFeatures(firstVillage(), { area: '530326001001' })).edition).toBe(2)
    // Where the part is all there is, where it is not there, and where the county is meant, none can be named.
    for (const [features, area] of [
      [smallCountyGrids().slice(0, 3), undefined],
      [[aGridFeature('530326009001001', aSquare(0, 0)), aGridFeature('530326009001002', aSquare(1, 0))], undefined],
      [firstVillage(), '530326'],
    ] as const) {
      const refused = await refusalOf(importFeatures([...features], { area }))
      expect(refused.causes.map(({ kind, hint }) => [kind, hint])).toEqual([['open_incident', null]])
    }
  })

  it('hands one over to the grid it now lies in, with a line in its timeline', async () => {
    await importFeatures(smallCountyGrids())
    const id = await report([103.035, 26.005], '530326001002002')
    const stays = await report([103.005, 26.005], '530326001001001')
    const grids = [...smallCountyGrids().slice(0, 3), aGridFeature('530326001002009', aSquare(3, 0))]
    expect((await importFeatures(grids, { dryRun: true })).rerouted).toBe(1)
    expect(await gridOf(id)).toEqual({ gridCode: '530326001002002', version: 1 })
    expect((await importFeatures(grids)).rerouted).toBe(1)
    expect(await gridOf(id)).toEqual({ gridCode: '530326001002009', version: 2 })
    expect(await gridOf(stays)).toEqual({ gridCode: '530326001001001', version: 1 })
    const timeline = await database.read((handle) =>
      handle.rows(sql`SELECT kind, note, data FROM incident_timeline WHERE incident_id = ${id}::uuid`),
    )
    expect(timeline).toEqual([
      { kind: 'route', note: '', data: { edition: 2, from: '530326001002002', to: '530326001002009' } },
    ])
  })

  it('refuses at the last moment when an incident comes in between', async () => {
    await importFeatures(smallCountyGrids())
    const importing = importFeatures(smallCountyGrids().slice(0, 3), {
      cutTiles: async () => {
        await report([103.035, 26.005], '530326001002002')
      },
    })
    expect(await faultsOf(importing)).toMatchObject([{ kind: 'open_incident' }])
    expect(await countEditions()).toBe(1)
    expect((await current()).grids.size).toBe(4)
  })
})

describe('an import that fails after its edition is published', () => {
  it('takes nothing away of what is published', async () => {
    await importFeatures(smallCountyGrids())
    const onProgress: ImportOptions['onProgress'] = ({ step, done }) => {
      if (step === 'publish' && done === 1) throw new Error('nobody listens')
    }
    await expect(importFeatures(smallCountyGrids().slice(0, 3), { onProgress })).rejects.toThrow('nobody listens')
    await undoImport(database, 2)
    const { number, grids } = await current()
    expect([number, grids.size]).toEqual([2, 3])
  })
})

describe('aborting an import', () => {
  it.each(['parse', 'check', 'write', 'tiles', 'publish'] as const)(
    'leaves nothing behind in the step %s',
    async (at) => {
      await importFeatures(smallCountyGrids())
      const before = await database.read((handle) =>
        handle.rows(sql`SELECT code, editions::text FROM grid_versions ORDER BY code`),
      )
      const controller = new AbortController()
      const importing = importFeatures(
        smallCountyGrids().map((grid) => ({ ...grid, properties: { ...grid.properties, population: 7 } })),
        {
          signal: controller.signal,
          onProgress: ({ step }) => {
            if (step === at) controller.abort(new Error('enough'))
          },
        },
      )
      await expect(importing).rejects.toThrow('enough')
      expect(await countEditions()).toBe(1)
      expect(
        await database.read((handle) => handle.rows(sql`SELECT code, editions::text FROM grid_versions ORDER BY code`)),
      ).toEqual(before)
    },
  )
})
