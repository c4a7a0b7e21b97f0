import type { Dictionary } from '#web/lib/define-text.ts'

export const intakeText = {
  title: { zh: '登记事件', en: 'Report an incident' },
  form: { zh: '登记事件', en: 'Report an incident' },
  place: { zh: '事发地点', en: 'Where' },
  placeSearch: { zh: '地名、网格编码、经纬度', en: 'Name, grid code, lng,lat' },
  placeSearchLabel: { zh: '搜索事发地点', en: 'Search the place' },
  pick: { zh: '点地图', en: 'Click the map' },
  crosshair: { zh: '地图中央', en: 'Middle of the map' },
  pickHint: { zh: '在地图上点一下事发地点；拖动可移动地图。', en: 'Click the place on the map; drag to move the map.' },
  noPlace: {
    zh: '请点地图、搜索，或放大后用地图中央。',
    en: 'Click the map, search, or zoom in and take its middle.',
  },
  noPlaceOrMap: { zh: '请输入地名、网格编码或经纬度。', en: 'Type a name, a grid code or coordinates.' },
  rough: {
    zh: '地图中央，较粗略，请核对或点选。',
    en: 'Middle of the map, rough: check it or choose.',
  },
  wholeGrid: { zh: '按网格登记', en: 'somewhere in the grid' },
  locating: { zh: '正在查所在网格…', en: 'Looking up the grid…' },
  outside: {
    zh: (name: string, distance: string) => `不在本县网格内：最近的是${name}，约 ${distance}。请核对坐标和坐标系。`,
    en: (name: string, distance: string) =>
      `In no grid of the county: the nearest is ${name}, about ${distance} away. Check the coordinates and their system.`,
  },
  beyond: {
    zh: '这里不在您的管辖范围内，请由当地或上级登记。',
    en: 'This lies outside your area; somebody there or above has to report it.',
  },
  responsible: { zh: '由谁负责：', en: 'Who answers: ' },
  groupHead: { zh: '村民小组长', en: 'Group head' },
  kind: { zh: '类别', en: 'Kind' },
  type: { zh: '类型', en: 'Type' },
  chooseType: { zh: '请选择', en: 'Choose' },
  typesFailed: { zh: '类型没有读到。', en: 'The types did not arrive.' },
  severity: { zh: '等级', en: 'Severity' },
  heading: { zh: '标题', en: 'Title' },
  headingHint: { zh: '不填则用灰色的标题', en: 'left empty, the grey one is taken' },
  proposedTitle: {
    zh: (village: string, grid: string, type: string) => `${village}${grid}${type}`,
    en: (village: string, grid: string, type: string) => `${type}, ${village} ${grid}`,
  },
  description: { zh: '情况描述', en: 'What happened' },
  foundAt: { zh: '发现时间（不填为现在）', en: 'Found (empty: now)' },
  // possible duplicates
  similar: { zh: '附近未办结的同类事件', en: 'Open ones of this kind nearby' },
  similarHint: {
    zh: '500 米内、30 天内。可能是同一件，请先看看。',
    en: 'Within 500 m and 30 days: perhaps the same one.',
  },
  noSimilar: { zh: '500 米内、30 天内没有同类事件。', en: 'None within 500 m and 30 days.' },
  similarFailed: { zh: '附近事件没有读到：', en: 'Those nearby did not arrive: ' },
  similarCount: {
    zh: (count: string) => `附近有 ${count} 件同类，请先看看`,
    en: (count: string) => `${count} of this kind nearby: look first`,
  },
  sameOne: { zh: '就是这件', en: 'It is this one' },
  away: {
    zh: (distance: string, place: string) => `${distance} · ${place}`,
    en: (distance: string, place: string) => `${distance} · ${place}`,
  },
  // sending
  save: { zh: '登记', en: 'Report' },
  saving: { zh: '正在登记…', en: 'Sending…' },
  discard: { zh: '清空', en: 'Clear' },
  notSent: {
    zh: '没有送达，内容已留在本页，请再点“登记”；重复提交也只生成一件。',
    en: 'It did not get through; what you typed is kept here. Send it again: twice still makes one.',
  },
  sentBefore: {
    zh: '先前那次提交其实已经登记，之后您又改了内容。请在下方找到它并更正；确要另登一件请再点“登记”。',
    en: 'What you sent before did get through, and you have changed it since. Find it below and correct it; to report another one, send again.',
  },
  // what is missing
  gapPlace: { zh: '请先定下事发地点。', en: 'Set the place first.' },
  gapType: { zh: '请选择类型。', en: 'Choose the type.' },
  gapSeverity: { zh: '请选择等级。', en: 'Choose the severity.' },
  gapFoundAt: { zh: '发现时间有误。', en: 'The time it was found is not right.' },
} satisfies Dictionary
