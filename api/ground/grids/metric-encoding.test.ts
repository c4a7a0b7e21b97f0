import { describe, expect, it } from 'vitest'
import type { EditionSnapshot, GridRecord } from '#api/ground/editions/edition-snapshot.ts'
import { encodeIds, encodeMetric } from './metric-encoding.ts'

const aGrid = (code: string, fields: Partial<GridRecord>): [string, GridRecord] => [
  code,
  {
    code,
    name: code,
    kind: 'rural',
    groupCode: null,
    pinyin: '',
    seat: [103, 26],
    population: 0,
    households: 0,
    needHelp: 0,
    workersFull: 1,
    workersPart: 1,
    elevationMin: null,
    elevationMean: null,
    elevationMax: null,
    slopeMean: null,
    areaKm2: 1,
    bounds: [103, 26, 103, 26],
    editionFrom: 1,
    editionTo: null,
    ...fields,
  },
]

const anEdition = (...grids: [string, GridRecord][]) =>
  ({ number: 3, effectiveFrom: '2026-11-24T00:00:00.000Z', grids: new Map(grids) }) as unknown as EditionSnapshot

/** Reads the answer as a client would, from the description in the contract alone. */
function decode(bytes: Buffer) {
  const headerLength = bytes.readUInt32LE(0)
  const header = JSON.parse(bytes.subarray(4, 4 + headerLength).toString())
  let offset = 4 + headerLength
  let id = 0
  const ids: number[] = []
  for (let index = 0; index < header.count; index++) {
    let [factor, byte] = [1, 128]
    while (byte >= 128) {
      byte = bytes[offset++] as number
      id += (byte % 128) * factor
      factor *= 128
    }
    ids.push(id)
  }
  const values = ids.map((_, index) => {
    const step = bytes.readUInt16LE(offset + index * 2)
    return step === header.noData ? null : header.offset + header.scale * step
  })
  expect(bytes.length).toBe(offset + ids.length * 2)
  return { header, ids, values }
}

describe('a metric in binary form', () => {
  it('gives whole numbers back exactly, with 15-digit ids', () => {
    const edition = anEdition(
      aGrid('530326001001001', { population: 41 }),
      aGrid('530326001001002', { population: 0 }),
      aGrid('530326999999999', { population: 65_534 }),
    )
    const { header, ids, values } = decode(encodeMetric(edition, 'population', 'grid'))
    expect(header).toEqual({
      metric: 'population',
      resolution: 'grid',
      edition: 3,
      at: '2026-11-24T00:00:00.000Z',
      count: 3,
      scale: 1,
      offset: 0,
      noData: 65_535,
    })
    expect(ids).toEqual([530326001001001, 530326001001002, 530326999999999])
    expect(values).toEqual([41, 0, 65_534])
  })

  it('keeps "no value" apart from zero', () => {
    const edition = anEdition(
      aGrid('530326001001001', { population: 0 }),
      aGrid('530326001001002', { population: 100, needHelp: 0 }),
      aGrid('530326001001003', { population: 100, needHelp: 25, elevationMean: 2161 }),
    )
    expect(decode(encodeMetric(edition, 'needHelpShare', 'grid')).values).toEqual([null, 0, 0.25])
    expect(decode(encodeMetric(edition, 'elevation', 'grid')).values).toEqual([null, null, 2161])
    expect(decode(encodeMetric(edition, 'workersPerThousand', 'grid')).values).toEqual([null, 20, 20])
  })

  it('stays within half a step where values are fractions or span too much', () => {
    const areas = [0.0123, 0.5, 17.25, 2.71]
    const edition = anEdition(...areas.map((areaKm2, index) => aGrid(`53032600100100${index}`, { areaKm2 })))
    const { header, values } = decode(encodeMetric(edition, 'area', 'grid'))
    for (const [index, value] of values.entries())
      expect(Math.abs((value as number) - (areas[index] as number))).toBeLessThanOrEqual(header.scale / 2 + 1e-9)
    const wide = anEdition(aGrid('530326001001001', {}), aGrid('530326001001002', { population: 1_000_000 }))
    expect(decode(encodeMetric(wide, 'population', 'grid')).values[1]).toBeCloseTo(1_000_000, 3)
  })

  it('takes no finer steps than say anything', () => {
    const edition = anEdition(
      aGrid('530326001001001', { population: 3000, needHelp: 100 }),
      aGrid('530326001001002', { population: 3000, needHelp: 700 }),
    )
    const { header, values } = decode(encodeMetric(edition, 'needHelpShare', 'grid'))
    expect(header.scale).toBe(1e-4)
    expect(values[0]).toBeCloseTo(1 / 30, 6)
    expect(values[1]).toBeCloseTo(0.2333, 4)
  })

  it('answers an edition without any value', () => {
    const edition = anEdition(aGrid('530326001001001', {}))
    expect(decode(encodeMetric(edition, 'elevation', 'grid')).values).toEqual([null])
  })

  it('writes numbers as varints of their differences', () => {
    expect([...encodeIds([300, 301, 429])]).toEqual([0xac, 0x02, 1, 0x80, 0x01])
  })

  it('keeps the densities of a county in which one grid is smaller than its area is kept', () => {
    const edition = anEdition(
      aGrid('530326001001001', { population: 100, areaKm2: 2 }),
      aGrid('530326001001002', { population: 3, areaKm2: 0 }),
      aGrid('530326001001003', { population: 0, areaKm2: 0 }),
      aGrid('530326001001004', { population: 200, areaKm2: 1 }),
    )
    expect(decode(encodeMetric(edition, 'density', 'grid')).values).toEqual([50, null, null, 200])
  })
})
