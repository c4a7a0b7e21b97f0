import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  booleanPointInPolygon,
  circle,
  featureCollection,
  intersect,
  area as turfArea,
  bbox as turfBbox,
  feature as turfFeature,
} from '@turf/turf'
import { sql } from 'drizzle-orm'
import type { Feature, FeatureCollection, MultiPolygon, Point, Polygon, Position } from 'geojson'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EditionSnapshot } from '#api/ground/editions/edition-snapshot.ts'
import type { Affected } from '#api/operations/emergency/emergency.contract.ts'
import { countOpenIncidentsIn } from '#api/operations/emergency/emergency.repo.ts'
import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import type { Problem } from '#api/platform/http/problem.ts'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { toWgs84 } from '#api/platform/http/to-wgs84.ts'
import { createRandom, type Random } from '../../data/demo/random.ts'
import { huizeFolder } from '../support/load-county.ts'
import { openCountyWithDemo } from '../support/operations-app.ts'
import { aScope } from '../support/principals.ts'

type Area = Polygon | MultiPolygon
/** A star-shaped polygon about a point, some with a hole, some of two parts: no edge crosses another. */
function drawArea(random: Random, center: Position, radiusDegrees: number): Area {
  const ring = ([lng, lat]: Position, radius: number): Position[] => {
    const count = random.integer(3, 24)
    const positions = Array.from({ length: count }, (_, index) => {
      const angle = ((index + random.between(0.1, 0.9)) / count) * 2 * Math.PI
      const length = radius * random.between(0.5, 1)
      return [(lng as number) + length * Math.cos(angle), (lat as number) + length * Math.sin(angle)]
    })
    return [...positions, positions[0] as Position]
  }
  const [lng, lat] = center as [number, number]
  if (random.chance(0.25))
    return {
      type: 'MultiPolygon',
      coordinates: [[ring(center, radiusDegrees * 0.9)], [ring([lng + radiusDegrees * 2, lat], radiusDegrees * 0.9)]],
    }
  const hole = radiusDegrees * 0.1
  const outer = ring(center, radiusDegrees)
  // A small ring around the centre lies inside a star of at least half the radius only where the star has enough tips.
  return random.chance(0.4) && outer.length > 9
    ? { type: 'Polygon', coordinates: [outer, ring(center, hole).reverse()] }
    : { type: 'Polygon', coordinates: [outer] }
}

