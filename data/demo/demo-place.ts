import type { FeatureCollection, LineString, Polygon } from 'geojson'
import type { Bbox, LngLat } from '#api/platform/http/shared.contract.ts'
import type { HazardAnchor } from './demo-words.ts'
import { createWeighted, type Random } from './random.ts'

/** What the generator needs to know of a grid. */
export type DemoGrid = {
  code: string
  name: string
  kind: string
  seat: LngLat
  population: number
  slopeMean: number | null
  bounds: Bbox
}
export type RoadProperties = { class: string; name?: string; ref?: string; bridge?: boolean; lengthM?: number }
export type DemoGround = {
  grids: readonly DemoGrid[]
  /** The code of the grid a point lies in, null outside the county. */
  locate: (lngLat: LngLat) => string | null
  roads: FeatureCollection<LineString, RoadProperties>
  streams: FeatureCollection<LineString>
  lakes: FeatureCollection<Polygon>
}

export const metersPerLat = 110_790
export const metersPerLng = (lat: number): number => 111_320 * Math.cos((lat * Math.PI) / 180)

/** Straight distance in metres; good to a per cent within a county, which is enough to draw demo data. */
export function roughMeters(a: LngLat, b: LngLat): number {
  return Math.hypot((a[0] - b[0]) * metersPerLng((a[1] + b[1]) / 2), (a[1] - b[1]) * metersPerLat)
}

