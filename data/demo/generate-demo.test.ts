import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { MultiPolygon, Polygon } from 'geojson'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildCoverage } from '#api/coverage/coverage.ts'
import { createCoverageIndex } from '#api/coverage/coverage-index.ts'
import { readGround } from '#api/demo/load-demo.ts'
import { detailsByKind } from '#api/operations/incidents/incident-work.contract.ts'
import { readShippedLists } from '#api/operations/reference/shipped-lists.ts'
import type { Bbox, LngLat } from '#api/platform/http/shared.contract.ts'
import type { DemoIncident } from './demo-incidents.ts'
import { roughMeters } from './demo-place.ts'
import { chinaHour } from './demo-time.ts'
import { type DemoInput, type DemoOperations, generateDemo } from './generate-demo.ts'

const folder = resolve(import.meta.dirname, '../huize')
const now = new Date('2026-11-24T06:10:00Z')
const types = new Set(readShippedLists()['incident-types'].items.map(({ kind, code }) => `${kind}/${code}`))
type GridProperties = { code: string; name: string; kind: string; seat: LngLat; population: number; slopeMean: number }

const boundsOf = (geometry: Polygon | MultiPolygon): Bbox => {
  const points = geometry.coordinates.flat(geometry.type === 'Polygon' ? 1 : 2) as LngLat[]
  const of = (axis: 0 | 1) => points.map((point) => point[axis])
  return [Math.min(...of(0)), Math.min(...of(1)), Math.max(...of(0)), Math.max(...of(1))]
}

async function readHuize(): Promise<Omit<DemoInput, 'now'>> {
  const topology = JSON.parse(readFileSync(join(folder, 'huize.topojson'), 'utf8')) as Topology<{
    grids: GeometryCollection<GridProperties>
    villages: GeometryCollection<{ code: string; name: string; seat: LngLat }>
  }>
  const grids = feature(topology, topology.objects.grids).features.map(({ properties, geometry }) => ({
    ...properties,
    geometry: geometry as Polygon | MultiPolygon,
  }))
  const index = createCoverageIndex(buildCoverage(grids))
  return {
    grids: grids.map(({ geometry, ...grid }) => ({ ...grid, bounds: boundsOf(geometry) })),
    villages: topology.objects.villages.geometries.map(({ properties }) => properties as never),
    locate: (lngLat) => index.locate(lngLat),
    ...(await readGround(folder)),
  }
}

