import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { AreaRecord, EditionSnapshot } from '#api/ground/editions/edition-snapshot.ts'
import { toPinyin } from '#api/ground/editions/import/pinyin.ts'
import { chinaDivisions } from './china-divisions.ts'
import { findAddress } from './find-address.ts'

type Named = { code?: string; name?: string }
const dataFile = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../data/huize/${name}`, import.meta.url), 'utf8'))
const { objects } = dataFile('huize.topojson') as { objects: Record<string, { geometries: { properties: Named }[] }> }
const placesOf = (features: { properties: Named }[]) => features.map(({ properties }) => properties)
const levels = { county: 'county', townships: 'township', villages: 'village' } as const
const areas = Object.entries(levels).flatMap(([key, level]) =>
  placesOf(objects[key]?.geometries ?? []).map(
    (each) => ({ ...each, level, pinyin: toPinyin(each.name ?? '') }) as unknown as AreaRecord,
  ),
)
const anEdition = (countyCode: string, areas: readonly AreaRecord[]) =>
  ({ countyCode, areas: new Map(areas.map((area) => [area.code, area])) }) as unknown as EditionSnapshot
const edition = anEdition('530326', areas)
const foreign = (address: string) => {
  const found = findAddress(edition, address)
  return found.kind === 'foreign' ? found.name : found.kind
}
const villages = areas.filter(({ level }) => level === 'village')
const townshipOf = ({ code }: AreaRecord) => edition.areas.get(code.slice(0, 9))?.name ?? ''
const others = chinaDivisions().filter(({ code }) => !'530326'.startsWith(code))

describe('another county that an address names', () => {
  it.each([
    ['北京市朝阳区', '北京市'],
    ['昆明市盘龙区新村', '昆明市'],
    ['昆明盘龙区新村', '昆明'],
    ['云南昆明市五华区', '昆明市'],
    ['曲靖市宣威市田坝乡', '宣威市'],
    ['曲靖宣威田坝乡', '宣威'],
    ['云南省曲靖市麒麟区龙潭社区', '麒麟区'],
    ['云南省昆明市东川区拖布卡镇', '昆明市'],
    ['东川区拖布卡镇', '东川区'],
    ['贵州省威宁县新街', '贵州省'],
    ['贵州威宁县新街', '贵州'],
    ['威宁彝族回族苗族自治县新街', '威宁彝族回族苗族自治县'],
    ['中国四川省会东县', '四川省'],
    ['广西壮族自治区南宁市', '广西壮族自治区'],
    ['巧家县县城新村', '巧家县'],
    ['楚雄彝族自治州武定县', '楚雄彝族自治州'],
    ['大理州祥云县', '大理州'],
    ['四川会理县双河社区', '四川'],
    ['朝阳区新村', '朝阳区'],
    ['昆明新村', '昆明'],
    ['威宁新村', '威宁'],
    ['贵阳新村', '贵阳'],
    ['巧家新村', '巧家'],
    ['鲁甸龙潭社区', '鲁甸'],
    ['宣威龙潭村', '宣威'],
    ['昭通双河社区', '昭通'],
    ['地址：昭通市鲁甸县龙潭村', '昭通市'],
    ['我在昆明市盘龙区新村', '昆明市'],
    ['事发地点：鲁甸双河社区3号', '鲁甸'],
    ['龙潭社区（鲁甸县）', '鲁甸县'],
    ['龙潭社区，属威宁县', '威宁县'],
    ['鲁甸县者海镇五里牌村', '鲁甸县'],
    ['鲁甸者海镇五里牌村', '鲁甸'],
    ['户籍会泽县者海镇，现住昆明市盘龙区双河社区', '昆明市'],
    ['会泽县人，现住麒麟区双河社区', '麒麟区'],
    ['吉林市龙潭社区', '吉林市'],
    ['我是会泽县人，在昆明新村', '昆明'],
    ['会泽县人现住威宁龙潭社区', '威宁'],
    ['者海镇人，住昆明新村', '昆明'],
    ['古城街道中河社区人，在昆明打工，事发昆明火车站', '昆明'],
    ['者海镇五里牌村人，住在威宁', '威宁'],
    ['者海镇五里牌村人，昆明打工', '昆明'],
    ['者海镇五里牌村人，于昭通被打', '昭通'],
    ['者海镇五里牌村人，在外地威宁被打', '威宁'],
    ['者海镇五里牌村人，事发地为昆明火车站', '昆明'],
    ['古城街道中河社区居民，事发地点：鲁甸火车站', '鲁甸'],
    ['事发威宁火车站，当事人住者海镇五里牌村', '威宁'],
    ['昆明火车站旁者海镇五里牌村', '昆明'],
    ['公安县者海镇五里牌村', '公安县'],
    ['金沙县城龙潭社区', '金沙县'],
    ['金沙沙土镇龙潭社区', '金沙'],
    ['金沙，龙潭社区', '金沙'],
  ])('%s: %s', (address, name) => {
    expect(foreign(address)).toBe(name)
  })

  it.each([
    ...['宣威路者海镇五里牌村', '者海镇宣威路五里牌村', '者海镇北京路五里牌村', '者海镇集市旁五里牌村'],
    ...['者海镇五里牌村超市', '者海镇东方市场旁五里牌村', '者海镇朝阳小区五里牌村', '阳光小区者海镇五里牌村'],
    ...['会泽县朝阳小区五里牌村', '会泽县北京路昆明饭店旁五里牌村', '五里牌村昆明路口', '者海镇公安局旁五里牌村'],
    ...[
      '曲靖市者海镇五里牌村',
      '云南省曲靖市会泽县五里牌村',
      '会泽县古城区龙潭社区',
      '会泽县者海镇新村',
      '云南省会泽县新村',
      '龙潭社区小学',
    ],
    ...['者海镇五里牌村县道旁', '者海镇五里牌村昆明路口', '城区者海镇五里牌村'],
    ...['公安局旁者海镇五里牌村', '我在公安局旁者海镇五里牌村', '金沙江边者海镇五里牌村', '平安医院对面者海镇五里牌村'],
    ...['会泽县公安局旁五里牌村', '会泽县金沙江边龙潭社区', '会泽县者海五里牌村', '者海镇下的五里牌村'],
    ...['者海镇境内五里牌村', '者海镇人民路五里牌村', '会泽县城区古城街道中河社区', '会泽县人，现住者海镇五里牌村'],
    ...['古城街道人，现住者海镇五里牌村', '户籍会泽县大井镇，现住者海镇五里牌村', '者海镇五里牌村旁边'],
    ...['者海镇五里牌村到昆明方向路口', '者海镇五里牌村去宣威的路上', '者海镇五里牌村在宣威路口'],
    ...['者海镇五里牌村位于公安局旁', '者海镇五里牌村，昆明方向', '者海镇五里牌村来自四川的货车侧翻'],
    ...['古城街道办事处中河社区居委会3组', '会泽县古城街道办中河社区', '者海镇政府对面五里牌村'],
    ...['者海镇五里牌村，在北京路', '者海镇五里牌村人家门口', '者海镇往宣威方向五里牌村'],
  ])('is none, and the village is found: %s', (address) => {
    expect(foreign(address)).toBe('found')
  })

  it.each([
    ...[
      '某小区3栋',
      '农贸市场',
      '县城东街',
      '县道旁',
      '开发区',
      '老城区',
      '超市门口',
      '林区',
      '东区',
      'A区3栋',
      '县医院',
    ],
    ...[
      '北京路12号',
      '昆明路口',
      '贵州饭店',
      '宣威路',
      '会泽',
      '曲靖市人民医院',
      '云南省会泽县市场监管局',
      '新村',
      '老村',
    ],
  ])('is none, and no village is found: %s', (address) => {
    expect(foreign(address)).toBe('unclear')
  })

  it.each([
    ...[
      '龙潭社区，鲁甸的',
      '双河社区 昆明',
      '龙潭社区（武侯区）',
      '龙潭社区（理县）',
      '田坝镇龙潭社区',
      '文屏镇双河社区',
    ],
    ...['会泽县古城新村', '会泽新村', '新街新村', '新村', '南龙潭社区'],
    // a township that is none of ours, told afterwards
    ...['石桥村，热水镇', '石桥村（热水镇）', '会泽县石桥村，热水乡三组', '会泽县热水镇石桥村'],
  ])('may be, and the township is asked for: %s', (address) => {
    expect(findAddress(edition, address)).toMatchObject({ kind: 'unclear', lacks: 'township' })
  })

  it.each(['石桥村，靠近镇政府', '石桥村（迤车镇）', '石桥村，会泽县迤车镇', '迤车镇石桥村，热水镇方向'])(
    'is none where the township is ours or none is told: %s',
    (address) => {
      expect(findAddress(edition, address)).toMatchObject({ kind: 'found', name: '迤车镇石桥村' })
    },
  )

  it.each([
    ...['会泽县人，现住倘甸镇中河社区', '古城街道人，现住倘甸镇中河社区', '会泽县，现住倘甸镇中河社区'],
    ...['古城街道的，现住倘甸镇中河社区', '古城街道倘甸镇中河社区', '会泽县倘甸镇人民路中河社区'],
    ...['会泽人，现住中河社区', '会泽县，现住倘甸公路边中河社区'],
    ...['会泽县人，现住中河社区', '会泽县籍，中河社区', '古城街道户籍，中河社区', '老家会泽县，现住中河社区'],
    ...['户籍地：云南省会泽县，中河社区', '我是会泽县的，住倘甸镇中河社区', '古城街道嫁到中河社区'],
    ...['古城街道威宁火车站中河社区', '公安局旁中河社区', '金沙江边龙潭社区', '平安医院龙潭社区'],
  ])('is not told, but nothing says that the village is ours: %s', (address) => {
    const [name] = /中河社区|龙潭社区/u.exec(address) ?? []
    expect(findAddress(edition, address)).toEqual({
      kind: 'unclear',
      lacks: 'township',
      names: [name === '中河社区' ? '古城街道中河社区' : '金钟街道龙潭社区'],
    })
  })

  const written = others.flatMap(({ name, short }) => (short === null ? [name] : [name, short]))
  // 会泽县古城区 is the old town of our own.
  const told = new Set(others.flatMap(({ name, short }) => (short === null || name === '古城区' ? [] : [name, short])))

  it.each(['新村', '龙潭社区', '五里牌村', '水城社区'])(
    'lets %s not be found after any other name of the country',
    (name) => {
      expect(villages.map((village) => village.name)).toContain(name)
      expect(written.length).toBeGreaterThan(6_000)
      expect(written.filter((other) => foreign(`${other}${name}`) === 'found')).toEqual([])
    },
  )

  it.each([
    (name: string) => `地址：${name}者海镇五里牌村`,
    (name: string) => `我是会泽县人，在${name}龙潭社区`,
    (name: string) => `龙潭社区（${name}）`,
    (name: string) => `会泽县人，现住${name}五里牌村`,
    (name: string) => `者海镇人，住${name}五里牌村`,
    (name: string) => `会泽县${name}五里牌村`,
    (name: string) => `者海镇五里牌村人，在${name}打工`,
  ])('lets no village of ours be found with any of them in another sentence: %s', (write) => {
    expect(told.size).toBeGreaterThan(5_500)
    expect([...told].filter((name) => foreign(write(name)) === 'found')).toEqual([])
  })

  it('hides no village of the county', () => {
    const codeOf = (address: string) => {
      const found = findAddress(edition, address)
      return found.kind === 'found' ? found.code : found.kind
    }
    for (const village of villages) {
      const whole = `${townshipOf(village)}${village.name}`
      expect([codeOf(whole), codeOf(`会泽县${whole}`), codeOf(`云南省曲靖市会泽县${whole}3号`)], whole).toEqual(
        Array(3).fill(village.code),
      )
      expect([village.code, 'unclear'], village.name).toContain(codeOf(village.name))
    }
    expect(villages.filter(({ name }) => codeOf(name) === 'unclear').length).toBeLessThan(20)
  })

  it('is none for any name of the county', () => {
    const names = [
      ...areas,
      ...placesOf(objects.grids?.geometries ?? []),
      ...placesOf(dataFile('places.geojson').features),
      ...placesOf(dataFile('roads.geojson').features),
      ...placesOf(dataFile('lakes.geojson').features),
    ].flatMap(({ name }) => (name ? [name] : []))
    expect(names.length).toBeGreaterThan(5_000)
    const isForeign = (address: string) => findAddress(edition, address).kind === 'foreign'
    for (const before of ['', '云南省曲靖市会泽县', '会泽县者海镇'])
      expect(names.filter((name) => isForeign(`${before}${name}`))).toEqual([])
  })

  it('goes by the county of the edition', () => {
    const other = anEdition(
      '510116',
      [
        ['510116', 'county', '双流区'],
        ['510116001', 'township', '东升街道'],
        ['510116001001', 'village', '龙潭社区'],
      ].map(
        ([code = '', level, name = '']) => ({ code, level, name, pinyin: toPinyin(name) }) as unknown as AreaRecord,
      ),
    )
    const kindOf = (address: string) => findAddress(other, address).kind
    for (const address of ['四川省成都市双流区东升街道龙潭社区', '成都双流龙潭社区', '成都市东升街道龙潭社区'])
      expect(kindOf(address)).toBe('found')
    for (const address of ['成都市武侯区龙潭社区', '云南省会泽县东升街道龙潭社区', '会泽龙潭社区'])
      expect(kindOf(address)).toBe('foreign')
  })
})
