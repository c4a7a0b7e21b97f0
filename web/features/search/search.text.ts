import type { Dictionary } from '#web/lib/define-text.ts'

export const searchText = {
  placeholder: { zh: '搜地名、拼音、网格编码、经纬度', en: 'Search name, pinyin, code, lng,lat' },
  placeholderShort: { zh: '地名、编码、经纬度', en: 'Name, code, lng,lat' },
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
    wgs84: { zh: 'WGS84', en: 'WGS84' },
    gcj02: { zh: 'GCJ-02 高德', en: 'GCJ-02 AMap' },
    bd09: { zh: 'BD-09 百度', en: 'BD-09 Baidu' },
  },
  locate: { zh: (point: string) => `定位到 ${point}`, en: (point: string) => `Go to ${point}` },
  locateContext: { zh: '查这里属于哪个网格、海拔多少', en: 'Whose grid it is, and how high' },
  crsTitle: {
    wgs84: { zh: 'WGS84，与 CGCS2000 一致：GPS、天地图', en: 'WGS84, equal to CGCS2000: GPS, Tianditu' },
    gcj02: { zh: 'GCJ-02：高德、腾讯地图，微信位置', en: 'GCJ-02: AMap, Tencent, WeChat' },
    bd09: { zh: 'BD-09：百度地图', en: 'BD-09: Baidu Maps' },
  },
  converted: { zh: (point: string) => `换算为 WGS84 ${point}`, en: (point: string) => `in WGS84 ${point}` },
  count: { zh: (count: number) => `${count} 个结果`, en: (count: number) => `${count} results` },
} satisfies Dictionary