describe('demo operations of Huize', () => {
  let ground: Omit<DemoInput, 'now'>
  let demo: DemoOperations
  let open: DemoIncident[]
  beforeAll(async () => {
    ground = await readHuize()
    demo = generateDemo({ ...ground, now })
    open = demo.incidents.filter(({ closedAt }) => closedAt === null)
  })
  const share = (incidents: readonly DemoIncident[], test: (incident: DemoIncident) => boolean) =>
    incidents.filter(test).length / incidents.length
  const ofKind = (kind: string) => demo.incidents.filter((incident) => incident.kind === kind)

  it('are the same for the same ground, instant and seed', () => {
    expect(generateDemo({ ...ground, now })).toEqual(demo)
  })

  it('keep their ids when the instant moves, and change with the seed', () => {
    const later = generateDemo({ ...ground, now: new Date(now.getTime() + 86_400_000) })
    expect(new Set(later.incidents.map(({ id }) => id))).toEqual(new Set(demo.incidents.map(({ id }) => id)))
    const other = generateDemo({ ...ground, now, seed: 7 })
    expect(other.incidents[0]?.id).not.toBe(demo.incidents[0]?.id)
    expect(other.incidents[0]?.lngLat).not.toEqual(demo.incidents[0]?.lngLat)
  })

  it('are about 2,500 disputes, 900 hazards, 600 requests and 30 emergencies, 40 to 80 of them open', () => {
    expect(ofKind('dispute').length).toBeGreaterThan(2400)
    expect(ofKind('dispute').length).toBeLessThan(2600)
    expect(ofKind('hazard').length).toBeGreaterThan(850)
    expect(ofKind('hazard').length).toBeLessThan(950)
    expect(ofKind('request').length).toBeGreaterThan(550)
    expect(ofKind('emergency').length).toBeGreaterThan(20)
    expect(open.length).toBeGreaterThanOrEqual(40)
    expect(open.length).toBeLessThanOrEqual(80)
    const ids = [...demo.incidents, ...demo.patrols].map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('lie inside their grid, on coordinates of 1e-6 degree', () => {
    for (const { lngLat, gridCode } of demo.incidents) {
      expect(ground.locate(lngLat)).toBe(gridCode)
      for (const degrees of lngLat) expect(Math.round(degrees * 1e6) / 1e6).toBe(degrees)
    }
  })

  it('end where the county wants them to end: most with the grid or the village', () => {
    expect(share(ofKind('dispute'), ({ rung }) => rung === 'grid' || rung === 'village')).toBeGreaterThan(0.8)
    expect(share(ofKind('dispute'), ({ rung }) => rung === 'county')).toBeLessThan(0.06)
    expect(share(demo.incidents, ({ severity }) => severity === 'blue' || severity === 'yellow')).toBeGreaterThan(0.97)
  })

  it('are of types the reference lists know, and their details are as an incident’s of their kind', () => {
    for (const { kind, type, details } of demo.incidents) {
      expect(types.has(`${kind}/${type}`), `${kind}/${type}`).toBe(true)
      expect(detailsByKind[kind].safeParse(details).error, JSON.stringify(details)).toBeUndefined()
    }
  })

  it('wait in the townships for the most part, some of them too long', () => {
    const climbed = open.filter(({ state }) => state !== 'reported' && state !== 'accepted')
    const townships = share(climbed, ({ rung }) => rung === 'township')
    expect(townships).toBeGreaterThan(0.55)
    expect(townships).toBeLessThan(0.8)
    const late = open.filter(({ dueAt }) => dueAt !== null && dueAt < now).length
    expect(late).toBeGreaterThan(2)
    expect(late).toBeLessThan(0.5 * open.length)
  })

  it('have one or two red and a few orange among the open ones', () => {
    const count = (severity: string) => open.filter((incident) => incident.severity === severity).length
    expect(count('red')).toBeGreaterThanOrEqual(1)
    expect(count('red')).toBeLessThanOrEqual(2)
    expect(count('orange')).toBeGreaterThanOrEqual(2)
    expect(count('orange')).toBeLessThanOrEqual(6)
  })

  it('follow people, slopes and the day: disputes where many live, slides on steep ground, little at night', () => {
    const grids = new Map(ground.grids.map((grid) => [grid.code, grid]))
    const mean = (incidents: readonly DemoIncident[], of: (code: string) => number) =>
      incidents.reduce((sum, { gridCode }) => sum + of(gridCode), 0) / incidents.length
    const population = (code: string) => grids.get(code)?.population ?? 0
    const slope = (code: string) => grids.get(code)?.slopeMean ?? 0
    const everywhere = ground.grids.reduce((sum, grid) => sum + grid.population, 0) / ground.grids.length
    expect(mean(ofKind('dispute'), population)).toBeGreaterThan(1.3 * everywhere)
    expect(
      mean(
        ofKind('hazard').filter(({ type }) => type === 'landslide'),
        slope,
      ),
    ).toBeGreaterThan(
      1.25 *
        mean(
          ofKind('hazard').filter(({ type }) => type === 'unsafe-house'),
          slope,
        ),
    )
    expect(share(ofKind('dispute'), ({ reportedAt }) => chinaHour(reportedAt.getTime()) >= 7)).toBeGreaterThan(0.95)
  })

  it('have a history in order that ends in the state they are in', () => {
    for (const incident of demo.incidents) {
      const { timeline, reportedAt, changedAt, closedAt, state, rung, version } = incident
      expect(timeline[0]).toMatchObject({ state: 'reported', at: reportedAt })
      expect(timeline.at(-1)).toMatchObject({ state, rung, at: changedAt })
      expect(timeline.map(({ at }) => at.getTime())).toEqual(
        timeline.map(({ at }) => at.getTime()).sort((a, b) => a - b),
      )
      expect(changedAt.getTime()).toBeLessThanOrEqual(now.getTime())
      expect(reportedAt.getTime()).toBeGreaterThan(now.getTime() - 366 * 86_400_000)
      expect(closedAt !== null).toBe(['closed', 'merged', 'cancelled'].includes(state))
      expect(version).toBe(timeline.length)
    }
  })

  it('are twelve weeks of patrols with four to eight stops, about fifteen of them ahead or under way', () => {
    const active = demo.patrols.filter(({ state }) => state !== 'done' && state !== 'cancelled')
    expect(active.length).toBe(15)
    for (const state of ['under_way', 'ready', 'scheduled', 'overdue'])
      expect(active.some((patrol) => patrol.state === state)).toBe(true)
    expect(demo.patrols.filter(({ state }) => state === 'cancelled').length).toBeLessThan(0.06 * demo.patrols.length)
    for (const { stops, villageCode, plannedStartAt, line } of demo.patrols) {
      expect(stops.length).toBeGreaterThanOrEqual(4)
      expect(stops.length).toBeLessThanOrEqual(8)
      expect(line.length).toBeGreaterThanOrEqual(2)
      expect(plannedStartAt.getTime()).toBeGreaterThan(now.getTime() - 85 * 86_400_000)
      for (const [index, stop] of stops.entries()) {
        expect(stop.position).toBe(index + 1)
        expect(stop.gridCode.startsWith(villageCode)).toBe(true)
        expect(ground.locate(stop.lngLat)).toBe(stop.gridCode)
      }
    }
  })

  it('visit stops in order while a patrol is under way, none before and all after', () => {
    for (const { state, stops, startedAt, finishedAt } of demo.patrols) {
      const visited = stops.filter(({ visitedAt }) => visitedAt !== null).length
      if (state === 'done')
        expect([visited, startedAt === null, finishedAt === null]).toEqual([stops.length, false, false])
      else if (state === 'under_way') {
        expect(visited).toBeGreaterThan(0)
        expect(visited).toBeLessThan(stops.length)
        expect(stops.findIndex(({ visitedAt }) => visitedAt === null)).toBe(visited)
      } else expect([visited, startedAt, finishedAt]).toEqual([0, null, null])
    }
  })

  it('draw the round through every stop, along vertices of the road data', () => {
    const roadPoints = new Set(ground.roads.features.flatMap(({ geometry }) => geometry.coordinates.map(String)))
    let onRoads = 0
    for (const { line, stops } of demo.patrols) {
      const points = new Set(line.map(String))
      for (const { lngLat } of stops) expect(points.has(String(lngLat))).toBe(true)
      if (line.some((point) => roadPoints.has(String(point)))) onRoads += 1
      for (let index = 1; index < line.length; index += 1)
        expect(roughMeters(line[index - 1] as LngLat, line[index] as LngLat)).toBeLessThan(12_000)
    }
    expect(onRoads / demo.patrols.length).toBeGreaterThan(0.5)
  })

  it('keep per grid and day that it was visited and for how long, once', () => {
    const days = demo.visits.map(({ gridCode, day }) => `${gridCode}/${day}`)
    expect(new Set(days).size).toBe(days.length)
    for (const { minutes } of demo.visits) expect(minutes).toBeGreaterThan(0)
  })
})
