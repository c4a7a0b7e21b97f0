import type { Patrol } from '#api/operations/patrols/patrols.contract.ts'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import type { DemoIncident } from './demo-incidents.ts'
import { type DemoGrid, roughMeters, roundLngLat, scatter } from './demo-place.ts'
import { chinaDay, chinaMidnight, chinaMonth, dayMs, hourMs, minuteMs } from './demo-time.ts'
import { createRandom, demoUuid, type Random } from './random.ts'
import type { RoadNetwork } from './road-network.ts'

export type DemoVillage = { code: string; name: string; seat: LngLat }
export type DemoStop = {
  position: number
  gridCode: string
  lngLat: LngLat
  purpose: 'grid' | 'hazard'
  visitedAt: Date | null
}
export type DemoPatrol = {
  id: string
  name: string
  state: Patrol['state']
  villageCode: string
  plannedStartAt: Date
  startedAt: Date | null
  finishedAt: Date | null
  changedAt: Date
  version: number
  line: LngLat[]
  stops: DemoStop[]
}
/** Per grid and day in China. No paths of persons. */
export type DemoVisit = { gridCode: string; day: string; minutes: number }

const weeks = 12
const fewestStops = 4
const mostStops = 8
/** What a visitor sees today; the rest of the patrols is history. */
const activeStates: readonly Patrol['state'][] = [
  ...Array<'under_way'>(6).fill('under_way'),
  ...Array<'ready'>(3).fill('ready'),
  ...Array<'scheduled'>(4).fill('scheduled'),
  ...Array<'overdue'>(2).fill('overdue'),
]

type Checkpoint = { gridCode: string; lngLat: LngLat; purpose: 'grid' | 'hazard' }
type VillageGround = {
  village: DemoVillage
  grids: DemoGrid[]
  hazards: DemoIncident[]
  /** When a grid was last on a patrol: the next one takes those that waited longest. */
  lastVisits: Map<string, number>
}

/** Twelve weeks of patrols up to `now`, about one a village every ten days, and what is planned or under way. Pure;
 *  deterministic in `seed` and `now`. */
export function makeDemoPatrols(input: {
  villages: readonly DemoVillage[]
  grids: readonly DemoGrid[]
  incidents: readonly DemoIncident[]
  network: RoadNetwork
  locate: (lngLat: LngLat) => string | null
  now: number
  seed: number
}): { patrols: DemoPatrol[]; visits: DemoVisit[] } {
  const { network, locate, now, seed } = input
  const grounds = listGrounds(input)
  const patrols: DemoPatrol[] = []
  const add = (patrol: Omit<DemoPatrol, 'id'>) =>
    patrols.push({ id: demoUuid(seed, 'patrol', patrols.length), ...patrol })

  for (const ground of grounds) {
    const random = createRandom(seed, `patrols/${ground.village.code}`)
    const everyDays = random.between(8, 12)
    let plannedMs = now - weeks * 7 * dayMs + random.between(0, everyDays) * dayMs
    while (plannedMs < now - 12 * hourMs) {
      add(makePastPatrol(random, ground, atStartHour(random, plannedMs), network, locate))
      plannedMs += everyDays * random.between(0.85, 1.15) * dayMs
    }
  }

  const random = createRandom(seed, 'patrols/active')
  const isOpenNow = ({ closedAt }: DemoIncident) => closedAt === null
  // What is shown today is looked at closely: villages whose grids lie along roads first.
  const isByRoads = ({ grids }: VillageGround) =>
    grids.filter(({ seat }) => network.isNear(seat)).length >= 0.75 * grids.length
  const anyOrder = random.shuffle(grounds)
  const shuffled = [...anyOrder.filter(isByRoads), ...anyOrder.filter((ground) => !isByRoads(ground))]
  const withHazards = shuffled.filter(({ hazards }) => hazards.some(isOpenNow))
  const others = shuffled.filter(({ hazards }) => !hazards.some(isOpenNow))
  const active = [...withHazards.slice(0, 8), ...others, ...withHazards.slice(8)].slice(0, activeStates.length)
  random.shuffle(activeStates).forEach((state, index) => {
    const ground = active[index]
    if (ground !== undefined) add(makeActivePatrol(random, ground, state, now, network, locate))
  })
  return { patrols, visits: countVisits(seed, patrols) }
}

function listGrounds(input: {
  villages: readonly DemoVillage[]
  grids: readonly DemoGrid[]
  incidents: readonly DemoIncident[]
}): VillageGround[] {
  const grounds = new Map<string, VillageGround>(
    input.villages.map((village) => [village.code, { village, grids: [], hazards: [], lastVisits: new Map() }]),
  )
  for (const grid of input.grids) grounds.get(grid.code.slice(0, 12))?.grids.push(grid)
  for (const incident of input.incidents)
    if (incident.kind === 'hazard') grounds.get(incident.gridCode.slice(0, 12))?.hazards.push(incident)
  return [...grounds.values()].filter(({ grids }) => grids.length > 0)
}

