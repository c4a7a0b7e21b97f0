import type { Dictionary } from '#web/lib/define-text.ts'

export const metricsText = {
  metric: {
    population: { zh: '常住人口', en: 'Population' },
    density: { zh: '人口密度', en: 'Population density' },
    households: { zh: '户数', en: 'Households' },
    workersPerThousand: { zh: '每千人网格员', en: 'Workers per 1,000' },
    elevation: { zh: '平均海拔', en: 'Mean elevation' },
    area: { zh: '面积', en: 'Area' },
    needHelpShare: { zh: '需帮助转移占比', en: 'Need help to move' },
  },
  unit: {
    population: { zh: '人', en: 'people' },
    density: { zh: '人/km²', en: 'people/km²' },
    households: { zh: '户', en: 'households' },
    workersPerThousand: { zh: '人/千人', en: 'per 1,000' },
    elevation: { zh: 'm', en: 'm' },
    area: { zh: 'km²', en: 'km²' },
    needHelpShare: { zh: '%', en: '%' },
  },
  gridCount: { zh: (count: string) => `${count} 格`, en: (count: string) => `${count} grids` },
  noData: { zh: '无数据', en: 'No data' },
  legend: { zh: '图例', en: 'Legend' },
  fold: { zh: '收起图例', en: 'Fold the legend' },
  unfold: { zh: '展开图例', en: 'Unfold the legend' },
  loading: { zh: '正在读取指标…', en: 'Loading the figures…' },
  failed: { zh: '指标没有读到，', en: 'The figures did not arrive; ' },
  retry: { zh: '重试', en: 'try again' },
  quantile: { zh: '等量分级（每级网格数相近）', en: 'equal counts' },
  equal: { zh: '等距分级', en: 'equal steps' },
  ofVillages: { zh: '各村数值，不显示到网格', en: 'figures of villages, not of grids' },
  meansOfVillages: { zh: '各村每格平均，不显示到网格', en: 'means of the grids of each village' },
} satisfies Dictionary
