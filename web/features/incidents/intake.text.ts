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
  // a place that is only roughly where it happened
  rough: {
    zh: (what: string, remedy: string) => `大致位置：${what}，${remedy}。`,
    en: (what: string, remedy: string) => `Rough: ${what}; ${remedy}.`,
  },
  roughPlace: {
    village: { zh: '村中心', en: 'the middle of the village' },
    group: { zh: '小组中心', en: 'the middle of the group' },
    water: { zh: '水域中心', en: 'the middle of the water' },
    middle: { zh: '地图中央', en: 'the middle of the map' },
    far: { zh: '是在小比例地图上点的', en: 'tapped from far out' },
    position: { zh: '定位不够准', en: 'your phone does not know it better' },
  },
  tapIt: { zh: '可在图上点准', en: 'tap the map to make it exact' },
  tapAgain: { zh: '请放大后再点一次', en: 'zoom in and tap again' },
  typeIt: { zh: '可改填网格编码或经纬度', en: 'a grid code or coordinates make it exact' },
  // where whoever reports it stands
  myPosition: { zh: '我的位置', en: 'My position' },
  findingPosition: { zh: '正在定位…', en: 'Finding you…' },
  positionWithin: {
    zh: (meters: string) => `您的位置，误差约 ±${meters} 米`,
    en: (meters: string) => `Your position, within ±${meters} m`,
  },
  noPosition: {
    denied: {
      zh: '没有获准使用位置：请在浏览器和手机的设置里允许本网站定位，或在图上点。',
      en: 'Your position may not be used: allow it for this site in the settings, or tap the map.',
    },
    unavailable: {
      zh: '现在定不了位：请打开手机定位，到开阔处再试，或在图上点。',
      en: 'Your position is not known: switch it on, try again under the open sky, or tap the map.',
    },
    timeout: {
      zh: '一时没有定到位：请到开阔处再试，或在图上点。',
      en: 'It took too long to find you: try again under the open sky, or tap the map.',
    },
  },
  positionTooRough: {
    zh: (distance: string) => `只能定到 ±${distance}，可能是别的村，没有采用：请打开精确定位再试，或在图上点。`,
    en: (distance: string) =>
      `Known to ±${distance} only, which may be another village, and so not taken: allow the exact position, or tap the map.`,
  },
  positionOutside: {
    zh: (name: string, distance: string) =>
      `您现在不在本县（最近的${name}约 ${distance}），没有采用：请在图上点或搜索。`,
    en: (name: string, distance: string) =>
      `You are outside the county (${name} is nearest, about ${distance} away), so it was not taken: tap the map or search.`,
  },
  zoomIn: { zh: '放大', en: 'Zoom in' },
  within: {
    zh: (name: string) => `${name}范围太大，还不是事发地点：请再选村或网格，或在图上点一下。`,
    en: (name: string) => `${name} is too large to be the place: choose a village or a grid in it, or click the map.`,
  },
  withinNoMap: {
    zh: (name: string) => `${name}范围太大，还不是事发地点：请再填村名、网格编码或经纬度。`,
    en: (name: string) => `${name} is too large to be the place: type a village, a grid code or coordinates.`,
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