/** Rounds start in the morning or after the noon rest. */
function atStartHour(random: Random, instantMs: number): number {
  const minutes = random.chance(0.65) ? random.integer(8 * 60, 10 * 60 + 30) : random.integer(14 * 60, 15 * 60 + 30)
  return chinaMidnight(instantMs) + Math.round(minutes / 5) * 5 * minuteMs
}

/** Open hazards first, then the grids that waited longest; a village with few grids gets a second checkpoint in the
 *  biggest of them. In walking order from the village's seat. */
function planStops(
  random: Random,
  ground: VillageGround,
  atMs: number,
  locate: (lngLat: LngLat) => string | null,
): Checkpoint[] {
  const count = random.integer(fewestStops, mostStops)
  const stops: Checkpoint[] = ground.hazards
    .filter(
      ({ reportedAt, closedAt }) =>
        reportedAt.getTime() < atMs && (closedAt?.getTime() ?? Number.POSITIVE_INFINITY) > atMs,
    )
    .slice(0, 3)
    .map(({ gridCode, lngLat }) => ({ gridCode, lngLat, purpose: 'hazard' }))
  const waiting = ground.grids
    .map((grid) => ({ grid, last: ground.lastVisits.get(grid.code) ?? random.next() }))
    .sort((a, b) => a.last - b.last)
  for (const { grid } of waiting) {
    if (stops.length >= count) break
    stops.push({ gridCode: grid.code, lngLat: roundLngLat(grid.seat), purpose: 'grid' })
  }
  const biggestFirst = [...ground.grids].sort((a, b) => b.population - a.population)
  for (let index = 0; stops.length < fewestStops && index < 40; index += 1) {
    const grid = biggestFirst[index % biggestFirst.length] as DemoGrid
    const lngLat = scatter(random, grid.seat, 150)
    if (locate(lngLat) === grid.code) stops.push({ gridCode: grid.code, lngLat, purpose: 'grid' })
  }
  for (const { gridCode } of stops) ground.lastVisits.set(gridCode, atMs)
  return orderStops(stops, ground.village.seat)
}

/** Nearest next, then reversals as long as they shorten the way (2-opt on an open path). */
function orderStops(stops: readonly Checkpoint[], start: LngLat): Checkpoint[] {
  const rest = [...stops]
  const order: Checkpoint[] = []
  for (let here = start; rest.length > 0; ) {
    let nearest = 0
    rest.forEach((stop, index) => {
      if (roughMeters(here, stop.lngLat) < roughMeters(here, (rest[nearest] as Checkpoint).lngLat)) nearest = index
    })
    const [next] = rest.splice(nearest, 1) as [Checkpoint]
    order.push(next)
    here = next.lngLat
  }
  const length = (way: readonly Checkpoint[]) =>
    way.reduce(
      (sum, stop, index) => sum + (index ? roughMeters((way[index - 1] as Checkpoint).lngLat, stop.lngLat) : 0),
      0,
    )
  for (let isShorter = true; isShorter; ) {
    isShorter = false
    for (let from = 1; from < order.length - 1; from += 1)
      for (let to = from + 1; to < order.length; to += 1) {
        const turned = [...order.slice(0, from), ...order.slice(from, to + 1).reverse(), ...order.slice(to + 1)]
        if (length(turned) < length(order) - 1) {
          order.splice(0, order.length, ...turned)
          isShorter = true
        }
      }
  }
  return order
}

/** The way through all stops, and how far along it each stop lies, in metres. */
function drawLine(stops: readonly Checkpoint[], network: RoadNetwork): { line: LngLat[]; alongMeters: number[] } {
  const line: LngLat[] = [(stops[0] as Checkpoint).lngLat]
  const alongMeters = [0]
  let total = 0
  for (let index = 1; index < stops.length; index += 1) {
    const way = network.findWay((stops[index - 1] as Checkpoint).lngLat, (stops[index] as Checkpoint).lngLat)
    for (let next = 1; next < way.length; next += 1) total += roughMeters(way[next - 1] as LngLat, way[next] as LngLat)
    line.push(...way.slice(1))
    alongMeters.push(total)
  }
  return { line, alongMeters }
}

/** When each stop is reached: about 130 m a minute on foot and by motorcycle, and a quarter of an hour at each stop. */
function timeStops(random: Random, startMs: number, alongMeters: readonly number[]): number[] {
  let stayedMs = 0
  return alongMeters.map((meters) => {
    const reachedMs = startMs + (meters / 130) * minuteMs + stayedMs
    stayedMs += random.between(8, 22) * minuteMs
    return Math.floor(reachedMs / 1000) * 1000
  })
}

