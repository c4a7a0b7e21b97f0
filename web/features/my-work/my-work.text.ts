import type { Dictionary } from '#web/lib/define-text.ts'

export const myWorkText = {
  title: { zh: '我的待办', en: 'My work' },
  open: {
    zh: (unread: string) => `我的待办，${unread} 条未读`,
    en: (unread: string) => `My work, ${unread} unread`,
  },
  count: {
    zh: (unread: string, total: string) => `${unread} 条未读 · 共 ${total} 条`,
    en: (unread: string, total: string) => `${unread} unread of ${total}`,
  },
  sections: { zh: '类别', en: 'Kinds' },
  section: {
    assigned: { zh: '派给我的', en: 'Assigned' },
    called: { zh: '呼叫', en: 'Called' },
    overdue: { zh: '超时', en: 'Overdue' },
  },
  unreadIn: { zh: (count: string) => `${count} 条未读`, en: (count: string) => `${count} unread` },
  empty: {
    assigned: { zh: '没有派给您的事件。', en: 'Nothing is assigned to you.' },
    called: { zh: '没有呼叫本部门的吹哨。', en: 'Your department is not called.' },
    overdue: { zh: '本级没有超时的事件。', en: 'Nothing at your level is overdue.' },
  },
  onlyFirst: {
    zh: (shown: string, total: string) => `只列出最急的 ${shown} 条，共 ${total} 条`,
    en: (shown: string, total: string) => `The ${shown} most urgent of ${total}`,
  },
  markAll: { zh: '全部标为已读', en: 'Mark all read' },
  markFailed: { zh: '没有标上，请再试。', en: 'They were not marked; try again.' },
  handover: { zh: '交接班', en: 'Handover' },
  unread: { zh: '未读', en: 'Unread' },
  left: { zh: (span: string) => `剩 ${span}`, en: (span: string) => `${span} left` },
  late: { zh: (span: string) => `超时 ${span}`, en: (span: string) => `${span} late` },
  noLimit: { zh: '无时限', en: 'no limit' },
  step: {
    'report-in': { zh: '待报到', en: 'to report in' },
    done: { zh: '待办结', en: 'to be done' },
  },
} satisfies Dictionary
