import type { Dictionary } from '#web/lib/define-text.ts'

export const chartsText = {
  title: { zh: '统计', en: 'Charts' },
  days: { zh: (days: string) => `近 ${days} 天`, en: (days: string) => `${days} days` },
  daysLabel: { zh: '统计的时间', en: 'Time of the charts' },
  trend: { zh: '每日上报与办结', en: 'Reported and ended by day' },
  day: { zh: '日期', en: 'Day' },
  reported: { zh: '上报', en: 'Reported' },
  ended: { zh: '办结', en: 'Ended' },
  byType: { zh: '按类型', en: 'By type' },
  type: { zh: '类型', en: 'Type' },
  open: { zh: '未办结', en: 'Open' },
  overdue: { zh: '超时', en: 'Overdue' },
  byTownship: { zh: '按乡镇（按编码排列）', en: 'By township, in the order of codes' },
  township: { zh: '乡镇', en: 'Township' },
  containment: { zh: '在哪一级办结', en: 'Where they were settled' },
  rung: { zh: '层级', en: 'Rung' },
  settled: { zh: '办结', en: 'Settled' },
  contained: {
    grid: { zh: '微事不出格', en: 'In the grid' },
    village: { zh: '小事不出村', en: 'In the village' },
    township: { zh: '大事不出乡', en: 'In the township' },
    county: { zh: '矛盾不上交', en: 'In the county' },
  },
  support: {
    zh: '上行较多的地方需要上一级多给支持；这不是排名，也不作考核。',
    en: 'Where more climbs, the rung above owes more support; this is no ranking and assesses nobody.',
  },
  showTable: { zh: '表格', en: 'Table' },
  showChart: { zh: '图', en: 'Chart' },
  none: { zh: '这段时间里没有事件。', en: 'There were no incidents in this time.' },
  exportName: { zh: '事件统计', en: 'incident-charts' },
} satisfies Dictionary