describe('who is affected', () => {
  let county: Awaited<ReturnType<typeof openCountyWithDemo>>
  let snapshot: EditionSnapshot
  let open: Feature<Point, Incident>[]
  let grids: { code: string; bounds: number[]; feature: Feature<Area> }[]
  beforeAll(async () => {
    county = await openCountyWithDemo()
    snapshot = await county.editions.current()
    const response = await county.app.request('/api/incidents?state=open', {
      headers: { accept: 'application/geo+json' },
    })
    open = ((await response.json()) as FeatureCollection<Point, Incident>).features
    // The polygons as shipped, not as they came back out of the database.
    const topology = JSON.parse(await readFile(join(huizeFolder, 'huize.topojson'), 'utf8')) as Topology<{
      grids: GeometryCollection<{ code: string }>
    }>
    grids = feature(topology, topology.objects.grids).features.map(({ properties, geometry }) => ({
      code: properties.code,
      bounds: turfBbox(geometry),
      feature: turfFeature(geometry as Area),
    }))
  })
  afterAll(() => county.database.close())

  async function post<Body>(body: unknown, headers: Record<string, string> = {}) {
    const response = await county.app.request('/api/emergency/affected', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
    return { status: response.status, body: (await response.json()) as Body }
  }

  /** The same question asked of @turf/turf, polygon by polygon. */
  function bruteForce(area: Area) {
    const asked = turfFeature(area)
    const [west, south, east, north] = turfBbox(asked)
    const shares = new Map<string, number>()
    for (const { code, bounds, feature: grid } of grids) {
      const [w, s, e, n] = bounds as [number, number, number, number]
      if (w > (east as number) || e < (west as number) || s > (north as number) || n < (south as number)) continue
      const common = intersect(featureCollection<Area>([asked, grid]))
      const share = common === null ? 0 : turfArea(common) / turfArea(grid)
      if (share > 1e-9) shares.set(code, share)
    }
    return { shares, open: open.filter((incident) => booleanPointInPolygon(incident, asked)).length }
  }

  const listAreas = () => {
    const random = createRandom(530326, 'emergency areas')
    const all = [...snapshot.grids.values()]
    return Array.from({ length: 50 }, (_, index) =>
      // From a few houses to a good part of a township; in the dense town as well as at the county's edge.
      drawArea(random, random.pick(all).seat, 10 ** random.between(-3, index % 5 === 0 ? -1.2 : -1.7)),
    )
  }

  it('is what @turf/turf says, polygon by polygon, for 50 areas', async () => {
    for (const area of listAreas()) {
      const { status, body } = await post<Affected>({ area })
      expect(status).toBe(200)
      const wanted = bruteForce(area)
      expect(body.grids.map(({ code }) => code).sort()).toEqual([...wanted.shares.keys()].sort())
      const sums = { population: [0, 0, 0], households: [0, 0, 0], needHelp: [0, 0, 0] }
      for (const grid of body.grids) {
        const share = wanted.shares.get(grid.code) as number
        expect(grid.share).toBeCloseTo(share, 4)
        expect(grid.whole).toBe(share > 1 - 1e-9)
        for (const figure of ['population', 'households', 'needHelp'] as const) {
          const value = snapshot.grids.get(grid.code)?.[figure] as number
          sums[figure][0] = (sums[figure][0] as number) + (grid.whole ? value : 0)
          sums[figure][1] = (sums[figure][1] as number) + value * share
          sums[figure][2] = (sums[figure][2] as number) + value
        }
      }
      for (const [figure, { min, likely, max }] of [
        ['population', body.people],
        ['households', body.households],
        ['needHelp', body.needHelp],
      ] as const) {
        expect([min, max]).toEqual([sums[figure][0], sums[figure][2]])
        expect(Math.abs(likely - (sums[figure][1] as number))).toBeLessThan(0.6)
        expect(min <= likely && likely <= max).toBe(true)
      }
      expect(body.incidents.open).toBe(wanted.open)
      const inside = [...wanted.shares].reduce((sum, [code, share]) => {
        const grid = grids.find((candidate) => candidate.code === code)?.feature as Feature<Area>
        return sum + share * turfArea(grid)
      }, 0)
      expect(body.outsideShare).toBeCloseTo(1 - inside / turfArea(turfFeature(area)), 4)
    }
  }, 120_000)

  it('is what PostGIS says: the grids that intersect and not only touch', async () => {
    for (const area of listAreas()) {
      const { body } = await post<Affected>({ area })
      const [row] = await county.database.read((handle) =>
        handle.exactly<{ codes: string | null; open: number }>(
          1,
          sql`WITH asked AS (SELECT ST_SetSRID(ST_GeomFromGeoJSON(${JSON.stringify(area)}), 4326) AS area)
            SELECT (SELECT string_agg(g.code, ',' ORDER BY g.code) FROM grid_versions g
                WHERE g.geometry && area AND ST_Intersects(g.geometry, area) AND NOT ST_Touches(g.geometry, area)) AS codes,
              (SELECT count(*)::integer FROM incidents i WHERE i.state NOT IN ('closed', 'merged', 'cancelled')
                AND ST_Intersects(i.location, area)) AS open
            FROM asked`,
        ),
      )
      expect(body.grids.map(({ code }) => code).sort()).toEqual(row?.codes?.split(',') ?? [])
      expect(body.incidents.open).toBe(row?.open)
    }
  }, 120_000)

  it('of a grid’s own outline is that grid alone, whole: neighbours only share its border', async () => {
    for (const { code, feature: own } of [grids[0], grids[1000], grids[3000]] as typeof grids) {
      const { body } = await post<Affected>({ area: own.geometry })
      expect(body.grids.map((grid) => [grid.code, grid.whole])).toEqual([[code, true]])
      const population = snapshot.grids.get(code)?.population
      expect(body.people).toEqual({ min: population, likely: population, max: population })
    }
  })

  it('of the whole county and more is everybody', async () => {
    const [west, south, east, north] = snapshot.bounds
    const box = [
      [west - 0.1, south - 0.1],
      [east + 0.1, south - 0.1],
      [east + 0.1, north + 0.1],
      [west - 0.1, north + 0.1],
      [west - 0.1, south - 0.1],
    ]
    const bbox = [west - 0.1, south - 0.1, east + 0.1, north + 0.1]
    const { body } = await post<Affected>({ area: { type: 'Polygon', coordinates: [box], bbox, source: '无人机' } })
    expect(body.people).toEqual({ min: 794_279, likely: 794_279, max: 794_279 })
    expect(body.level).toBe('extraLarge')
    expect(body.grids).toHaveLength(4847)
    expect(body.incidents.open).toBe(open.length)
    // The box is about twice the county.
    const county = grids.reduce((sum, { feature: grid }) => sum + turfArea(grid), 0)
    const asked = turfArea({ type: 'Polygon', coordinates: [box] })
    expect(body.outsideShare).toBeCloseTo(1 - county / asked, 3)
  })

  it('says how much of the area lies outside the county: none, half, all but a corner', async () => {
    const outside = async (west: number, south: number, east: number, north: number) => {
      const ring = [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ]
      return (await post<Affected>({ area: { type: 'Polygon', coordinates: [ring] } })).body.outsideShare
    }
    expect(await outside(103.3, 26.4, 103.31, 26.41)).toBe(0)
    const [west, south, east] = snapshot.bounds
    // A box that straddles the border, and the two halves of it: the shares add up like the areas.
    const middle = (west + east) / 2
    const [whole, left, right] = await Promise.all([
      outside(west, south - 0.05, east, south + 0.1),
      outside(west, south - 0.05, middle, south + 0.1),
      outside(middle, south - 0.05, east, south + 0.1),
    ])
    expect(whole).toBeGreaterThan(1 / 3)
    expect(whole).toBeLessThan(1)
    expect(((left as number) + (right as number)) / 2).toBeCloseTo(whole as number, 5)
  })

  it('of a circle is that of a geodesic polygon of 128 vertices', async () => {
    const center = [103.55, 26.55] as [number, number]
    const { status, body } = await post<Affected>({ center, radiusMeters: 2000 })
    expect(status).toBe(200)
    // Turf's circle lies on a sphere: a few metres beside ours, which moves no more than a few people.
    const wanted = bruteForce(circle(center, 2, { steps: 128 }).geometry)
    const likely = [...wanted.shares].reduce(
      (sum, [code, share]) => sum + share * (snapshot.grids.get(code)?.population ?? 0),
      0,
    )
    expect(Math.abs(body.people.likely - likely)).toBeLessThan(0.01 * likely + 2)
    expect(body.edition).toBe(snapshot.number)
    expect(body.elapsedMs).toBeGreaterThan(0)
  })

  it('outside the county is nobody, said plainly', async () => {
    const { status, body } = await post<Affected>({ center: [110, 30], radiusMeters: 500 })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      people: { min: 0, likely: 0, max: 0 },
      level: 'small',
      grids: [],
      incidents: { open: 0 },
      outsideShare: 1,
    })
  })

  it('is the same place whatever coordinate system it is asked in', async () => {
    const given: [number, number] = [103.3, 26.42]
    for (const crs of ['gcj02', 'bd09'] as const) {
      const asked = await post<Affected>({ center: given, radiusMeters: 800, crs })
      const same = await post<Affected>({ center: toWgs84(given, crs), radiusMeters: 800 })
      const unmoved = await post<Affected>({ center: given, radiusMeters: 800, crs: 'cgcs2000' })
      expect(asked.body.grids).toEqual(same.body.grids)
      expect(asked.body.grids).not.toEqual(unmoved.body.grids)
    }
    const ring = [
      [103.3, 26.42],
      [103.31, 26.42],
      [103.31, 26.43],
      [103.3, 26.42],
    ]
    const polygon = (positions: number[][]) => ({ type: 'Polygon', coordinates: [positions] })
    const asked = await post<Affected>({ area: polygon(ring), crs: 'gcj02' })
    const same = await post<Affected>({ area: polygon(ring.map((position) => toWgs84(position as LngLat, 'gcj02'))) })
    expect(asked.body.people).toEqual(same.body.people)
  })

  it('comes as GeoJSON with the share of each grid', async () => {
    const { body } = await post<FeatureCollection<Area, { code: string; share: number }>>(
      { center: [103.3, 26.42], radiusMeters: 800 },
      { accept: 'application/geo+json' },
    )
    const { body: json } = await post<Affected>({ center: [103.3, 26.42], radiusMeters: 800 })
    expect(body.features.map(({ properties: { code, share } }) => ({ code, share }))).toEqual(
      json.grids.map(({ code, share }) => ({ code, share })),
    )
    expect(body.features[0]?.geometry.type).toMatch(/Polygon/)
    expect(body.features.map(({ id }) => id)).toEqual(json.grids.map(({ code }) => Number(code)))
  })

  const square = (west: number, south: number, size: number) => [
    [west, south],
    [west + size, south],
    [west + size, south + size],
    [west, south + size],
    [west, south],
  ]
  const bowtie = [
    [103.3, 26.4],
    [103.4, 26.5],
    [103.4, 26.4],
    [103.3, 26.5],
    [103.3, 26.4],
  ]
  const manyVertices = Array.from({ length: 10_001 }, (_, index) => {
    const angle = (2 * Math.PI * (index % 10_000)) / 10_000
    return [103.4 + 0.1 * Math.cos(angle), 26.4 + 0.1 * Math.sin(angle)]
  })
  const spike = [
    [103.3, 26.4],
    [103.4, 26.4],
    [103.4, 26.5],
    [103.4, 26.6],
    [103.4, 26.5],
    [103.3, 26.5],
    [103.3, 26.4],
  ]
  it.each([
    ['a bowtie', { type: 'Polygon', coordinates: [bowtie] }],
    ['a bowtie among good parts', { type: 'MultiPolygon', coordinates: [[square(103.1, 26.3, 0.01)], [bowtie]] }],
    ['a ring that does not close', { type: 'Polygon', coordinates: [square(103.3, 26.4, 0.1).slice(0, 4)] }],
    ['10,001 vertices', { type: 'Polygon', coordinates: [manyVertices] }],
    ['latitude first', { type: 'Polygon', coordinates: [square(26.4, 103.3, 0.1)] }],
    [
      'a ring of two points',
      {
        type: 'Polygon',
        coordinates: [
          [
            [103.3, 26.4],
            [103.4, 26.4],
            [103.3, 26.4],
          ],
        ],
      },
    ],
    ['a ring without points', { type: 'Polygon', coordinates: [[]] }],
    [
      'a line there and back',
      {
        type: 'Polygon',
        coordinates: [
          [
            [103.3, 26.4],
            [103.4, 26.4],
            [103.5, 26.4],
            [103.3, 26.4],
          ],
        ],
      },
    ],
    ['a spike', { type: 'Polygon', coordinates: [spike] }],
    ['one point four times', { type: 'Polygon', coordinates: [Array(4).fill([103.3, 26.4])] }],
    [
      'overlapping parts',
      { type: 'MultiPolygon', coordinates: [[square(103.3, 26.4, 0.1)], [square(103.35, 26.45, 0.1)]] },
    ],
    [
      'the same part twice',
      { type: 'MultiPolygon', coordinates: [[square(103.3, 26.4, 0.1)], [square(103.3, 26.4, 0.1)]] },
    ],
    ['a hole outside', { type: 'Polygon', coordinates: [square(103.3, 26.4, 0.1), square(104.3, 26.4, 0.1)] }],
    ['coordinates of 1e300', { type: 'Polygon', coordinates: [square(1e300, 26.4, 1e299)] }],
  ])('refuses %s with the place', async (_, area) => {
    const { status, body } = await post<Problem>({ area })
    expect(status).toBe(422)
    expect(body.code).toBe('geometry_refused')
    expect(body.errors?.[0]?.path).toBe('area')
    if (area.coordinates[0]?.length) expect(body.errors?.[0]?.lngLat).toHaveLength(2)
  })

  it('never counts 0 silently, even where a bad geometry gets past the checks to the database', async () => {
    const [west, south] = [snapshot.bounds[0] - 0.1, snapshot.bounds[1] - 0.1]
    const [east, north] = [snapshot.bounds[2] + 0.1, snapshot.bounds[3] + 0.1]
    const box = square(west, south, Math.max(east - west, north - south))
    const hostile: [string, Area, number | 'some'][] = [
      ['twice the same part', { type: 'MultiPolygon', coordinates: [[box], [box]] }, 'some'],
      [
        'a bowtie over the county',
        {
          type: 'Polygon',
          coordinates: [
            [
              [west, south],
              [east, north],
              [east, south],
              [west, north],
              [west, south],
            ],
          ],
        },
        'some',
      ],
      [
        'a spike on the box',
        { type: 'Polygon', coordinates: [[...box.slice(0, 4), [west, south - 5], box[0] as Position]] },
        'some',
      ],
      ['a hole far outside', { type: 'Polygon', coordinates: [box, square(west + 20, south, 0.1)] }, open.length],
      [
        'a flat ring elsewhere',
        {
          type: 'Polygon',
          coordinates: [
            [
              [1, 1],
              [2, 2],
              [3, 3],
              [1, 1],
            ],
          ],
        },
        0,
      ],
    ]
    for (const [name, area, wanted] of hostile) {
      const count = await county.database
        .readAs(aScope('incidents.read'), (handle) => countOpenIncidentsIn(handle, area))
        .catch(() => 'refused')
      if (wanted === 'some') expect(count, name).not.toBe(0)
      else expect([wanted, 'refused'], name).toContain(count)
    }
  })

  it.each([
    ['a centre outside the world', { center: [200, 95], radiusMeters: 100 }],
    ['a circle over the pole', { center: [103, 89.999], radiusMeters: 100_000 }],
    ['a circle over the antimeridian', { center: [179.999, 26], radiusMeters: 100_000 }],
  ])('refuses %s with the place', async (_, asked) => {
    const { status, body } = await post<Problem>(asked)
    expect([status, body.code, body.errors?.[0]?.path]).toEqual([422, 'geometry_refused', 'center'])
    expect(body.errors?.[0]?.lngLat).toHaveLength(2)
  })

  it.each([
    ['nothing', {}, 'area'],
    ['no radius', { center: [103, 26] }, 'radiusMeters'],
    ['no centre', { radiusMeters: 100 }, 'center'],
    [
      'both kinds',
      { area: { type: 'Polygon', coordinates: [square(103, 26, 1)] }, center: [103, 26], radiusMeters: 5 },
      'center',
    ],
    ['radius 0', { center: [103, 26], radiusMeters: 0 }, 'radiusMeters'],
    ['a radius of a million', { center: [103, 26], radiusMeters: 1e6 }, 'radiusMeters'],
    ['a point', { area: { type: 'Point', coordinates: [103, 26] } }, 'area.type'],
    ['text as coordinate', { area: { type: 'Polygon', coordinates: [[['103', 26]]] } }, 'area.coordinates.0.0.0'],
    ['a coordinate beyond numbers', '{"center":[1e999,26],"radiusMeters":5}', 'center.0'],
    ['a foreign crs', { center: [103, 26], radiusMeters: 5, crs: 'epsg3857' }, 'crs'],
    ['an unknown field', { center: [103, 26], radiusMeters: 5, radius: 5 }, ''],
    [
      'a crs within the area',
      { area: { type: 'Polygon', coordinates: [square(103, 26, 1)], crs: { type: 'name' } } },
      'area.crs',
    ],
    ['a list', [], ''],
    ['null', 'null', ''],
  ])('answers 400 to %s and names the field', async (_, asked, field) => {
    const { status, body } = await post<Problem>(asked)
    expect([status, body.code]).toEqual([400, 'invalid_input'])
    expect(body.errors?.[0]?.path).toBe(field)
  })

  it('answers 400 to a body that is no JSON, 413 to one above 2 MB', async () => {
    expect((await post<Problem>('{"area":')).body).toMatchObject({ status: 400, code: 'invalid_input' })
    const large = JSON.stringify({ center: [103, 26], radiusMeters: 5, note: 'x'.repeat(2_100_000) })
    expect((await post<Problem>(large)).body).toMatchObject({ status: 413, code: 'too_large' })
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', ''])(
    'answers 415 to a body sent as “%s” and says what is wanted',
    async (type) => {
      const body = JSON.stringify({ center: [103.3, 26.42], radiusMeters: 800 })
      for (const language of ['zh', 'en']) {
        const answer = await post<Problem>(body, { 'content-type': type, 'accept-language': language })
        expect(answer.body).toMatchObject({ status: 415, code: 'unsupported_media_type' })
        expect(answer.body.detail).toContain('application/json')
      }
      const json = await post<Affected>(body, { 'content-type': 'application/json; charset=utf-8' })
      expect(json.status).toBe(200)
    },
  )

  it('still refuses with the place what is far above the limit of vertices', async () => {
    const ring = Array.from({ length: 60_000 }, (_, index) => [103 + index * 1e-6, 26 + (index % 2) * 0.001])
    const { body } = await post<Problem>({ area: { type: 'Polygon', coordinates: [ring] } })
    expect(body).toMatchObject({ status: 422, code: 'geometry_refused' })
  })
})
