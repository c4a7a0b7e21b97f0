import type { MultiPolygon, Polygon } from 'geojson'
import { knownWords } from './known-words.ts'

/** Everything the address bar holds. Pure: parsing never throws, whatever a stranger typed; unknown words fall back. */

export type SelectedKind = 'area' | 'incident' | 'patrol' | 'point'
/** What the inspector shows. `id`: an area's code, an incident's or patrol's id, or `lng,lat` for a point. */
export type SelectedThing = { kind: SelectedKind; id: string }

export const panelNames = [
  'layers',
  'incidents',
  'intake',
  'work',
  'handover',
  'whistles',
  'patrols',
  'emergency',
  'charts',
  'table',
  'import',
  'admin',
  'audit',
] as const
export type PanelName = (typeof panelNames)[number]

export type ThemeName = 'night' | 'day'
export type LanguageName = 'zh' | 'en'

export type CircleQuery = { center: [lng: number, lat: number]; radiusMeters: number }
/** The area of the emergency question as it was drawn or pasted, in WGS84. A pasted `geometry` may have holes and parts
 *  and thousands of vertices: it is not kept in the address. */
export type AreaQuery =
  | ({ kind: 'circle' } & CircleQuery)
  | { kind: 'polygon'; ring: [lng: number, lat: number][] }
  | { kind: 'geometry'; geometry: Polygon | MultiPolygon }

/** An instant in the past that the map shows, where the 24 hours begin in which it lies, and how fast they are played. */
export type ReplayView = { atMs: number; sinceMs: number; speed: ReplaySpeed }
export const replaySpeeds = [1, 10, 60, 600] as const
export type ReplaySpeed = (typeof replaySpeeds)[number]

export type ViewState = {
  panel: PanelName | null
  selected: SelectedThing | null
  /** The choropleth's metric, null for none. */
  metric: string | null
  /** Of incidents as colours of the grids: what counts as new, by what, and whether many tests are made up for. */
  rateDays: '7' | '30' | '90'
  ratePer: 'count' | 'thousand'
  isHotSpotCorrected: boolean
  /** How the classes are cut: `quantile`, `equal`, … */
  classing: string
  /** Overlays the user switched off. */
  hiddenOverlays: string[]
  /** `open`, `ended` or `all`. */
  incidentState: string
  incidentKinds: string[]
  severities: string[]
  /** Only what is past its due time. */
  isOverdueOnly: boolean
  /** What a title, number or place holds, as it was typed. */
  incidentText: string
  /** Types as `kind.code`: two kinds may have a type of the same code. */
  incidentTypes: string[]
  incidentRungs: string[]
  /** When they were reported: `24h`, `7d`, … or two days, `2026-11-01~2026-11-24`; null for ever. */
  incidentPeriod: string | null
  /** When they ended, in the same words. */
  incidentEnded: string | null
  /** Only those about which somebody has done something. */
  isActedOnly: boolean
  /** Only those that somebody has: `role:…`, `department:…`, `unit:…`, or `none` for those that nobody has. */
  incidentAssignee: string | null
  /** Over how many days the figures and charts are taken. */
  figureDays: number
  incidentOrder: 'time' | 'severity'
  patrolStates: string[]
  /** The column the table is sorted by, with `-` before it for the largest first; null for the order of codes. */
  tableSort: string | null
  /** The grids in the table: those the map shows, or all. */
  tableExtent: 'view' | 'all'
  /** What the table's rows must hold, as it was typed. */
  tableText: string
  /** The one kind of grid the table shows. */
  tableKind: string | null
  /** Which part of the administration is open, and of whom; they stand in the address only with it. */
  adminTab: string
  adminPerson: string | null
  /** Null where the room for it decides: until somebody wants it otherwise. A habit, as theme and language are. */
  isLegendFolded: boolean | null
  /** The strip of the last 24 hours below the map; the same. */
  isStripOpen: boolean | null
  /** Null: now. */
  replay: ReplayView | null
  /** Arcs from incidents to the level that has them. */
  hasClimbs: boolean
  /** Scope of the lists: a county, township, village or grid code; null is the whole county. */
  scope: string | null
  areaQuery: AreaQuery | null
  theme: ThemeName
  language: LanguageName
}

export type CameraState = { lng: number; lat: number; zoom: number; bearing: number; pitch: number }

