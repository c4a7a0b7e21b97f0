import type { Dictionary } from '#web/lib/define-text.ts'

export const incidentColoringText = {
  name: {
    incidents_open: { zh: '未办结事件', en: 'Open incidents' },
    incidents_overdue: { zh: '超时事件', en: 'Overdue incidents' },
    incidents_reported: { zh: '新上报事件', en: 'Reported incidents' },
    hot_spots: { zh: '事件热点', en: 'Hot spots' },
  },
  unit: {
    count: { zh: '件', en: 'incidents' },
    thousand: { zh: '件/千人', en: 'per 1,000 people' },
    hotSpots: { zh: 'Gi*', en: 'Gi*' },
  },
  per: { zh: '计算方式', en: 'Counted' },
  perCount: { zh: '件数', en: 'Number' },
  perThousand: { zh: '每千人', en: 'Per 1,000' },
  days: { zh: '上报时间', en: 'Reported in' },
  ofDays: { zh: (days: string) => `近 ${days} 天`, en: (days: string) => `${days} days` },
  correction: { zh: '多重检验校正', en: 'Correction for many tests' },
  none: { zh: '不校正', en: 'None' },
  bh: { zh: 'BH 校正', en: 'Benjamini–Hochberg' },
  total: { zh: (count: string) => `共 ${count} 件`, en: (count: string) => `${count} in all` },
  onMap: { zh: (name: string) => `地图着色：${name}`, en: (name: string) => `On the map: ${name}` },
  tooFew: { zh: '少于 3 件', en: 'fewer than 3' },
  outOfReach: { zh: '不在您的管辖范围内', en: 'Outside your area' },
  openList: { zh: '查看列表', en: 'Show the list' },
  elsewhere: {
    zh: (count: string) => `另有 ${count} 件所在网格已不在当前版次`,
    en: (count: string) => `${count} more in grids of former editions`,
  },
  partial: { zh: '仅含权限范围内的事件', en: 'only what you may see' },
  filtered: { zh: '按事件列表的类别与等级筛选', en: 'filtered as the list: kinds, severities' },
  hot: { zh: (p: string) => `热点 p ≤ ${p}`, en: (p: string) => `Hot, p ≤ ${p}` },
  cold: { zh: (p: string) => `冷点 p ≤ ${p}`, en: (p: string) => `Cold, p ≤ ${p}` },
  chance: { zh: '与随机无异', en: 'As chance gives' },
  test: {
    zh: (grids: string, days: string, count: string) =>
      `Getis-Ord Gi*，相邻网格含自身，双侧精确检验；n = ${grids} 格，近 ${days} 天 ${count} 件`,
    en: (grids: string, days: string, count: string) =>
      `Getis-Ord Gi* with adjoining grids and self, two-sided exact test; n = ${grids} grids, ${count} incidents in ${days} days`,
  },
  corrected: { zh: 'p 值已作 Benjamini–Hochberg 校正', en: 'p corrected after Benjamini–Hochberg' },
  uncorrected: {
    zh: '未作多重检验校正：随机数据也会有少数网格显著',
    en: 'not corrected: chance alone makes some grids significant',
  },
  spot: {
    zh: (z: string, p: string) => `Gi* z = ${z}，p = ${p}`,
    en: (z: string, p: string) => `Gi* z = ${z}, p = ${p}`,
  },
} satisfies Dictionary
