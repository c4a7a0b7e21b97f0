import type { Dictionary } from '#web/lib/define-text.ts'

export const patrolsText = {
  title: { zh: '巡查', en: 'Patrols' },
  listLabel: { zh: '巡查列表', en: 'List of patrols' },
  states: { zh: '状态', en: 'State' },
  state: {
    scheduled: { zh: '已排期', en: 'Scheduled' },
    ready: { zh: '待出发', en: 'Ready' },
    overdue: { zh: '逾期', en: 'Overdue' },
    under_way: { zh: '进行中', en: 'Under way' },
    done: { zh: '已完成', en: 'Done' },
    cancelled: { zh: '已取消', en: 'Cancelled' },
  },
  count: { zh: (count: string) => `${count} 次`, en: (count: string) => count },
  current: { zh: '当前', en: 'Current' },
  empty: {
    zh: '没有符合条件的巡查，请放宽状态或范围。',
    en: 'No patrol matches; widen the states or the area.',
  },
  showCurrent: { zh: '看当前巡查', en: 'Show current patrols' },
  progress: {
    zh: (done: number, all: number) => `${done} / ${all} 站`,
    en: (done: number, all: number) => `${done} of ${all} stops`,
  },
  stops: { zh: '巡查点', en: 'Stops' },
  purpose: { grid: { zh: '网格', en: 'Grid' }, hazard: { zh: '隐患点', en: 'Hazard point' } },
  notVisited: { zh: '未到', en: 'Not yet' },
  village: { zh: '所属村（社区）', en: 'Village' },
  plannedStart: { zh: '计划出发', en: 'Planned start' },
  started: { zh: '出发', en: 'Started' },
  finished: { zh: '完成', en: 'Finished' },
  times: { zh: '时间', en: 'Times' },
  gone: { zh: '没有找到这次巡查，可能已被取消。', en: 'This patrol was not found; it may have been cancelled.' },
} satisfies Dictionary