export const defaultView: ViewState = {
  panel: 'incidents',
  selected: null,
  metric: 'density',
  rateDays: '30',
  ratePer: 'count',
  isHotSpotCorrected: false,
  classing: 'quantile',
  hiddenOverlays: [],
  incidentState: 'open',
  incidentKinds: [],
  severities: [],
  isOverdueOnly: false,
  incidentText: '',
  incidentTypes: [],
  incidentRungs: [],
  incidentPeriod: null,
  incidentEnded: null,
  isActedOnly: false,
  incidentAssignee: null,
  figureDays: 30,
  incidentOrder: 'time',
  patrolStates: [],
  tableSort: null,
  tableExtent: 'view',
  tableText: '',
  tableKind: null,
  adminTab: 'people',
  adminPerson: null,
  isLegendFolded: null,
  isStripOpen: null,
  replay: null,
  hasClimbs: false,
  scope: null,
  areaQuery: null,
  theme: 'night',
  language: 'zh',
}

/** What is said about the table's rows; it stands in the address only while the table is open. Pure. */
export const tableViewOf = ({ tableSort, tableExtent, tableText, tableKind }: ViewState) => ({
  tableSort,
  tableExtent,
  tableText,
  tableKind,
})

const wordPattern = /^[A-Za-z_]{1,40}$/
const typePattern = /^[a-z]{1,20}\.[a-z][a-z0-9-]{0,39}$/
const periodPattern = /^(\d{1,2}[hd]|\d{4}-\d\d-\d\d~\d{4}-\d\d-\d\d)$/
const assigneePattern = /^(none|(role|department|unit):[a-z0-9][a-z0-9-]{0,39})$/
const listOfWords = (text: string | null, pattern = wordPattern): string[] =>
  text ? [...new Set(text.split(',').filter((word) => pattern.test(word)))].sort() : []

/** A misspelt word would let nothing through, and no chip would say why. */
const listOfKnown = (text: string | null, known: readonly string[]): string[] =>
  listOfWords(text).filter((word) => known.includes(word))
const isTypeOfKnown = (type: string): boolean => knownWords.incidentKinds.some((kind) => type.startsWith(`${kind}.`))

/** Longer than any name or code, short enough for an address. */
const maxTextInAddress = 60
/** A rare character cut in half would make the encoding of the address throw, so halves go after the cut. */
const trimText = (text: string): string => text.slice(0, maxTextInAddress).replace(/[\p{Cc}\p{Cs}]/gu, '')

/** Vertices beyond this make an address too long to paste into a chat; such an area is not kept. */
export const maxRingInAddress = 60

function parsePositions(text: string): [number, number][] | null {
  const positions = text.split(';').map((pair) => pair.split(',').map(Number))
  const isGood = positions.every(
    (pair) =>
      pair.length === 2 && pair.every(Number.isFinite) && Math.abs(pair[0] ?? 0) <= 180 && Math.abs(pair[1] ?? 0) <= 90,
  )
  return isGood ? (positions as [number, number][]) : null
}

function parseAreaQuery(circle: string | null, polygon: string | null): AreaQuery | null {
  if (circle) {
    const [lng = Number.NaN, lat = Number.NaN, radiusMeters = Number.NaN] = circle.split(',').map(Number)
    if (Math.abs(lng) <= 180 && Math.abs(lat) <= 90 && radiusMeters > 0 && radiusMeters <= 200_000)
      return { kind: 'circle', center: [lng, lat], radiusMeters }
  }
  if (polygon) {
    const ring = parsePositions(polygon)
    if (ring && ring.length >= 3 && ring.length <= maxRingInAddress) return { kind: 'polygon', ring }
  }
  return null
}

function parseSelected(text: string | null): SelectedThing | null {
  const match = text ? /^(area|incident|patrol|point):([\w.,-]{1,80})$/.exec(text) : null
  if (!match) return null
  const [, kind, id] = match as unknown as [string, SelectedKind, string]
  if (kind === 'area' && !/^(\d{6}|\d{9}|\d{12}|\d{14}|\d{15})$/.test(id)) return null
  if (kind === 'point' && !parsePositions(id)) return null
  return { kind, id }
}

const replaySpanMs = 86_400_000
const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z$/
const parseInstant = (text: string | null): number =>
  text !== null && instantPattern.test(text) ? Date.parse(text) : Number.NaN

/** Where the beginning is missing or does not go with the instant, this lies in the middle. */
function parseReplay(at: string | null, since: string | null, speed: string | null): ReplayView | null {
  const atMs = parseInstant(at)
  if (Number.isNaN(atMs)) return null
  const sinceMs = parseInstant(since)
  const isWithin = sinceMs <= atMs && atMs <= sinceMs + replaySpanMs
  return {
    atMs,
    sinceMs: isWithin ? sinceMs : atMs - replaySpanMs / 2,
    speed: replaySpeeds.find((each) => String(each) === speed) ?? 60,
  }
}

