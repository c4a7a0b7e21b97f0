import type { Dictionary } from '#web/lib/define-text.ts'

export const searchText = {
  placeholder: { zh: '搜地名、拼音、网格编码、经纬度', en: 'Search name, pinyin, code, lng,lat' },
  label: { zh: '搜索', en: 'Search' },
  clear: { zh: '清空', en: 'Clear' },
  kind: {
    county: { zh: '县', en: 'County' },
    township: { zh: '乡镇', en: 'Township' },
    village: { zh: '村', en: 'Village' },
    group: { zh: '小组', en: 'Group' },
    grid: { zh: '网格', en: 'Grid' },
    peak: { zh: '山峰', en: 'Peak' },
    hamlet: { zh: '居民点', en: 'Hamlet' },
    pass: { zh: '垭口', en: 'Pass' },
    lake: { zh: '湖泊', en: 'Lake' },
    reservoir: { zh: '水库', en: 'Reservoir' },
    coordinate: { zh: '坐标', en: 'Point' },
    river: { zh: '河流', en: 'River' },
  },
  place: { zh: '地点', en: 'Place' },
  nothing: {
    zh: '没有找到。可换一个名称、拼音首字母（如 zhh）、编码，或粘贴经纬度。',
    en: 'Nothing found. Try another name, pinyin initials (zhh), a code, or paste lng,lat.',
  },
  searching: { zh: '正在查找…', en: 'Searching…' },
  crs: { zh: '坐标系', en: 'Coordinate system' },
  crsName: {
    wgs84: { zh: 'WGS84 / CGCS2000', en: 'WGS84 / CGCS2000' },
    gcj02: { zh: 'GCJ-02（高德、腾讯）', en: 'GCJ-02 (AMap, Tencent)' },
    bd09: { zh: 'BD-09（百度）', en: 'BD-09 (Baidu)' },
  },
  locate: { zh: (point: string) => `定位到 ${point}`, en: (point: string) => `Go to ${point}` },
  locateContext: { zh: '查这里属于哪个网格、海拔多少', en: 'Whose grid it is, and how high' },
  count: { zh: (count: number) => `${count} 个结果`, en: (count: number) => `${count} results` },
} satisfies Dictionary
