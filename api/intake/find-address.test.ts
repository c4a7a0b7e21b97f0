import { describe, expect, it } from 'vitest'
import type { AreaRecord, EditionSnapshot } from '#api/editions/edition-snapshot.ts'
import { toPinyin } from '#api/editions/import/pinyin.ts'
import { findAddress } from './find-address.ts'

const levels = { 6: 'county', 9: 'township', 12: 'village', 14: 'group' } as const
const anArea = ([code, name]: readonly [string, string]) =>
  ({
    code,
    name,
    pinyin: toPinyin(name),
    level: levels[code.length as 6],
    seat: [103 + Number(code.slice(-3)) / 1_000, 26],
  }) as unknown as AreaRecord
const areas = (
  [
    ['530326', '会泽县'],
    ['530326105', '者海镇'],
    ['530326105001', '者海社区'],
    ['530326105002', '五里牌社区'],
    ['530326105003', '新村'],
    ['53032610500203', '第 3 组'],
    ['53032610500212', '第 12 组'],
    ['530326106', '大井镇'],
    ['530326106001', '新村'],
    ['530326106002', '黄梨村'],
    ['530326106003', '大井社区'],
  ] as const
).map(anArea)
const edition = {
  countyCode: '530326',
  areas: new Map(areas.map((area) => [area.code, area])),
} as unknown as EditionSnapshot
const codeOf = (address: string) => {
  const found = findAddress(edition, address)
  return found.kind === 'found' ? found.code : found.kind === 'unclear' ? found.names : found
}

describe('the village an address names', () => {
  it.each([
    ['会泽县者海镇五里牌社区村委会旁', '530326105002'],
    ['者海镇 五里牌 路口', '530326105002'],
    ['黄梨村小学', '530326106002'],
    ['者海镇新村2号', '530326105003'],
    ['大井镇新村', '530326106001'],
    ['者海镇者海社区菜市场', '530326105001'],
  ])('%s', (address, code) => {
    expect(codeOf(address)).toBe(code)
  })

  it.each([
    ['者海镇五里牌社区3组', '53032610500203'],
    ['者海镇五里牌社区第十二村民小组', '53032610500212'],
    ['者海镇五里牌社区99组', '530326105002'],
  ])('with the group, where it says which: %s', (address, code) => {
    expect(codeOf(address)).toBe(code)
  })

  it('is none where two have the name, or where only a township is named; the names are told', () => {
    expect(codeOf('新村老村委会')).toEqual(['者海镇新村', '大井镇新村'])
    expect(codeOf('会泽县者海镇')).toEqual(['者海镇'])
    expect(codeOf('老杨家门口')).toEqual([])
  })

  it('is none where the address begins with another county, though a village here has the name', () => {
    expect(codeOf('昆明市 盘龙区黄梨村')).toEqual({ kind: 'foreign', name: '昆明市' })
    expect(codeOf('云南省曲靖市会泽县黄梨村')).toBe('530326106002')
  })
})
