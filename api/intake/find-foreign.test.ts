import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { AreaRecord, EditionSnapshot } from '#api/editions/edition-snapshot.ts'
import { findForeign } from './find-foreign.ts'

type Named = { code?: string; name?: string }
const dataFile = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../data/huize/${name}`, import.meta.url), 'utf8'))
const { objects } = dataFile('huize.topojson') as { objects: Record<string, { geometries: { properties: Named }[] }> }
const placesOf = (features: { properties: Named }[]) => features.map(({ properties }) => properties)
const levels = { county: 'county', townships: 'township', villages: 'village' } as const
const areas = Object.entries(levels).flatMap(([key, level]) =>
  placesOf(objects[key]?.geometries ?? []).map((each) => ({ ...each, level }) as unknown as AreaRecord),
)
const edition = { countyCode: '530326', areas: new Map(areas.map((area) => [area.code, area])) } as Pick<
  EditionSnapshot,
  'areas' | 'countyCode'
>
const foreign = (address: string) => findForeign(edition, address)

describe('the other county that an address begins with', () => {
  it.each([
    ['北京市朝阳区', '北京市'],
    ['北京朝阳区新村', '北京'],
    ['昆明市盘龙区新村', '昆明市'],
    ['昆明盘龙区新村', '昆明'],
    ['云南昆明市五华区', '昆明市'],
    ['曲靖市宣威市田坝镇', '宣威市'],
    ['曲靖宣威田坝镇', '宣威市'],
    ['宣威市田坝镇', '宣威市'],
    ['云南省曲靖市麒麟区建宁街道', '麒麟区'],
    ['云南省昆明市东川区拖布卡镇', '昆明市'],
    ['东川区拖布卡镇', '东川区'],
    ['东川拖布卡镇', '东川区'],
    ['贵州省威宁县新街', '贵州省'],
    ['贵州威宁县新街', '贵州'],
    ['威宁彝族回族苗族自治县新街', '威宁彝族回族苗族自治县'],
    ['中国四川省会东县', '四川省'],
    ['广西壮族自治区南宁市', '广西壮族自治区'],
    ['昭通市巧家县', '昭通市'],
    ['巧家县县城新村', '巧家县'],
    ['楚雄彝族自治州武定县', '楚雄彝族自治州'],
    ['大理州祥云县', '大理州'],
    ['成都武侯区', '成都'],
    ['朝阳区新村', '朝阳区'],
    ['寻甸县新村', '寻甸县'],
  ])('%s: %s', (address, name) => {
    expect(foreign(address)).toBe(name)
  })

  it.each([
    ...['云南省曲靖市会泽县者海镇', '云南会泽县', '曲靖市会泽县新街', '曲靖会泽者海镇', '会泽县县城', '会泽者海镇'],
    ...['云南省会泽县市场监管局', '曲靖市者海镇', '云南省者海镇新村', '钟屏社区东区', '阳光小区者海镇新村'],
    ...['某小区3栋', '幸福小区', '农贸市场', '者海农贸市场', '县城', '县城东街', '县道旁', '开发区', '城区', '老城区'],
    ...[
      '超市门口',
      '家家超市',
      '林区',
      '矿区',
      '矿山镇矿区',
      '工业园区',
      '东区',
      'A区3栋',
      '县医院',
      '原县医院',
      '在县城',
    ],
    ...[
      '县人民医院',
      '市场路',
      '集市',
      '城市花园',
      '北京路12号',
      '上海路新村',
      '昆明路口',
      '贵州饭店',
      '红旗村',
      '州城路',
    ],
    ...['新村', '朝阳村', '田坝乡', '大海乡', '老杨家门口', '水塔旁', '村委会旁', '到县里', '停车区', '服务区', ''],
    ...[
      '宣威路者海镇',
      '水源区',
      '养殖区',
      '安置区',
      '火车站候车区',
      '城关',
      '云南',
      '曲靖市',
      '会泽',
      '曲靖市人民医院',
    ],
  ])('is none: %s', (address) => {
    expect(foreign(address)).toBeNull()
  })

  it('is none for any name of the county, alone and in whole', () => {
    const names = [
      ...areas,
      ...placesOf(objects.grids?.geometries ?? []),
      ...placesOf(dataFile('places.geojson').features),
      ...placesOf(dataFile('roads.geojson').features),
      ...placesOf(dataFile('lakes.geojson').features),
    ].flatMap(({ name }) => (name ? [name] : []))
    expect(names.length).toBeGreaterThan(5_000)
    expect(names.filter((name) => foreign(name) !== null)).toEqual([])
    expect(names.filter((name) => foreign(`云南省曲靖市会泽县${name}`) !== null)).toEqual([])
    expect(names.filter((name) => foreign(`云南省${name}`) !== null)).toEqual([])
  })

  it('is none for a county elsewhere in the country by its own province and city', () => {
    const name = '双流区'
    const areas = new Map([['510116', { code: '510116', level: 'county', name } as AreaRecord]])
    const other = { countyCode: '510116', areas }
    expect(findForeign(other, '四川省成都市双流区东升街道')).toBeNull()
    expect(findForeign(other, '成都市东升街道')).toBeNull()
    expect(findForeign(other, '成都市武侯区浆洗街')).toBe('武侯区')
    expect(findForeign(other, '云南省会泽县')).toBe('云南省')
  })
})
