import type { Dictionary } from '#web/lib/define-text.ts'

export const replayText = {
  strip: { zh: '回看', en: 'Look back' },
  open: { zh: '回看 24 小时', en: 'Last 24 hours' },
  fold: { zh: '收起时间轴', en: 'Fold the timeline' },
  play: { zh: '播放', en: 'Play' },
  pause: { zh: '暂停', en: 'Pause' },
  speed: { zh: '播放速度', en: 'Speed' },
  track: { zh: '时间轴：左右键移动', en: 'Timeline: the arrow keys move it' },
  atNow: { zh: '现在', en: 'Now' },
  since: { zh: '从这一刻起的 24 小时', en: 'The 24 hours from here on' },
  dayBefore: { zh: '前 24 小时', en: '24 hours earlier' },
  dayAfter: { zh: '后 24 小时', en: '24 hours later' },
  loading: { zh: '正在读取…', en: 'Loading…' },
  reports: { zh: (count: string) => `上报 ${count}`, en: (count: string) => `${count} reported` },
  steps: { zh: (count: string) => `办理 ${count} 步`, en: (count: string) => `${count} steps` },
  barsTitle: {
    zh: '每刻钟：亮色为上报，暗色为全部办理步骤',
    en: 'By quarters of an hour: bright what was reported, dark every step taken',
  },
  truncated: {
    zh: (time: string) => `内容过多，只到 ${time} 为止是齐全的`,
    en: (time: string) => `Too much for one look: complete until ${time} only`,
  },
  tooMany: { zh: '事件过多，只显示最近上报的', en: 'Too many incidents: the newest are shown' },
  failed: { zh: '没有读到这段时间的记录。', en: 'These hours could not be read.' },
  retry: { zh: '重试', en: 'Try again' },
  unfiltered: {
    zh: '超时、时间、承办和“已处置”筛选不用于回看',
    en: 'Filters by lateness, time, assignee and what was done do not apply to the past',
  },
  // on the map
  past: { zh: '过去', en: 'Past' },
  standing: { zh: (count: string) => `未办结 ${count} 件`, en: (count: string) => `${count} open then` },
  toNow: { zh: '回到现在', en: 'Back to now' },
  fresh: {
    zh: (count: string) => `现在有 ${count} 件新动态`,
    en: (count: string) => `${count} changed meanwhile`,
  },
  listIsNow: {
    zh: '列表是现在的；地图在回看过去。',
    en: 'The list is of now; the map shows the past.',
  },
} satisfies Dictionary
