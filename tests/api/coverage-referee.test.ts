import { sql } from 'drizzle-orm'
import type { Position } from 'geojson'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findAreaFault } from '#api/coverage/area-validation.ts'
import { createCoverageIndex } from '#api/coverage/coverage-index.ts'
import { checkCoverage } from '#api/coverage/coverage-rule.ts'
import { geodesicAreaSquareMeters, geodesicCircle, geodesicDistanceMeters } from '#api/coverage/geodesic-area.ts'
import { type CodedArea, polygonsOf, unitsPerDegree } from '#api/coverage/ring-table.ts'
import type { Database } from '#api/platform/db/client.ts'
import { openTestDatabase } from '../support/database.ts'
import { randomFrom } from '../support/random.ts'
import { makeCoverage, polygonOf, type RandomCoverage, withRing } from '../support/random-coverages.ts'

let database: Database
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

const coverageOf = (seed: number) => makeCoverage({ columns: 4, rows: 4, grids: 5, seed })
/** Rows `code`, `geom` of areas, for a FROM clause. */
const rowsOf = (areas: readonly CodedArea[]) => sql`(
  select item ->> 'code' as code, ST_SetSRID(ST_GeomFromGeoJSON(item ->> 'geometry'), 4326) as geom
  from jsonb_array_elements(${JSON.stringify(areas)}::text::jsonb) as item)`

/** One number, text or list out of PostGIS. */
async function ask<Value>(expression: ReturnType<typeof sql>): Promise<Value> {
  const [row] = await database.read((handle) =>
    handle.exactly<{ value: Value }>(1, sql`select (${expression})::text as value`),
  )
  return JSON.parse(String(row?.value)) as Value
}

describe('PostGIS agrees on', () => {
  it('the grids an area has ground in common with, and those wholly inside', async () => {
    const random = randomFrom(21)
    for (let seed = 1; seed <= 12; seed++) {
      const { grids, cells, coverage } = coverageOf(seed)
      const vertices = polygonsOf(grids[0]?.geometry as CodedArea['geometry']).flat(2)
      const corner = vertices[seed % vertices.length] as [number, number]
      const areas = [
        (cells[seed] as CodedArea).geometry,
        (grids[seed % grids.length] as CodedArea).geometry,
        geodesicCircle(corner, 1),
        geodesicCircle([103.004, 26.004], 50 + 400 * random()),
        polygonOf([corner, [103.002, 26.001 + 0.004 * random()], [103.009, 26.009 * random() + 0.001], corner]),
      ].filter((area) => findAreaFault(area, { maxVertices: 1000 }) === null)
      for (const area of areas) {
        const expected = await ask<{ code: string; whole: boolean }[]>(sql`
          select coalesce(json_agg(json_build_object('code', code, 'whole', ST_CoveredBy(geom, area)) order by code), '[]')
          from ${rowsOf(grids)} as grids,
            (select ST_SetSRID(ST_GeomFromGeoJSON(${JSON.stringify(area)}::text), 4326) as area) as asked
          where ST_Intersects(geom, area) and not ST_Touches(geom, area)`)
        const own = createCoverageIndex(coverage).findAffected(area)
        expect(own.map(({ code, whole }) => ({ code, whole }))).toEqual(expected)
      }
    }
  })

  it('areas and distances on the ellipsoid', async () => {
    const grids = coverageOf(3).grids
    const squareMeters = await ask<Record<string, number>>(
      sql`select json_object_agg(code, ST_Area(geom::geography)) from ${rowsOf(grids)} as grids`,
    )
    for (const { code, geometry } of grids) {
      // Edges of `geography` are geodesics and bow out a little.
      expect(geodesicAreaSquareMeters(geometry) / (squareMeters[code] as number)).toBeCloseTo(1, 5)
    }
    const meters = await ask<number>(
      sql`select ST_Distance('SRID=4326;POINT(102.9 25.8)'::geography, 'SRID=4326;POINT(103.7 27.1)'::geography)`,
    )
    expect(geodesicDistanceMeters([102.9, 25.8], [103.7, 27.1])).toBeCloseTo(meters, 3)
  })

  it('which areas are valid polygons', async () => {
    const random = randomFrom(5)
    const corner = (): Position => [103 + Math.floor(random() * 6) / 1000, 26 + Math.floor(random() * 6) / 1000]
    const ring = () => {
      const corners = Array.from({ length: 3 + Math.floor(random() * 4) }, corner)
      return [...corners, corners[0] as Position]
    }
    const areas: CodedArea[] = Array.from({ length: 600 }, (_, i) => ({
      code: String(i),
      geometry:
        i % 2 === 0
          ? polygonOf(ring(), ...(i % 4 === 0 ? [ring()] : []))
          : { type: 'MultiPolygon', coordinates: [[ring()], [ring()]] },
    }))
    const valid = await ask<Record<string, boolean>>(
      sql`select json_object_agg(code, ST_IsValid(geom)) from ${rowsOf(areas)} as areas`,
    )
    let accepted = 0
    for (const { code, geometry } of areas) {
      const fault = findAreaFault(geometry, { maxVertices: 1000 })
      if (!fault) accepted++
      // A ring that only rounding keeps from being a line has area for PostGIS and none for us.
      if (fault?.reason !== 'zero_area') expect(fault === null, JSON.stringify(geometry)).toBe(valid[code])
    }
    expect(accepted).toBeGreaterThan(60)
  })
})

