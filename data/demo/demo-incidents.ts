import {
  endedStates,
  type Incident,
  type IncidentKind,
  type IncidentState,
  incidentKinds,
  rungs,
  type Severity,
} from '#api/operations/incidents/incidents.contract.ts'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import type { DemoGrid, DemoPlaces } from './demo-place.ts'
import { dayMs, disputeRhythm, drawInstant, drawRecentInstant, hazardRhythm, hourMs, minuteMs } from './demo-time.ts'
import { demoUnitId } from './demo-units.ts'
import {
  type DisputeType,
  disputeTypes,
  emergencyTypes,
  hazardTypes,
  type PlainType,
  placeOfGrid,
  requestTypes,
  timelineNotes,
} from './demo-words.ts'
import { createRandom, createWeighted, demoUuid, type Random } from './random.ts'

type Rung = Incident['rung']
export type DemoTimelineRow = { at: Date; state: IncidentState; rung: Rung; note: string }
export type DemoIncident = {
  id: string
  kind: IncidentKind
  type: string
  title: string
  state: IncidentState
  rung: Rung
  severity: Severity
  details: Record<string, unknown>
  assignee: Record<string, string> | null
  lngLat: LngLat
  gridCode: string
  foundAt: Date
  reportedAt: Date
  dueAt: Date | null
  closedAt: Date | null
  changedAt: Date
  version: number
  timeline: DemoTimelineRow[]
}

const daysBack = 365

/** 小事不出村: most end with the grid worker or in the village. Shares by where they end. */
const endingRungs: Record<IncidentKind, readonly [Rung, number][]> = {
  dispute: [
    ['grid', 46],
    ['village', 39],
    ['township', 12],
    ['county', 3],
  ],
  hazard: [
    ['grid', 30],
    ['village', 38],
    ['township', 25],
    ['county', 7],
  ],
  request: [
    ['grid', 42],
    ['village', 34],
    ['township', 20],
    ['county', 4],
  ],
  emergency: [
    ['grid', 5],
    ['village', 25],
    ['township', 55],
    ['county', 15],
  ],
}
/** What the county sees waiting is mostly in the townships' hands. */
const openRungs: readonly [Rung, number][] = [
  ['grid', 10],
  ['village', 16],
  ['township', 67],
  ['county', 7],
]
const openStates: readonly [IncidentState, number][] = [
  ['reported', 12],
  ['accepted', 14],
  ['assigned', 18],
  ['in_progress', 38],
  ['resolved', 14],
  ['returned', 4],
]
/** How old an open incident in a state is about, and at most. */
const openAges: Partial<Record<IncidentState, [meanMs: number, maxMs: number]>> = {
  reported: [40 * minuteMs, 5 * hourMs],
  accepted: [6 * hourMs, 2 * dayMs],
  assigned: [1.2 * dayMs, 8 * dayMs],
  in_progress: [5 * dayMs, 40 * dayMs],
  resolved: [7 * dayMs, 45 * dayMs],
  returned: [3 * dayMs, 15 * dayMs],
}
/** Time to the end by rung, in days: the middle of the distribution. */
const daysToEnd: Record<Rung, number> = { grid: 1.2, village: 4, township: 10, county: 22 }
const daysDue: Record<Rung, number> = { grid: 3, village: 7, township: 15, county: 30 }
/** An alarm does not wait for its rung's ordinary term. */
const dueFactor: Record<Severity, number> = { blue: 1, yellow: 0.6, orange: 0.25, red: 0.08 }

const drawFrom = <Value>(pairs: readonly (readonly [Value, number])[]) => {
  const draw = createWeighted(pairs, ([, weight]) => weight)
  return (random: Random) => draw(random)[0]
}
const drawEndingRung: Record<IncidentKind, (random: Random) => Rung> = {
  dispute: drawFrom(endingRungs.dispute),
  hazard: drawFrom(endingRungs.hazard),
  request: drawFrom(endingRungs.request),
  emergency: drawFrom(endingRungs.emergency),
}
const drawOpenRung = drawFrom(openRungs)
const drawOpenState = drawFrom(openStates)
const drawHazardType = createWeighted(hazardTypes, ({ weight }) => weight)
const drawRequestType = createWeighted(requestTypes, ({ weight }) => weight)
const drawEmergencyType = createWeighted(emergencyTypes, ({ weight }) => weight)
const disputeTypeDraws = new Map<string, (random: Random) => DisputeType>()