function nameRound(random: Random, village: DemoVillage, stops: readonly Checkpoint[], atMs: number): string {
  const hazards = stops.filter(({ purpose }) => purpose === 'hazard').length
  const month = chinaMonth(atMs)
  if (hazards >= 2) return `${village.name}隐患点复查`
  if (month >= 5 && month <= 10 && random.chance(0.5)) return `${village.name}汛期巡查`
  if ((month >= 11 || month <= 4) && random.chance(0.3)) return `${village.name}护林防火巡查`
  return `${village.name}日常巡查`
}

const withVisits = (stops: readonly Checkpoint[], visitedMs: (index: number) => number | null): DemoStop[] =>
  stops.map((stop, index) => {
    const at = visitedMs(index)
    return { ...stop, position: index + 1, visitedAt: at === null ? null : new Date(at) }
  })

function makePastPatrol(
  random: Random,
  ground: VillageGround,
  plannedMs: number,
  network: RoadNetwork,
  locate: (lngLat: LngLat) => string | null,
): Omit<DemoPatrol, 'id'> {
  const stops = planStops(random, ground, plannedMs, locate)
  const { line, alongMeters } = drawLine(stops, network)
  const base = {
    name: nameRound(random, ground.village, stops, plannedMs),
    villageCode: ground.village.code,
    plannedStartAt: new Date(plannedMs),
    line,
  }
  if (random.chance(0.03))
    return {
      ...base,
      state: 'cancelled',
      startedAt: null,
      finishedAt: null,
      changedAt: new Date(plannedMs - random.integer(20, 300) * minuteMs),
      version: 2,
      stops: withVisits(stops, () => null),
    }
  const startedMs = plannedMs + random.integer(-10, 25) * minuteMs
  const reached = timeStops(random, startedMs, alongMeters)
  const finishedAt = new Date((reached.at(-1) as number) + random.integer(8, 20) * minuteMs)
  return {
    ...base,
    state: 'done',
    startedAt: new Date(startedMs),
    finishedAt,
    changedAt: finishedAt,
    version: stops.length + 3,
    stops: withVisits(stops, (index) => reached[index] as number),
  }
}

function makeActivePatrol(
  random: Random,
  ground: VillageGround,
  state: Patrol['state'],
  now: number,
  network: RoadNetwork,
  locate: (lngLat: LngLat) => string | null,
): Omit<DemoPatrol, 'id'> {
  const stops = planStops(random, ground, now, locate)
  const { line, alongMeters } = drawLine(stops, network)
  const ageMs = Math.floor(random.between(25, 80)) * minuteMs
  const plannedMs = planActiveStart(random, state, now, ageMs)
  const base = {
    name: nameRound(random, ground.village, stops, now),
    state,
    villageCode: ground.village.code,
    plannedStartAt: new Date(Math.floor(plannedMs / (5 * minuteMs)) * 5 * minuteMs),
    finishedAt: null,
    line,
  }
  if (state !== 'under_way')
    return {
      ...base,
      startedAt: null,
      changedAt: new Date(Math.min(now - random.integer(1, 600) * minuteMs, plannedMs + hourMs)),
      version: state === 'scheduled' ? 1 : 2,
      stops: withVisits(stops, () => null),
    }
  // At least one stop is done and one is left, whatever the way.
  const reached = timeStops(random, now - ageMs, alongMeters)
  const visitedMs = (index: number) =>
    index < stops.length - 1 && (reached[index] as number) < now ? (reached[index] as number) : null
  const visited = reached.filter((_, index) => visitedMs(index) !== null)
  return {
    ...base,
    startedAt: new Date(now - ageMs),
    changedAt: new Date(visited.at(-1) ?? now - ageMs),
    version: visited.length + 2,
    stops: withVisits(stops, visitedMs),
  }
}

function planActiveStart(random: Random, state: Patrol['state'], now: number, ageMs: number): number {
  switch (state) {
    case 'under_way':
      return now - ageMs
    case 'ready':
      return now + random.integer(5, 90) * minuteMs
    case 'overdue': {
      const startMs = atStartHour(random, now)
      return startMs < now - 2 * hourMs ? startMs : startMs - dayMs
    }
    default:
      return atStartHour(random, now + random.integer(1, 4) * dayMs)
  }
}

function countVisits(seed: number, patrols: readonly DemoPatrol[]): DemoVisit[] {
  const random = createRandom(seed, 'visits')
  const visits = new Map<string, DemoVisit>()
  for (const { stops } of patrols)
    for (const { gridCode, visitedAt } of stops) {
      if (visitedAt === null) continue
      const day = chinaDay(visitedAt.getTime())
      const visit = visits.get(`${gridCode}/${day}`) ?? { gridCode, day, minutes: 0 }
      visit.minutes += random.integer(8, 35)
      visits.set(`${gridCode}/${day}`, visit)
    }
  return [...visits.values()]
}
