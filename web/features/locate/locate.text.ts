import type { Dictionary } from '#web/lib/define-text.ts'

export const locateText = {
  title: { zh: '定位结果', en: 'Located point' },
  inside: { zh: '在县域内', en: 'Inside the county' },
  outside: { zh: '在县域外', en: 'Outside the county' },
  outsideText: {
    zh: (distance: string) => `该点不在本县范围内，最近的网格在 ${distance} 外。`,
    en: (distance: string) => `This point is outside the county; the nearest grid is ${distance} away.`,
  },
  belongs: { zh: '所属', en: 'Belongs to' },
  nearest: { zh: '最近的网格', en: 'Nearest grid' },
  elevation: { zh: '海拔', en: 'Elevation' },
  groupName: { zh: (number: number) => `第 ${number} 组`, en: (number: number) => `Group ${number}` },
  coordinates: { zh: '坐标', en: 'Coordinates' },
  circleHere: { zh: '以此为圆心估算影响', en: 'Who is affected around here' },
} satisfies Dictionary
