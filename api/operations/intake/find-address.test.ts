import { describe, expect, it } from 'vitest'
import type { AreaRecord, EditionSnapshot } from '#api/ground/editions/edition-snapshot.ts'
import { toPinyin } from '#api/ground/editions/import/pinyin.ts'
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
    ['530326106004', '者海沟村'],
    ['530326106005', '昆明新村'],
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
    ['者海镇五里牌社区第3小组', '53032610500203'],
    ['者海镇五里牌村（3 组）老王家', '53032610500203'],
    ['者海镇五里牌社区居委会三社', '53032610500203'],
    ['者海镇五里牌社区123组', '530326105002'],
    ['者海镇五里牌社区第三社区医院', '530326105002'],
    ['者海镇五里牌社区有三组电缆被盗', '530326105002'],
    ['3组老王说者海镇五里牌社区', '530326105002'],
  ])('with the group, where it says which: %s', (address, code) => {
    expect(codeOf(address)).toBe(code)
  })

  it('is none where two have the name, or where only a township is named; the names are told', () => {
    expect(findAddress(edition, '者海镇')).toEqual({ kind: 'unclear', lacks: 'village', names: ['者海镇'] })
    expect(findAddress(edition, '新村')).toMatchObject({ lacks: 'township' })
    expect(codeOf('新村老村委会')).toEqual(['者海镇新村', '大井镇新村'])
    expect(codeOf('会泽县者海镇')).toEqual(['者海镇'])
    expect(codeOf('老杨家门口')).toEqual([])
  })

  it.each([
    ['五里牌路口', '者海镇五里牌社区'],
    ['老杨家后面五里牌社区', '者海镇五里牌社区'],
    ['南五里牌社区', '者海镇五里牌社区'],
    ['于家黄梨村', '大井镇黄梨村'],
  ])('is none by the name of a village that does not stand first and whole: %s', (address, name) => {
    expect(findAddress(edition, address)).toEqual({ kind: 'unclear', lacks: 'township', names: [name] })
  })

  it.each([
    ...['我在黄梨村', '地址：黄梨村', '会泽黄梨村', '云南省曲靖市黄梨村', '（12）大井 黄梨村', '大井黄梨村'],
    ...['大井镇宣威路黄梨村', '宣威路口大井镇黄梨村', '大井镇北京路集市黄梨村', '阳光小区大井镇黄梨村超市'],
  ])('is found after words of any address, and a road may have any name: %s', (address) => {
    expect(codeOf(address)).toBe('530326106002')
  })

  it('is the one with the longer name where a township has the same beginning', () => {
    expect(codeOf('者海沟村')).toBe('530326106004')
  })

  it('is ours where its name has the name of another county in it', () => {
    expect(codeOf('昆明新村')).toBe('530326106005')
    expect(codeOf('昆明市昆明新村')).toEqual({ kind: 'foreign', name: '昆明市' })
  })

  it('is none where the address begins with another county, though a village here has the name', () => {
    expect(codeOf('昆明市 盘龙区黄梨村')).toEqual({ kind: 'foreign', name: '昆明市' })
    expect(codeOf('云南省曲靖市会泽县黄梨村')).toBe('530326106002')
  })
})