function drawDisputeType(random: Random, gridKind: string): DisputeType {
  let draw = disputeTypeDraws.get(gridKind)
  if (draw === undefined) {
    draw = createWeighted(disputeTypes, ({ weights }) => (weights as Record<string, number>)[gridKind] ?? weights.other)
    disputeTypeDraws.set(gridKind, draw)
  }
  return draw(random)
}

function drawSeverity(random: Random, usual: Severity): Severity {
  const aim = random.next()
  if (usual === 'orange') return aim < 0.15 ? 'orange' : aim < 0.7 ? 'yellow' : 'blue'
  if (usual === 'yellow') return aim < 0.035 ? 'orange' : aim < 0.5 ? 'yellow' : 'blue'
  return aim < 0.005 ? 'orange' : aim < 0.13 ? 'yellow' : 'blue'
}

/** What happened on the way, in order, without times. */
function listSteps(
  random: Random,
  kind: IncidentKind,
  state: IncidentState,
  rung: Rung,
): Omit<DemoTimelineRow, 'at'>[] {
  const steps: Omit<DemoTimelineRow, 'at'>[] = [
    { state: 'reported', rung: 'grid', note: random.pick(timelineNotes.reported[kind]) },
  ]
  if (state === 'reported') return steps
  steps.push({ state: 'accepted', rung: 'grid', note: random.pick(timelineNotes.accepted) })
  if (state === 'accepted') return steps
  if (state === 'merged' || state === 'cancelled') {
    steps.push({ state, rung: 'grid', note: random.pick(timelineNotes[state]) })
    return steps
  }
  const top = rungs.indexOf(rung)
  for (let level = 0; level <= top; level += 1) {
    const stepRung = rungs[level] as Rung
    steps.push({ state: 'assigned', rung: stepRung, note: random.pick(timelineNotes.assigned[stepRung]) })
    const isLast = level === top
    if (isLast && state === 'assigned') return steps
    // Who passes it up has mostly tried first.
    if (isLast ? state !== 'returned' : random.chance(0.4))
      steps.push({ state: 'in_progress', rung: stepRung, note: random.pick(timelineNotes.in_progress[kind]) })
  }
  if (state === 'returned') steps.push({ state, rung, note: random.pick(timelineNotes.returned) })
  if (state === 'resolved' || state === 'closed')
    steps.push({ state: 'resolved', rung, note: random.pick(timelineNotes.resolved[kind]) })
  if (state === 'closed') steps.push({ state, rung, note: random.pick(timelineNotes.closed[kind]) })
  return steps
}

/** Times for the steps between the report and the last one: work comes soon after the report, waiting later. */
function timeSteps(
  random: Random,
  steps: Omit<DemoTimelineRow, 'at'>[],
  reportedMs: number,
  lastMs: number,
): DemoTimelineRow[] {
  const span = lastMs - reportedMs
  const shares = steps
    .slice(1, -1)
    .map(() => random.next() ** 1.8)
    .sort((a, b) => a - b)
  return steps.map((step, index) => {
    const share = index === 0 ? 0 : index === steps.length - 1 ? 1 : (shares[index - 1] as number)
    return { ...step, at: new Date(Math.floor((reportedMs + span * share) / 1000) * 1000) }
  })
}

type Draft = { kind: IncidentKind; type: string; title: string; usual: Severity; lngLat: LngLat; grid: DemoGrid }

function drawDispute(random: Random, places: DemoPlaces): Draft {
  const { lngLat, grid } = places.drawDisputePlace(random)
  const { type, titles } = drawDisputeType(random, grid.kind)
  return { kind: 'dispute', type, title: nameIn(random, titles, grid), usual: 'blue', lngLat, grid }
}