/** In whole millionths, as the rule counts: as degrees a middle of two vertices is a double beside the line. */
const inUnits = ({ code, geometry }: CodedArea): CodedArea => ({
  code,
  geometry: {
    type: 'MultiPolygon',
    coordinates: polygonsOf(geometry).map((rings) =>
      rings.map((ring) => ring.map((place) => place.map((value) => Math.round(value * unitsPerDegree)))),
    ),
  },
})

/** Our verdict without gaps, which PostGIS does not look for, and PostGIS's own. */
async function bothVerdicts(areas: CodedArea[]): Promise<[ours: boolean, theirs: boolean]> {
  const ours = checkCoverage(areas).every(({ kind }) => kind === 'gap')
  const invalid = await ask<number>(sql`
    select count(*) from (select ST_CoverageInvalidEdges(geom) over () as edges from ${rowsOf(areas.map(inUnits))} as areas) as checked
    where edges is not null`)
  return [ours, invalid === 0]
}

/** Moves one vertex of one grid, or puts one more on its border. */
function spoil({ grids }: RandomCoverage, seed: number): CodedArea[] {
  const random = randomFrom(seed)
  const spoilt = grids[Math.floor(random() * grids.length)] as CodedArea
  const changed = withRing(spoilt, 0, 0, (ring) => {
    const place = Math.floor(random() * ring.length)
    const [a, b] = [ring[place] as [number, number], ring[(place + 1) % ring.length] as [number, number]]
    if (seed % 2 === 0) return ring.toSpliced(place + 1, 0, [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2])
    const [dx, dy] = [Math.round((random() - 0.5) * 20) / 1e6, Math.round((random() - 0.5) * 20) / 1e6]
    return ring.with(place, [a[0] + dx, a[1] + dy])
  })
  return grids.map((grid) => (grid === spoilt ? changed : grid))
}

// ST_CoverageInvalidEdges is there from PostGIS 3.4 with GEOS 3.12 on; the server's may be older.
if (process.env.ONEGRID_TEST_DATABASE === 'embedded')
  describe('ST_CoverageInvalidEdges agrees on', () => {
    it('random coverages, whole and spoilt', async () => {
      let refused = 0
      for (let seed = 1; seed <= 40; seed++) {
        const random = coverageOf(seed)
        expect(await bothVerdicts(random.grids)).toEqual([true, true])
        const [ours, theirs] = await bothVerdicts(spoil(random, seed))
        expect(ours, `seed ${seed}`).toBe(theirs)
        if (!ours) refused++
      }
      expect(refused).toBeGreaterThan(15)
    })
  })