export const roundLngLat = ([lng, lat]: LngLat): LngLat => [Math.round(lng * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6]

/** A point about `deviationMeters` from another, rounded to 1e-6 degree like every stored coordinate. */
export function scatter(random: Random, [lng, lat]: LngLat, deviationMeters: number): LngLat {
  const east = random.normal() * deviationMeters
  const north = random.normal() * deviationMeters
  return roundLngLat([lng + east / metersPerLng(lat), lat + north / metersPerLat])
}

type Spot = { lngLat: LngLat; code: string; weight: number }

/** Points along a line about every `stepMeters`. */
function pointsAlong(line: readonly LngLat[], stepMeters: number): LngLat[] {
  const points: LngLat[] = []
  let rest = stepMeters / 2
  for (let index = 1; index < line.length; index += 1) {
    const from = line[index - 1] as LngLat
    const to = line[index] as LngLat
    const length = roughMeters(from, to)
    while (rest < length) {
      const share = rest / length
      points.push([from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share])
      rest += stepMeters
    }
    rest -= length
  }
  return points
}

const roadWeights: Record<string, number> = {
  expressway: 0.4,
  national: 1.6,
  provincial: 1.6,
  county: 1.4,
  township: 1,
  village: 0.8,
}

/** A reservoir's dam is at one end; which one the data do not say, so we take its southernmost shore. */
const damShore = (lake: Polygon): LngLat[] => {
  const shore = (lake.coordinates[0] ?? []) as LngLat[]
  return [...shore].sort((a, b) => a[1] - b[1]).slice(0, Math.max(3, Math.round(shore.length / 12)))
}

/** Places where something can happen, each with the grid it lies in. Pure; the same input gives the same places. */
export function findDemoPlaces(ground: DemoGround) {
  const grids = new Map(ground.grids.map((grid) => [grid.code, grid]))
  /** Steep ground counts up to six times as much as flat ground. */
  const steepness = (grid: DemoGrid) => 0.3 + Math.min(1.6, ((grid.slopeMean ?? 8) / 20) ** 2)
  const spot = (lngLat: LngLat, weight: number): Spot[] => {
    const code = ground.locate(lngLat)
    return code !== null && grids.has(code) ? [{ lngLat, code, weight }] : []
  }
  const roadSpots = ground.roads.features.flatMap((road) =>
    pointsAlong(road.geometry.coordinates as LngLat[], 250).flatMap((lngLat) =>
      spot(lngLat, roadWeights[road.properties.class] ?? 1),
    ),
  )
  const bridgeSpots = ground.roads.features
    .filter((road) => road.properties.bridge)
    .flatMap((road) => pointsAlong(road.geometry.coordinates as LngLat[], 60).flatMap((lngLat) => spot(lngLat, 1)))
  const streamSpots = ground.streams.features.flatMap((stream) =>
    pointsAlong(stream.geometry.coordinates as LngLat[], 300).flatMap((lngLat) => spot(lngLat, 1)),
  )
  const damSpots = ground.lakes.features
    .filter((lake) => lake.properties?.kind === '水库')
    .flatMap((lake) => damShore(lake.geometry).flatMap((lngLat) => spot(lngLat, 1)))

  const gridOf = (code: string) => grids.get(code) as DemoGrid
  /** A stream or road is a danger where people live by it. */
  const people = (code: string) => 0.2 + Math.min(1, gridOf(code).population / 300)
  const fromSpots = (spots: Spot[], deviationMeters: number, weightOf: (spot: Spot) => number) => {
    if (spots.length === 0) return null
    const draw = createWeighted(spots, weightOf)
    return (random: Random) => {
      const { lngLat } = draw(random)
      return scatter(random, lngLat, deviationMeters)
    }
  }
  const fromGrids = (weightOf: (grid: DemoGrid) => number, spread: number) => {
    if (!ground.grids.some((grid) => weightOf(grid) > 0)) return null
    const draw = createWeighted(ground.grids, weightOf)
    return (random: Random) => drawNearSeat(random, draw(random), ground.locate, spread)
  }
  const drawHouse = fromGrids((grid) => grid.population, 0.16)
  const flat: Record<HazardAnchor, ((random: Random) => LngLat) | null> = {
    road: fromSpots(roadSpots, 12, ({ weight, code }) => weight * people(code)),
    bridge: fromSpots(bridgeSpots, 8, ({ weight }) => weight),
    stream: fromSpots(streamSpots, 20, ({ code }) => people(code)),
    reservoir: fromSpots(damSpots, 25, ({ weight }) => weight),
    slopeHouse: fromGrids((grid) => grid.population, 0.16),
    house: drawHouse,
    town: fromGrids(
      (grid) => (['residential', 'commercial', 'special', 'industrial'].includes(grid.kind) ? grid.population : 0),
      0.2,
    ),
    forest: fromGrids((grid) => (grid.kind === 'forest' ? 1 : 0), 0.3),
  }
  const steep: typeof flat = {
    ...flat,
    road: fromSpots(roadSpots, 12, ({ weight, code }) => weight * people(code) * steepness(gridOf(code))),
    stream: fromSpots(streamSpots, 20, ({ code }) => people(code) * steepness(gridOf(code))),
    slopeHouse: fromGrids((grid) => grid.population * steepness(grid), 0.16),
  }

  return {
    grids,
    /** A place for a hazard: a rounded point and the grid it lies in. Where the county has no such place (no reservoir,
     *  say) it is a place where people live. */
    drawHazardPlace(random: Random, anchor: HazardAnchor, isSteep: boolean): { lngLat: LngLat; grid: DemoGrid } {
      const draw = (isSteep ? steep : flat)[anchor] ?? drawHouse
      if (draw === null) throw new Error('no grid has people')
      for (;;) {
        const lngLat = draw(random)
        const code = ground.locate(lngLat)
        if (code !== null) return { lngLat, grid: gridOf(code) }
      }
    },
    /** A place for a dispute, in proportion to people. */
    drawDisputePlace(random: Random): { lngLat: LngLat; grid: DemoGrid } {
      if (drawHouse === null) throw new Error('no grid has people')
      for (;;) {
        const lngLat = drawHouse(random)
        const code = ground.locate(lngLat)
        if (code !== null) return { lngLat, grid: gridOf(code) }
      }
    },
  }
}
export type DemoPlaces = ReturnType<typeof findDemoPlaces>

/** People live around the seat: a point of this very grid, `spread` of its extent away (one deviation), the seat itself
 *  where the grid is so thin that no try hits it. */
function drawNearSeat(random: Random, grid: DemoGrid, locate: DemoGround['locate'], spread: number): LngLat {
  const [west, south, east, north] = grid.bounds
  const extent = Math.min(1500, Math.min((east - west) * metersPerLng(south), (north - south) * metersPerLat))
  for (let attempt = 0; attempt < 24; attempt += 1) {
    const lngLat = scatter(random, grid.seat, extent * spread)
    if (locate(lngLat) === grid.code) return lngLat
  }
  return roundLngLat(grid.seat)
}
