import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { toPinyin } from './pinyin.ts'

type Named = { properties: { name: string; pinyin: string } }
const huize = JSON.parse(readFileSync(new URL('../../../../data/huize/huize.topojson', import.meta.url), 'utf8'))
const townships: Named[] = huize.objects.townships.geometries

describe('toPinyin', () => {
  it('reads the 25 township names as the data set spells them', () => {
    expect(townships).toHaveLength(25)
    for (const { properties } of townships)
      expect(toPinyin(properties.name).replaceAll(' ', '')).toMatch(new RegExp(`^${properties.pinyin.toLowerCase()}`))
  })

  it.each([
    ['会泽县', 'hui ze xian'],
    ['者海镇', 'zhe hai zhen'],
    ['曾家湾村', 'zeng jia wan cun'],
    ['大箐村', 'da qing cun'],
    ['绿坪村', 'lü ping cun'],
    ['扯戛社区', 'che ga she qu'],
  ])('reads %s as %s', (name, reading) => {
    expect(toPinyin(name)).toBe(reading)
  })

  it('keeps one token a character, also for letters and digits', () => {
    expect(toPinyin('G85 收费站').split(' ')).toEqual(['g', '8', '5', 'shou', 'fei', 'zhan'])
  })
})
