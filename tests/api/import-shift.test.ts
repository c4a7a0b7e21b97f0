import gcoord from 'gcoord'
import type { Polygon } from 'geojson'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ImportOptions } from '#api/ground/editions/import/import-options.ts'
import type { ImportReport } from '#api/ground/editions/import/import-report.ts'
import type { Database } from '#api/platform/db/client.ts'
import { openTestDatabase } from '../support/database.ts'
import { emptyEditions } from '../support/empty-editions.ts'
import { faultsOf, importFeatures } from '../support/import-features.ts'
import { aGridFeature, aSquare } from '../support/small-county.ts'

let database: Database
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(() => emptyEditions(database))

type Grids = ReturnType<typeof aGridFeature>[]
type Move = (lng: number, lat: number) => number[]

/** Two townships of three rows of five grids each, the second above the first. */
const thirtyGrids = (): Grids =>
  Array.from({ length: 30 }, (_, index) => {
    const code = `53032600${1 + Math.floor(index / 15)}001${String(1 + (index % 15)).padStart(3, '0')}`
    return aGridFeature(code, aSquare(index % 5, Math.floor(index / 5)))
  })

const moved = (grids: Grids, move: Move): Grids =>
  grids.map((grid) => ({
    ...grid,
    geometry: {
      ...grid.geometry,
      coordinates: grid.geometry.coordinates.map((ring) => ring.map(([lng = 0, lat = 0]) => move(lng, lat))),
    } satisfies Polygon,
  }))
const inSystem =
  (system: typeof gcoord.GCJ02 | typeof gcoord.BD09): Move =>
  (lng, lat) =>
    gcoord.transform<[number, number]>([lng, lat], gcoord.WGS84, system)
const byMeters =
  (east: number, north: number): Move =>
  (lng, lat) => [lng + east / (111_195 * Math.cos((lat * Math.PI) / 180)), lat + north / 111_195]

const importGrids = (grids: Grids, more: Partial<ImportOptions> = {}) => importFeatures(database, grids, more)
const shiftsOf = ({ warnings }: Pick<ImportReport, 'warnings'>) =>
  warnings.filter(({ kind }) => ['wrong_crs', 'misread_crs', 'shifted'].includes(kind))

describe('coordinates in another system than is said, over an edition of the same grids', () => {
  it.each([
    ['gcj02', 'wgs84', inSystem(gcoord.GCJ02)],
    ['bd09', 'cgcs2000', inSystem(gcoord.BD09)],
    ['wgs84', 'gcj02', (lng: number, lat: number) => [lng, lat]],
    ['bd09', 'gcj02', inSystem(gcoord.BD09)],
  ] as const)('that are %s and given as %s are refused, and the right one is named', async (right, said, move) => {
    await importGrids(thirtyGrids())
    const faults = await faultsOf(importGrids(moved(thirtyGrids(), move), { crs: said }))
    expect(faults).toMatchObject([{ kind: 'misread_crs', code: null }])
    const { zh = '', en = '' } = faults[0]?.reason ?? {}
    expect(zh).toContain(`--crs ${right}`)
    expect(zh).toMatch(
      new RegExp(`30 个网格，按 ${said} 读取时位置相差 \\d{3,4} 米，按 ${right} 读取时相差 0\\.\\d 米`),
    )
    expect(en).toMatch(new RegExp(`--crs ${right} .*read as ${said} the median lies \\d{3,4} m off.* 0\\.\\d m`))
    const report = await importGrids(moved(thirtyGrids(), move), { crs: right })
    expect([report.edition, shiftsOf(report)]).toEqual([2, []])
  })

  it('are refused for a township alone as well, before every border of it is', async () => {
    await importGrids(thirtyGrids())
    const township = moved(thirtyGrids().slice(15), inSystem(gcoord.GCJ02))
    const faults = await faultsOf(importGrids(township, { area: '530326002' }))
    expect(faults.map(({ kind }) => kind)).toEqual(['misread_crs'])
    expect((await importGrids(township, { area: '530326002', crs: 'gcj02' })).edition).toBe(2)
  })

  it('are taken with a warning where the county is named: then the current edition is the wrong one', async () => {
    await importGrids(moved(thirtyGrids(), inSystem(gcoord.GCJ02)))
    // Right, and read as what it is; the edition of before was not.
    const right = moved(thirtyGrids(), inSystem(gcoord.GCJ02))
    const faults = await faultsOf(importGrids(right, { crs: 'gcj02' }))
    expect(faults[0]?.reason.en).toContain('--area 530326')
    const report = await importGrids(right, { crs: 'gcj02', area: '530326' })
    expect(report.edition).toBe(2)
    expect(shiftsOf(report).map(({ kind }) => kind)).toEqual(['misread_crs'])
  })
})

describe('grids that lie elsewhere than in the current edition', () => {
  it('are taken with a warning where all moved by the same way that no system explains', async () => {
    await importGrids(thirtyGrids())
    const report = await importGrids(moved(thirtyGrids(), byMeters(60, -80)))
    expect(report.edition).toBe(2)
    expect(shiftsOf(report)).toMatchObject([
      {
        kind: 'shifted',
        reason: {
          zh: expect.stringContaining('移动了约 100 米（向南 80 米、东 60 米）'),
          en: expect.stringContaining('100 m from where they are in the current edition'),
        },
      },
    ])
  })

  it.each<[string, () => Grids]>([
    // Every border in between moves by up to 300 m, each its own way.
    [
      'borders drawn anew',
      () =>
        moved(thirtyGrids(), (lng, lat) => [
          lng + 0.003 * Math.sin(lat * 7_000) * Math.cos(lng * 9_000),
          lat + 0.003 * Math.sin(lng * 5_000) * Math.cos(lat * 3_000),
        ]),
    ],
    [
      'other grids under the same codes',
      () => {
        const grids = thirtyGrids()
        return grids.map((grid, index) => ({ ...grid, geometry: grids.at(-1 - index)?.geometry ?? grid.geometry }))
      },
    ],
    ['a measuring error of a metre', () => moved(thirtyGrids(), byMeters(1, 1))],
    // Too few to be sure of.
    ['four grids', () => moved(thirtyGrids().slice(0, 4), inSystem(gcoord.GCJ02))],
  ])('are taken without a word where it is %s', async (_, changed) => {
    await importGrids(thirtyGrids())
    const report = await importGrids(changed(), { area: '530326' })
    expect(report.edition).toBe(2)
    expect(shiftsOf(report)).toEqual([])
    if (changed().length === 30) expect((await importGrids(changed())).edition).toBe(3)
  })
})