function drawHazard(random: Random, places: DemoPlaces): Draft {
  const { type, titles, anchor, steep, usual } = drawHazardType(random)
  const { lngLat, grid } = places.drawHazardPlace(random, anchor, steep === true)
  return { kind: 'hazard', type, title: nameIn(random, titles, grid), usual, lngLat, grid }
}

function drawPlain(
  random: Random,
  places: DemoPlaces,
  kind: 'request' | 'emergency',
  { type, titles, usual }: PlainType,
): Draft {
  const { lngLat, grid } =
    kind === 'request' ? places.drawDisputePlace(random) : places.drawHazardPlace(random, 'slopeHouse', true)
  return { kind, type, title: nameIn(random, titles, grid), usual, lngLat, grid }
}

const drafts: Record<IncidentKind, (random: Random, places: DemoPlaces) => Draft> = {
  dispute: drawDispute,
  hazard: drawHazard,
  request: (random, places) => drawPlain(random, places, 'request', drawRequestType(random)),
  emergency: (random, places) => drawPlain(random, places, 'emergency', drawEmergencyType(random)),
}

const complexityOf: Record<Rung, string> = {
  grid: 'simple',
  village: 'ordinary',
  township: 'ordinary',
  county: 'complex',
}
const methodOf: Record<Rung, string> = {
  grid: 'courtyard',
  village: 'village-rules',
  township: 'party-branch',
  county: 'judicial',
}

/** What is known of it beside the title. */
function drawDetails(random: Random, kind: IncidentKind, rung: Rung): Record<string, unknown> {
  switch (kind) {
    case 'dispute':
      return { complexity: complexityOf[rung], method: methodOf[rung], partyCount: random.integer(2, 5) }
    case 'hazard':
      return {
        size: random.pick(['small', 'small', 'medium', 'large'] as const),
        trigger: random.pick(['rain', 'rain', 'ageing', 'excavation', 'traffic', 'weather'] as const),
        peopleExposed: random.integer(0, 40),
        inspectionDays: random.pick([1, 3, 7, 15, 30] as const),
      }
    case 'emergency':
      return { peopleAffected: random.integer(0, 30), isRoadBlocked: random.chance(0.4) }
    case 'request':
      return { channel: random.pick(['visit', 'phone', 'online', 'patrol'] as const) }
  }
}

const lengthOf: Record<Rung, number> = { grid: 15, village: 12, township: 9, county: 6 }
const roleOf: Record<Rung, string> = {
  grid: 'grid-worker',
  village: 'village-clerk',
  township: 'township-operator',
  county: 'county-operator',
}
/** Who has it: the people of its rung, or what a township can send. A stream of its own: it moves nothing that was there before. */
function drawAssignee(
  seed: number,
  kind: IncidentKind,
  number: number,
  { rung, gridCode }: { rung: Rung; gridCode: string },
): Record<string, string> {
  const township = gridCode.slice(0, lengthOf.township)
  const hasUnit = rung === 'township' && kind !== 'request'
  if (hasUnit && createRandom(seed, `assignee/${kind}/${number}`).chance(0.4))
    return { unitId: demoUnitId(seed, township, kind === 'dispute' ? 'mediation' : 'rescue') }
  return { role: roleOf[rung], area: gridCode.slice(0, lengthOf[rung]) }
}
const isHeld = (state: IncidentState) => state === 'assigned' || state === 'in_progress' || state === 'resolved'

const nameIn = (random: Random, titles: readonly string[], grid: DemoGrid) =>
  random.pick(titles).replace('{place}', placeOfGrid(grid.name))

function drawEnd(random: Random, reportedMs: number, rung: Rung, now: number): number {
  const days = daysToEnd[rung] * Math.exp(0.7 * random.normal())
  const endMs = reportedMs + Math.max(25 * minuteMs, days * dayMs)
  // What was reported so lately that its time is not over was settled quickly.
  return endMs < now ? endMs : reportedMs + (now - reportedMs) * random.between(0.3, 0.95)
}

