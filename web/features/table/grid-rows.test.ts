import { describe, expect, it } from 'vitest'
import type { GridItem } from '#api/ground/grids/grids.contract.ts'
import { filterRows, sortRows, toGridRow, writeGridCsv } from './grid-rows.ts'

const aGrid = (change: Partial<GridItem>): GridItem => ({
  code: '530326104005003',
  name: '坪子第三网格',
  kind: 'rural',
  group: null,
  village: { code: '530326104005', name: '五里村' },
  township: { code: '530326104', name: '者海镇' },
  population: 200,
  households: 61,
  needHelp: 5,
  workersFull: 1,
  workersPart: 2,
  elevationMean: 2300,
  slopeMean: 17,
  areaKm2: 1.25,
  center: [103.6243, 26.5444],
  ...change,
})

describe('the rows of the table', () => {
  it('adds what follows from other figures', () => {
    expect(toGridRow(aGrid({}))).toMatchObject({
      density: 160,
      needHelpShare: 0.025,
      workers: 3,
      workersPerThousand: 15,
    })
  })

  it('has no share of nobody', () => {
    expect(toGridRow(aGrid({ population: 0 }))).toMatchObject({ needHelpShare: null, workersPerThousand: null })
  })

  it('finds rows by any of the words, in view only where asked', () => {
    const rows = [aGrid({}), aGrid({ code: '530326105001001', name: '街心网格', kind: 'commercial' })].map(toGridRow)
    const all = { text: '', kind: null, codes: null }
    expect(filterRows(rows, { ...all, text: '者海 坪子' })).toHaveLength(1)
    expect(filterRows(rows, { ...all, text: '530326105' })).toHaveLength(1)
    expect(filterRows(rows, { ...all, kind: 'commercial' })).toHaveLength(1)
    expect(filterRows(rows, { ...all, codes: new Set(['530326105001001']) })).toHaveLength(1)
    expect(filterRows(rows, { ...all, text: '没有' })).toHaveLength(0)
  })

  it('finds a code as it is shown, in groups of digits', () => {
    const rows = [aGrid({}), aGrid({ code: '530326105001001' })].map(toGridRow)
    expect(filterRows(rows, { text: '530326 104 005 ', kind: null, codes: null })).toHaveLength(1)
  })

  it('sorts by figures both ways with the missing ones last, and by names', () => {
    const rows = [
      aGrid({ code: '1', name: '丙', population: 10, needHelp: 1 }),
      aGrid({ code: '2', name: '甲', population: 0 }),
      aGrid({ code: '3', name: '乙', population: 10, needHelp: 3 }),
    ].map(toGridRow)
    const codes = (sort: string | null) => sortRows(rows, sort).map((row) => row.code)
    expect(codes('needHelpShare')).toEqual(['1', '3', '2'])
    expect(codes('-needHelpShare')).toEqual(['3', '1', '2'])
    expect(codes('name')).toEqual(['1', '2', '3'])
    expect(codes('-code')).toEqual(['3', '2', '1'])
    expect(codes('nonsense')).toEqual(['1', '2', '3'])
    expect(codes(null)).toEqual(['1', '2', '3'])
  })

  it('exports a name that is a formula as text', () => {
    const csv = writeGridCsv([toGridRow(aGrid({ name: '=HYPERLINK("x")' }))], { columns: {}, kinds: { rural: '农村' } })
    expect(csv).toContain(`"'=HYPERLINK(""x"")"`)
    expect(csv).toContain('农村,200,160,61,5,0.025,3,15,2300,17,1.25,103.6243,26.5444')
  })
})
