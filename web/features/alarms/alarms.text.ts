import type { Dictionary } from '#web/lib/define-text.ts'

export const alarmsText = {
  heading: {
    zh: (count: string) => `${count} 起告警未确认`,
    en: (count: string) => `${count} ${count === '1' ? 'alarm' : 'alarms'} not acknowledged`,
  },
  show: { zh: '查看', en: 'Show' },
  acknowledge: { zh: '已知悉', en: 'Acknowledge' },
  seenBelow: {
    zh: (area: string, who: string, at: string) => `${area}已由 ${who} 于 ${at} 知悉`,
    en: (area: string, who: string, at: string) => `Acknowledged by ${who} (${area}) at ${at}`,
  },
  more: { zh: (count: string) => `还有 ${count} 件待确认`, en: (count: string) => `${count} more to acknowledge` },
  silence: { zh: '关闭提示音', en: 'Turn the sound off' },
  sound: { zh: '打开提示音', en: 'Turn the sound on' },
  blocked: { zh: '浏览器暂未允许声音，点一下页面即可', en: 'The browser lets no sound through yet; click anywhere' },
  failed: { zh: '没有确认成功，请再试。', en: 'It was not acknowledged; try again.' },
} satisfies Dictionary
