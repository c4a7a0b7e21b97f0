import type { Dictionary } from '#web/lib/define-text.ts'

/** Words that several features say. */
export const sharedText = {
  retry: { zh: '重试', en: 'Try again' },
  loading: { zh: '正在读取…', en: 'Loading…' },
  copyWgs84: { zh: '复制 WGS84 坐标', en: 'Copy WGS84' },
  copyGcj02: { zh: '复制 GCJ-02（高德、腾讯）坐标', en: 'Copy GCJ-02 (AMap, Tencent)' },
  copied: { zh: '已复制', en: 'Copied' },
  close: { zh: '关闭', en: 'Close' },
  zoomTo: { zh: '在地图上定位', en: 'Show on the map' },
  noData: { zh: '无数据', en: 'No data' },
  all: { zh: '全部', en: 'All' },
  exportCsv: { zh: '导出 CSV', en: 'Export CSV' },
  exportGeoJson: { zh: '导出 GeoJSON', en: 'Export GeoJSON' },
  people: { zh: '人', en: 'people' },
  householdUnit: { zh: '户', en: 'households' },
  level: {
    county: { zh: '县', en: 'County' },
    township: { zh: '乡镇', en: 'Township' },
    village: { zh: '村（社区）', en: 'Village' },
    group: { zh: '村民小组', en: 'Group' },
    grid: { zh: '网格', en: 'Grid' },
  },
  direction: {
    n: { zh: '北', en: 'N' },
    ne: { zh: '东北', en: 'NE' },
    e: { zh: '东', en: 'E' },
    se: { zh: '东南', en: 'SE' },
    s: { zh: '南', en: 'S' },
    sw: { zh: '西南', en: 'SW' },
    w: { zh: '西', en: 'W' },
    nw: { zh: '西北', en: 'NW' },
  },
  severity: {
    blue: { zh: '蓝色', en: 'Blue' },
    yellow: { zh: '黄色', en: 'Yellow' },
    orange: { zh: '橙色', en: 'Orange' },
    red: { zh: '红色', en: 'Red' },
  },
  wholeCounty: { zh: '全县', en: 'Whole county' },
} satisfies Dictionary
