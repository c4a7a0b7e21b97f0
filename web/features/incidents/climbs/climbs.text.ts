import type { Dictionary } from '#web/lib/define-text.ts'

export const climbsText = {
  title: { zh: '上报路径', en: 'What climbed' },
  hide: { zh: '不显示上报路径', en: 'Hide what climbed' },
  to: {
    village: { zh: '到村级', en: 'To the village' },
    township: { zh: '到乡镇', en: 'To the township' },
    county: { zh: '到县级', en: 'To the county' },
  },
  count: { zh: (count: string) => `${count} 件`, en: (count: string) => count },
  meaning: {
    zh: '弧线连到现在办理的层级。上报多的地方需要支持，不作排名。',
    en: 'Arcs end where it is handled now. Where much climbs, support is wanted; it is no ranking.',
  },
} satisfies Dictionary
