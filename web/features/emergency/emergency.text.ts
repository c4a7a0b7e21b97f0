import type { Dictionary } from '#web/lib/define-text.ts'

export const emergencyText = {
  title: { zh: '应急研判', en: 'Emergency' },
  question: { zh: '谁在影响范围内？', en: 'Who is affected?' },
  drawPolygon: { zh: '画多边形', en: 'Draw polygon' },
  drawCircle: { zh: '画圆', en: 'Draw circle' },
  polygonHint: {
    zh: '在地图上点击各顶点，双击或回车结束；退格撤回一点，Esc 取消。',
    en: 'Click the corners; double click or Enter ends, Backspace takes one back, Esc cancels.',
  },
  circleHint: {
    zh: '在圆心按下并拖到边缘，或先点圆心再点边缘；Esc 取消。',
    en: 'Press at the centre and drag to the edge, or click both; Esc cancels.',
  },
  orTypeOrPaste: { zh: '或输入圆心与半径，或粘贴 GeoJSON', en: 'Or type a centre and radius, or paste GeoJSON' },
  center: { zh: '圆心（经度，纬度）', en: 'Centre (lng,lat)' },
  radius: { zh: '半径（米）', en: 'Radius (m)' },
  crs: { zh: '坐标系', en: 'System' },
  ask: { zh: '估算', en: 'Estimate' },
  badCenter: { zh: '圆心写不成坐标：请写成 103.6243,26.5444。', en: 'Write the centre like 103.6243,26.5444.' },
  badRadius: { zh: '半径请填 1 到 200,000 之间的数（米）。', en: 'Give a radius from 1 to 200,000 metres.' },
  paste: { zh: '粘贴 GeoJSON', en: 'Paste GeoJSON' },
  pastePlaceholder: { zh: '{"type":"Polygon","coordinates":[…]}', en: '{"type":"Polygon","coordinates":[…]}' },
  badJson: {
    zh: '这不是 GeoJSON：请粘贴 Polygon、MultiPolygon 或含它们的 Feature。',
    en: 'Not GeoJSON: paste a Polygon, a MultiPolygon or a Feature with one.',
  },
  noPolygon: {
    zh: 'GeoJSON 里没有面：请粘贴 Polygon 或 MultiPolygon。',
    en: 'There is no polygon in it: paste a Polygon or MultiPolygon.',
  },
  notOnEarth: {
    zh: '有的坐标超出经纬度范围：请检查坐标顺序，先经度、后纬度，如 [103.6243,26.5444]。',
    en: 'Some coordinates are not on earth: check their order, longitude before latitude, as in [103.6243,26.5444].',
  },
  clear: { zh: '清除', en: 'Clear' },
  zoom: { zh: '定位', en: 'Show' },
  empty: {
    zh: '画出或输入一个范围，立即得到涉及的人口、户数、需帮助转移人数和网格清单。',
    en: 'Draw or type an area to see at once the people, households, those who need help, and the grids.',
  },
  working: { zh: '正在估算…', en: 'Estimating…' },
  noOne: {
    zh: '这个范围不涉及本县任何网格，请检查位置或坐标系。',
    en: 'This area touches no grid of the county; check the place or the coordinate system.',
  },
  peopleSentence: {
    zh: (likely: string) => `约 ${likely} 人`,
    en: (likely: string) => `About ${likely} ${likely === '1' ? 'person' : 'people'}`,
  },
  peopleRange: {
    zh: (min: string, max: string) => `（最少 ${min}，最多 ${max}）`,
    en: (min: string, max: string) => `(at least ${min}, at most ${max})`,
  },
  levelSentence: {
    zh: (level: string, range: string) => `险情等级：${level}（${range}）`,
    en: (level: string, range: string) => `Danger level: ${level} (${range})`,
  },
  gridSentence: {
    zh: (grids: string, whole: string) => `涉及 ${grids} 个网格，其中整格 ${whole} 个。`,
    en: (grids: string, whole: string) => `${grids} ${grids === '1' ? 'grid' : 'grids'} touched, ${whole} whole.`,
  },
  incidentSentence: {
    zh: (count: string) => `范围内未办结事件 ${count} 件。`,
    en: (count: string) => `${count} open ${count === '1' ? 'incident' : 'incidents'} inside.`,
  },
  incidentPartial: { zh: '（只含您管辖范围内的）', en: '(only within your area)' },
  outsideSentence: {
    zh: (area: string) => `其中 ${area} 在本县之外：那里没有数据，未计入。`,
    en: (area: string) => `${area} of it lie outside the county: nothing is known there, and no one there is counted.`,
  },
  level: {
    small: { zh: '小型', en: 'small' },
    medium: { zh: '中型', en: 'medium' },
    large: { zh: '大型', en: 'large' },
    extraLarge: { zh: '特大型', en: 'extra large' },
  },
  levelRange: {
    small: { zh: '不足 100 人', en: 'under 100 people' },
    medium: { zh: '100–500 人', en: '100–500 people' },
    large: { zh: '500–1,000 人', en: '500–1,000 people' },
    extraLarge: { zh: '1,000 人以上', en: '1,000 people or more' },
  },
  figures: { zh: '估算', en: 'Estimate' },
  min: { zh: '最少', en: 'At least' },
  likely: { zh: '可能', en: 'Likely' },
  max: { zh: '最多', en: 'At most' },
  people: { zh: '人口', en: 'People' },
  households: { zh: '户数', en: 'Households' },
  needHelp: { zh: '需帮助转移', en: 'Need help to move' },
  method: {
    zh: '最少只计整格；可能按面积占比；最多计入所有触及的网格。',
    en: 'At least: whole grids. Likely: by share of area. At most: every grid touched.',
  },
  grids: { zh: '网格清单', en: 'Grids' },
  grid: { zh: '网格', en: 'Grid' },
  village: { zh: '村（社区）', en: 'Village' },
  share: { zh: '占比', en: 'Share' },
  whole: { zh: '整格', en: 'Whole' },
  code: { zh: '网格编码', en: 'Grid code' },
  population: { zh: '常住人口', en: 'Population' },
  yes: { zh: '是', en: 'yes' },
  no: { zh: '否', en: 'no' },
  elapsed: {
    zh: (edition: number, ms: string) => `按第 ${edition} 版网格计算，用时 ${ms} ms`,
    en: (edition: number, ms: string) => `Edition ${edition}, ${ms} ms`,
  },
  flyToFault: { zh: '看出错的位置', en: 'Show the fault' },
  circleLabel: {
    zh: (radius: string) => `圆，半径 ${radius}`,
    en: (radius: string) => `Circle, radius ${radius}`,
  },
  polygonLabel: {
    zh: (count: number) => `多边形，${count} 个顶点`,
    en: (count: number) => `Polygon, ${count} corners`,
  },
  exportName: { zh: '影响范围', en: 'affected' },
} satisfies Dictionary