/** To the second: `2026-11-24T03:10:00Z`. */
const writeInstant = (instantMs: number): string => `${new Date(instantMs).toISOString().slice(0, 19)}Z`

/** Reads the part after `?`. `preferred` is what the user chose last time, for what the address does not say. Pure. */
export function parseView(search: string, preferred: Partial<ViewState> = {}): ViewState {
  const base = { ...defaultView, ...preferred }
  const query = new URLSearchParams(search)
  const panel = query.get('panel')
  const metric = query.get('metric')
  const scope = query.get('scope')
  const language = query.get('lang')
  const theme = query.get('theme')
  const classing = query.get('classes') ?? ''
  const state = query.get('state') ?? ''
  const sort = query.get('sort') ?? ''
  const tableKind = query.get('gridkind') ?? ''
  const legend = query.get('legend')
  const strip = query.get('strip')
  return {
    panel: panel === 'none' ? null : (panelNames.find((name) => name === panel) ?? base.panel),
    selected: parseSelected(query.get('select')),
    metric: metric === 'none' ? null : metric && wordPattern.test(metric) ? metric : base.metric,
    rateDays: query.get('ratedays') === '7' ? '7' : query.get('ratedays') === '90' ? '90' : '30',
    ratePer: query.get('per') === 'thousand' ? 'thousand' : 'count',
    isHotSpotCorrected: query.get('corrected') === '1',
    classing: wordPattern.test(classing) ? classing : base.classing,
    hiddenOverlays: listOfWords(query.get('hide')),
    incidentState: knownWords.incidentStates.find((known) => known === state) ?? base.incidentState,
    incidentKinds: listOfKnown(query.get('kind'), knownWords.incidentKinds),
    severities: listOfKnown(query.get('severity'), knownWords.severities),
    isOverdueOnly: query.get('overdue') === '1',
    incidentText: trimText(query.get('q') ?? ''),
    incidentTypes: listOfWords(query.get('type'), typePattern).filter(isTypeOfKnown),
    incidentRungs: listOfKnown(query.get('rung'), knownWords.rungs),
    incidentPeriod: periodPattern.exec(query.get('reported') ?? '')?.[0] ?? null,
    incidentEnded: periodPattern.exec(query.get('ended') ?? '')?.[0] ?? null,
    isActedOnly: query.get('acted') === '1',
    incidentAssignee: assigneePattern.exec(query.get('assignee') ?? '')?.[0] ?? null,
    figureDays: /^\d{1,3}$/.test(query.get('days') ?? '') ? Number(query.get('days')) : base.figureDays,
    incidentOrder: query.get('order') === 'severity' ? 'severity' : 'time',
    patrolStates: listOfKnown(query.get('patrol'), knownWords.patrolStates),
    tableSort: /^-?[A-Za-z0-9]{1,40}$/.test(sort) ? sort : null,
    tableExtent: query.get('extent') === 'all' ? 'all' : 'view',
    tableText: trimText(query.get('find') ?? ''),
    tableKind: wordPattern.test(tableKind) ? tableKind : null,
    adminTab: wordPattern.test(query.get('tab') ?? '') ? (query.get('tab') as string) : base.adminTab,
    adminPerson: /^[\w-]{1,64}$/.exec(query.get('person') ?? '')?.[0] ?? null,
    isLegendFolded: legend === 'folded' ? true : legend === 'open' ? false : null,
    isStripOpen: strip === 'open' ? true : strip === 'folded' ? false : null,
    replay: parseReplay(query.get('at'), query.get('since'), query.get('speed')),
    hasClimbs: query.get('climbs') === '1',
    scope: scope && /^(\d{6}|\d{9}|\d{12}|\d{15})$/.test(scope) ? scope : null,
    areaQuery: parseAreaQuery(query.get('circle'), query.get('polygon')),
    theme: theme === 'day' || theme === 'night' ? theme : base.theme,
    language: language === 'en' || language === 'zh' ? language : base.language,
  }
}

const trim = (value: number, digits: number): string => String(Number(value.toFixed(digits)))

