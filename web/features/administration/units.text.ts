import type { Dictionary } from '#web/lib/define-text.ts'

export const unitsText = {
  intro: {
    zh: '能派出去办事的队伍。这里只写队伍名称和负责区域，不写人名、电话。停用后不再派出，已派给它的事件保留名称。',
    en: 'What can be sent. A unit has a name and an area here, and no persons or phones. Retired, it is sent no more; what it has keeps its name.',
  },
  find: { zh: '按名称、拼音或区域编码查找', en: 'Find by name, pinyin or code of the area' },
  kind: { zh: '类别', en: 'Kind' },
  allKinds: { zh: '全部类别', en: 'All kinds' },
  withRetired: { zh: '含已停用的', en: 'With retired ones' },
  count: { zh: (count: string) => `${count} 支队伍`, en: (count: string) => `${count} units` },
  onlyFirst: {
    zh: (shown: string, total: string) => `共 ${total} 支，只列出前 ${shown} 支，请输入名称缩小范围。`,
    en: (shown: string, total: string) => `The first ${shown} of ${total}; type a name to narrow them.`,
  },
  none: { zh: '没有符合条件的队伍，请换一个词，或新增。', en: 'No unit matches; try another word, or add one.' },
  list: { zh: '队伍', en: 'Units' },
  add: { zh: '新增队伍', en: 'Add a unit' },
  name: { zh: '队伍名称', en: 'Name' },
  nameExample: { zh: '如：者海镇应急救援队', en: 'Such as: Zhehai rescue unit' },
  nameMissing: { zh: '请填写队伍名称。', en: 'Give the unit a name.' },
  areaMissing: { zh: '请选择负责区域。', en: 'Choose the area.' },
  change: { zh: '修改', en: 'Change' },
  changeOf: { zh: (name: string) => `修改 ${name}`, en: (name: string) => `Change ${name}` },
  retired: { zh: '已停用', en: 'Retired' },
  retire: { zh: '停用', en: 'Retire' },
  retireOf: { zh: (name: string) => `停用 ${name}`, en: (name: string) => `Retire ${name}` },
  retireSure: {
    zh: (name: string) => `“${name}”不再出现在派单里；已派给它的事件不变，可再启用。`,
    en: (name: string) => `“${name}” is offered for no incident any more. What it has stays; it can be brought back.`,
  },
  bringBack: { zh: '启用', en: 'Bring back' },
  bringBackSure: {
    zh: (name: string) => `“${name}”可以再次派出。`,
    en: (name: string) => `“${name}” can be sent again.`,
  },
} satisfies Dictionary
