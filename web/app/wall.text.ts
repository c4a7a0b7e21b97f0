import type { Dictionary } from '#web/lib/define-text.ts'

export const wallText = {
  title: { zh: '大屏 · 一张网', en: 'Wall · OneGrid' },
  product: { zh: '一张网', en: 'OneGrid' },
  pairTitle: { zh: '配对码', en: 'Pairing code' },
  pairHint: {
    zh: '请值班员在“系统管理 → 大屏”里输入这个配对码，并选择区域。',
    en: 'An operator types this code under “Administration → Walls” and chooses an area.',
  },
  codeAge: {
    zh: (minutes: string) => `${minutes} 分钟内有效，到时自动换新码`,
    en: (minutes: string) => `Good for ${minutes} min, then a new one comes by itself`,
  },
  connecting: { zh: '正在连接服务器…', en: 'Connecting to the server…' },
  unreachable: { zh: '连不上服务器，自动重试中', en: 'The server cannot be reached; trying again' },
  tooMany: { zh: '请求配对码太频繁，稍后自动再试', en: 'Too many codes were asked for; trying again later' },
  revoked: { zh: '此屏已取消配对', en: 'This screen is no longer paired' },
  asleep: { zh: '长时间无人配对', en: 'Nobody has paired this screen' },
  wake: { zh: '在此屏按任意键或点一下，显示新的配对码', en: 'Press a key or click at this screen for a new code' },
  dataAge: { zh: (age: string) => `数据 ${age}前`, en: (age: string) => `data ${age} old` },
  openIncidents: {
    zh: (count: string) => `未办结事件 ${count} 件`,
    en: (count: string) => `${count} ${count === '1' ? 'incident' : 'incidents'} open`,
  },
  live: { zh: '实时', en: 'live' },
  noEdition: { zh: '还没有网格底图', en: 'There is no grid edition yet' },
  noWebGl: { zh: '这块屏的浏览器画不了地图：没有 WebGL 2', en: 'This browser cannot draw the map: WebGL 2 is missing' },
  demo: { zh: '演示数据', en: 'Demo data' },
} satisfies Dictionary