/** The part after `?` for a view, without what is the default. Pure; `parseView` reads it back. */
export function serializeView(view: ViewState): string {
  const query: [string, string][] = []
  const put = (key: string, value: string, isDefault: boolean) => {
    if (!isDefault) query.push([key, value])
  }
  put('panel', view.panel ?? 'none', view.panel === defaultView.panel)
  if (view.selected) put('select', `${view.selected.kind}:${view.selected.id}`, false)
  put('metric', view.metric ?? 'none', view.metric === defaultView.metric)
  put('ratedays', view.rateDays, view.rateDays === defaultView.rateDays)
  put('per', view.ratePer, view.ratePer === defaultView.ratePer)
  put('corrected', '1', !view.isHotSpotCorrected)
  put('classes', view.classing, view.classing === defaultView.classing)
  put('hide', view.hiddenOverlays.join(','), view.hiddenOverlays.length === 0)
  put('state', view.incidentState, view.incidentState === defaultView.incidentState)
  put('kind', view.incidentKinds.join(','), view.incidentKinds.length === 0)
  put('severity', view.severities.join(','), view.severities.length === 0)
  put('overdue', '1', !view.isOverdueOnly)
  put('q', trimText(view.incidentText), view.incidentText === '')
  put('type', view.incidentTypes.join(','), view.incidentTypes.length === 0)
  put('rung', view.incidentRungs.join(','), view.incidentRungs.length === 0)
  if (view.incidentPeriod) put('reported', view.incidentPeriod, false)
  if (view.incidentEnded) put('ended', view.incidentEnded, false)
  put('acted', '1', !view.isActedOnly)
  if (view.incidentAssignee) put('assignee', view.incidentAssignee, false)
  put('days', String(view.figureDays), view.figureDays === defaultView.figureDays)
  put('order', view.incidentOrder, view.incidentOrder === defaultView.incidentOrder)
  put('patrol', view.patrolStates.join(','), view.patrolStates.length === 0)
  if (view.panel === 'table') {
    if (view.tableSort) put('sort', view.tableSort, false)
    put('extent', view.tableExtent, view.tableExtent === defaultView.tableExtent)
    put('find', trimText(view.tableText), view.tableText === '')
    if (view.tableKind) put('gridkind', view.tableKind, false)
  }
  if (view.panel === 'admin') {
    put('tab', view.adminTab, view.adminTab === defaultView.adminTab)
    if (view.adminPerson) put('person', view.adminPerson, false)
  }
  put('legend', view.isLegendFolded ? 'folded' : 'open', view.isLegendFolded === null)
  put('strip', view.isStripOpen ? 'open' : 'folded', view.isStripOpen === null)
  if (view.replay) {
    put('at', writeInstant(view.replay.atMs), false)
    put('since', writeInstant(view.replay.sinceMs), false)
    put('speed', String(view.replay.speed), false)
  }
  put('climbs', '1', !view.hasClimbs)
  if (view.scope) put('scope', view.scope, false)
  const area = view.areaQuery
  if (area?.kind === 'circle')
    put('circle', `${trim(area.center[0], 6)},${trim(area.center[1], 6)},${trim(area.radiusMeters, 1)}`, false)
  if (area?.kind === 'polygon' && area.ring.length <= maxRingInAddress)
    put('polygon', area.ring.map(([lng, lat]) => `${trim(lng, 6)},${trim(lat, 6)}`).join(';'), false)
  // Both are written always: a link opened by somebody with other habits still brings the same picture.
  put('theme', view.theme, view.theme === defaultView.theme)
  put('lang', view.language, view.language === defaultView.language)
  // Colons, commas and semicolons are allowed in a query and stay readable.
  return query
    .map(([key, value]) => `${key}=${encodeURIComponent(value).replace(/%(2C|3A|3B)/g, decodeURIComponent)}`)
    .join('&')
}

/** Reads `#map=zoom/lat/lng[/bearing/pitch]`, null when there is none or it is broken. Pure. */
export function parseCamera(hash: string): CameraState | null {
  const match = /(?:^#?|&)map=([-\d./]+)/.exec(hash)
  if (!match?.[1]) return null
  const [zoom = Number.NaN, lat = Number.NaN, lng = Number.NaN, bearing = 0, pitch = 0] = match[1]
    .split('/')
    .map(Number)
  const isGood =
    zoom >= 0 &&
    zoom <= 24 &&
    Math.abs(lat) <= 85 &&
    Math.abs(lng) <= 180 &&
    Math.abs(bearing) <= 360 &&
    pitch >= 0 &&
    pitch <= 85
  return isGood ? { zoom, lat, lng, bearing, pitch } : null
}

/** `map=12.1/26.5444/103.6243`, with bearing and pitch only where they are not 0. Pure. */
export function serializeCamera(camera: CameraState): string {
  const parts = [trim(camera.zoom, 2), camera.lat.toFixed(5), camera.lng.toFixed(5)]
  const bearing = trim(camera.bearing, 1)
  const pitch = trim(camera.pitch, 1)
  if (Number(bearing) !== 0 || Number(pitch) !== 0) parts.push(bearing, pitch)
  return `map=${parts.join('/')}`
}
