import type { Dictionary } from '#web/lib/define-text.ts'

export const printText = {
  title: { zh: '打印当前地图', en: 'Print the map' },
  close: { zh: '关闭', en: 'Close' },
  heading: { zh: '标题', en: 'Title' },
  defaultTitle: {
    zh: (place: string, topic: string) => `${place}${topic}图`,
    en: (place: string, topic: string) => `${place}: ${topic}`,
  },
  plainTopic: { zh: '网格', en: 'grids' },
  print: { zh: '打印', en: 'Print' },
  save: { zh: '存为图片', en: 'Save picture' },
  withoutIncidents: {
    zh: '打印件谁都可能看到，事件不印在图上。',
    en: 'Anybody may come to read a print: incidents are left off it.',
  },
  taking: { zh: '正在取图…', en: 'Taking the picture…' },
  failed: {
    zh: '没有取到地图画面，请等地图恢复后重试。',
    en: 'No picture of the map; try again when it has recovered.',
  },
  retry: { zh: '重试', en: 'Try again' },
  madeAt: { zh: (time: string) => `制图时间 ${time}`, en: (time: string) => `Made ${time}` },
  edition: { zh: (number: number) => `网格底图第 ${number} 版`, en: (number: number) => `Grid edition ${number}` },
  demo: {
    zh: '演示数据：示意，不是行政区划的法定界线',
    en: 'Demo data: illustrative, not official boundaries',
  },
  crs: { zh: '坐标系 CGCS2000 / WGS84', en: 'CGCS2000 / WGS84' },
} satisfies Dictionary
