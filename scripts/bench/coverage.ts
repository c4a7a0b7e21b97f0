import { sql } from 'drizzle-orm'
import type { Feature, FeatureCollection, MultiPolygon, Polygon } from 'geojson'
import PolygonLookup from 'polygon-lookup'
import { gridGeometry } from '#api/coverage/coverage.ts'
import { checkCoverage } from '#api/coverage/coverage-rule.ts'
import { geodesicCircle } from '#api/coverage/geodesic-area.ts'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { randomFrom } from '../../tests/support/random.ts'
import { type BenchCounty, openBenchCounty } from './bench-county.ts'
import { type BenchReport, judge, runRounds } from './support.ts'

const locatePoints = 100_000
const affectedGrids = 200

/** `api/coverage` in process: whose grid, who is affected, and the rule over the whole county. */
export async function runCoverage(rounds = 9): Promise<BenchReport[]> {
  const county = await openBenchCounty('server')
  try {
    return [
      await measureLocate(county, rounds),
      await measureAffected(county, rounds),
      await measureRule(county, rounds),
    ]
  } finally {
    await county.close()
  }
}

const millisecondsOf = (startedAt: number): number => performance.now() - startedAt

async function measureLocate({ snapshot }: BenchCounty, rounds: number): Promise<BenchReport> {
  const features = [...snapshot.grids.keys()].map(
    (code): Feature<Polygon | MultiPolygon> => ({
      type: 'Feature',
      properties: { code },
      geometry: gridGeometry(snapshot.coverage, code),
    }),
  )
  const collection: FeatureCollection<Polygon | MultiPolygon> = { type: 'FeatureCollection', features }
  const lookup = new PolygonLookup(collection)
  const points = makePoints(snapshot.bounds)
  const askLookup = ([lng, lat]: LngLat): string | null => lookup.search(lng, lat)?.properties?.code ?? null
  const other = points.find((point) => askLookup(point) !== snapshot.index.locate(point))
  if (other) throw new Error(`The answers differ at ${other.join()}.`)
  const time = (ask: (point: LngLat) => unknown) => async () => {
    const startedAt = performance.now()
    for (const point of points) ask(point)
    return (millisecondsOf(startedAt) * 1000) / points.length
  }
  return judge({
    name: 'locate, in process',
    unit: 'µs',
    arms: { bare: 'polygon-lookup 2.7.0 over the same grids', ours: 'the coverage index' },
    rounds: await runRounds(rounds, { bare: time(askLookup), ours: time(snapshot.index.locate) }),
    reach: { ratio: 0.5 },
    notes: { 'points, same answer on all': locatePoints },
  })
}

function makePoints([west, south, east, north]: readonly [number, number, number, number]): LngLat[] {
  const random = randomFrom(530326)
  return Array.from({ length: locatePoints }, () => [
    west + random() * (east - west),
    south + random() * (north - south),
  ])
}

type Answer = { code: string; share: number; whole: boolean }

async function measureAffected({ snapshot, database }: BenchCounty, rounds: number): Promise<BenchReport> {
  const area = findAreaOver(affectedGrids, (candidate) => snapshot.index.findAffected(candidate).length)
  const askPostgis = () =>
    database.read((handle) =>
      handle.rows<Answer>(
        // The area is in the text: as a parameter it gets a plan that knows nothing of it, ten times as slow.
        sql`WITH asked AS (SELECT ST_SetSRID(ST_GeomFromGeoJSON('${sql.raw(JSON.stringify(area))}'), 4326) AS area),
            hit AS (SELECT g.code, g.geometry, asked.area, ST_CoveredBy(g.geometry, asked.area) AS whole
              FROM grid_versions g, asked
              WHERE g.geometry && asked.area AND ST_Intersects(g.geometry, asked.area)
                AND NOT ST_Touches(g.geometry, asked.area))
          SELECT code, whole, CASE WHEN whole THEN 1
              ELSE ST_Area(ST_Intersection(geometry, area)::geography) / ST_Area(geometry::geography) END AS share
            FROM hit ORDER BY code`,
      ),
    )
  const theirs = await askPostgis()
  const ours = snapshot.index.findAffected(area)
  requireSame(ours, theirs)
  const time = (ask: () => unknown) => async () => {
    const startedAt = performance.now()
    await ask()
    return millisecondsOf(startedAt)
  }
  return judge({
    name: 'affected, in process',
    unit: 'ms',
    arms: { bare: 'the same by PostGIS on a server', ours: 'the coverage index' },
    rounds: await runRounds(rounds, { bare: time(askPostgis), ours: time(() => snapshot.index.findAffected(area)) }),
    reach: { ratio: 0.3 },
    notes: { 'grids touched, identical sets': ours.length },
  })
}

/** The circle in the middle of the county that touches so many grids. */
function findAreaOver(grids: number, count: (area: Polygon) => number): Polygon {
  const center: LngLat = [103.6243, 26.5444]
  let [low, high] = [100, 40_000]
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2
    const touched = count(geodesicCircle(center, middle))
    if (touched === grids) return geodesicCircle(center, middle)
    if (touched < grids) low = middle
    else high = middle
  }
  return geodesicCircle(center, high)
}

/** The same grids, the same wholes, the same shares. A geography's edges are geodesics, ours straight lines in degrees:
 *  that is 2e-5 of a grid's area at most. */
function requireSame(ours: readonly Answer[], theirs: readonly Answer[]): void {
  for (const [place, one] of ours.entries()) {
    const other = theirs[place]
    const isSame =
      other?.code === one.code && other.whole === one.whole && Math.abs(Number(other.share) - one.share) < 1e-3
    if (!isSame) throw new Error(`The answers differ: ours ${JSON.stringify(one)}, PostGIS ${JSON.stringify(other)}.`)
  }
  if (ours.length !== theirs.length) throw new Error(`Ours has ${ours.length} grids, PostGIS ${theirs.length}.`)
}

async function measureRule({ snapshot, database }: BenchCounty, rounds: number): Promise<BenchReport> {
  const areas = [...snapshot.grids.keys()].map((code) => ({ code, geometry: gridGeometry(snapshot.coverage, code) }))
  const askPostgis = async () => {
    const startedAt = performance.now()
    await database.read(
      (handle) => handle.rows(sql`SELECT ST_Area(ST_UnaryUnion(ST_Collect(geometry))) FROM grid_versions`),
      {
        deadlineMs: 60_000,
      },
    )
    return millisecondsOf(startedAt)
  }
  const askRule = async () => {
    const startedAt = performance.now()
    const faults = checkCoverage(areas)
    if (faults.length > 0) throw new Error('The shipped county breaks the rule.')
    return millisecondsOf(startedAt)
  }
  return judge({
    name: 'coverage rule, whole county',
    unit: 'ms',
    arms: { bare: 'ST_UnaryUnion of it', ours: 'checkCoverage' },
    rounds: await runRounds(rounds, { bare: askPostgis, ours: askRule }),
    reach: { ratio: 0.1 },
    notes: { grids: areas.length },
  })
}
