import { describe, expect, it } from 'vitest'
import { chinaDivisions, shortenDivision } from './china-divisions.ts'

const codes = new Map(chinaDivisions().map(({ code, name }) => [code, name]))

describe('the divisions of the country', () => {
  it('are all there, each once, under their prefectures and provinces', () => {
    const countOf = (length: number) => [...codes.keys()].filter((code) => code.length === length).length
    expect([countOf(2), countOf(4), countOf(6)]).toEqual([34, 333, 2_854])
    expect(chinaDivisions().length).toBe(codes.size)
    expect([...codes.keys()].filter((code) => !codes.has(code.slice(0, 2)))).toEqual([])
  })

  it.each([
    ['530326', '会泽县'],
    ['532302', '禄丰市'],
    ['513402', '会理市'],
    ['330113', '临平区'],
    ['659012', '白杨市'],
    ['540481', '米林市'],
  ])('has %s as it is called now: %s', (code, name) => {
    expect(codes.get(code)).toBe(name)
  })

  it.each([
    ['会泽县', '会泽'],
    ['威宁彝族回族苗族自治县', '威宁'],
    ['双江拉祜族佤族布朗族傣族自治县', '双江'],
    ['东乡族自治县', '东乡'],
    ['鄂伦春自治旗', '鄂伦春'],
    ['博尔塔拉蒙古自治州', '博尔塔拉'],
    ['内蒙古自治区', '内蒙古'],
    ['神农架林区', '神农架'],
    ['万柏林区', '万柏林'],
    ['香港特别行政区', '香港'],
    ['理县', null],
    ['郊区', null],
  ])('%s is %s in short', (name, short) => {
    expect(shortenDivision(name)).toBe(short)
  })
})