/** Of each kind how many there are, and how many of them are open. */
export type IncidentCounts = Record<IncidentKind, { all: number; open: number }>

/** Disputes and hazards of the last year. `openSeverities` are given to open hazards one by one, so that each start shows
 *  a few orange ones and one red one. Deterministic in `seed` and `now`; throws nothing on a county with people. */
export function makeDemoIncidents(
  places: DemoPlaces,
  now: number,
  seed: number,
  counts: IncidentCounts,
): DemoIncident[] {
  const openSeverities: Severity[] = ['red', 'orange', 'orange', 'orange']
  let nextOpenSeverity = 0
  const make = (kind: IncidentKind, number: number, isOpen: boolean): DemoIncident => {
    // One stream an incident: another type or title does not move all that follow.
    const random = createRandom(seed, `${kind}/${number}`)
    const draft = drafts[kind](random, places)
    const state: IncidentState = isOpen
      ? drawOpenState(random)
      : random.chance(0.96)
        ? 'closed'
        : random.pick(['merged', 'cancelled'] as const)
    let severity = drawSeverity(random, draft.usual)
    if (isOpen && kind === 'hazard' && draft.usual !== 'blue' && state !== 'reported') {
      severity = openSeverities[nextOpenSeverity++] ?? (severity === 'orange' ? 'yellow' : severity)
    } else if (isOpen && severity === 'orange') severity = 'yellow'
    const rung =
      state === 'reported' || state === 'accepted'
        ? 'grid'
        : drawRung(random, isOpen ? drawOpenRung : drawEndingRung[kind], severity)
    const rhythm = kind === 'dispute' || kind === 'request' ? disputeRhythm : hazardRhythm
    const [meanAge, maxAge] = openAges[state] ?? [0, 0]
    const reportedMs = isOpen
      ? drawRecentInstant(random, rhythm, now, meanAge, maxAge)
      : drawInstant(random, rhythm, now - hourMs, daysBack - 1)
    const isEnded = (endedStates as readonly string[]).includes(state)
    const lastMs = isEnded
      ? drawEnd(random, reportedMs, rung, now)
      : state === 'reported'
        ? reportedMs
        : reportedMs + (now - reportedMs) * random.between(0.3, 0.97)
    const timeline = timeSteps(random, listSteps(random, kind, state, rung), reportedMs, lastMs)
    const changedAt = (timeline.at(-1) as DemoTimelineRow).at
    return {
      id: demoUuid(seed, kind, number),
      kind,
      type: draft.type,
      title: draft.title,
      state,
      rung: (timeline.at(-1) as DemoTimelineRow).rung,
      severity,
      details: drawDetails(random, kind, rung),
      assignee: isHeld(state) ? drawAssignee(seed, kind, number, { rung, gridCode: draft.grid.code }) : null,
      lngLat: draft.lngLat,
      gridCode: draft.grid.code,
      foundAt: new Date(reportedMs - Math.min(6 * hourMs, random.exponential(25 * minuteMs))),
      reportedAt: new Date(reportedMs),
      dueAt: state === 'reported' ? null : new Date(reportedMs + daysDue[rung] * dueFactor[severity] * dayMs),
      closedAt: isEnded ? changedAt : null,
      changedAt,
      version: timeline.length,
      timeline,
    }
  }
  const all = (kind: IncidentKind, count: number, open: number) =>
    Array.from({ length: count }, (_, number) => make(kind, number, number < open))
  return incidentKinds.flatMap((kind) => all(kind, counts[kind].all, counts[kind].open))
}

function drawRung(random: Random, draw: (random: Random) => Rung, severity: Severity): Rung {
  const rung = draw(random)
  const least = severity === 'red' ? 3 : severity === 'orange' ? 2 : 0
  return rungs[Math.max(least, rungs.indexOf(rung))] as Rung
}
