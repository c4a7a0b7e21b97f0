import { type SQL, sql } from 'drizzle-orm'
import type { GridKind } from '#api/ground/grids/grids.contract.ts'
import type { Database, Handle } from '#api/platform/db/client.ts'
import { countRows } from '#api/platform/db/list-rows.ts'
import type { Level, LngLat } from '#api/platform/http/shared.contract.ts'
import type { Headcounts, OptionalGridField, Relief } from './edition-snapshot.ts'

export type EditionRow = {
  number: number
  /** Milliseconds since 1970; whole. */
  from: number
  /** Null while current. */
  to: number | null
  west: number
  south: number
  east: number
  north: number
  countyCode: string
  gridCount: number
  isDemo: boolean
  madeBy: string
  /** The newest published edition: what is written for a later one is pending, and nobody's business. */
  newest: number
}

const editionColumns = sql`number, floor(extract(epoch FROM lower(effective)) * 1000)::float8 AS "from",
  floor(extract(epoch FROM upper(effective)) * 1000)::float8 AS "to",
  bounds[1] AS west, bounds[2] AS south, bounds[3] AS east, bounds[4] AS north, county_code AS "countyCode",
  grid_count AS "gridCount", is_demo AS "isDemo", made_by AS "madeBy",
  (SELECT max(number) FROM editions WHERE effective IS NOT NULL) AS newest`

const findEdition = async (handle: Handle, condition: SQL): Promise<EditionRow | undefined> =>
  (await handle.rows<EditionRow>(sql`SELECT ${editionColumns} FROM editions WHERE ${condition} LIMIT 1`))[0]

/** The current edition: published and not ended. */
export const findCurrentEdition = (handle: Handle) =>
  findEdition(handle, sql`effective IS NOT NULL AND upper_inf(effective)`)

/** The edition that was current at an instant. */
export const findEditionAt = (handle: Handle, instant: Date) =>
  findEdition(handle, sql`effective @> ${instant.toISOString()}::text::timestamptz`)

/** A published edition by its number. */
export const findEditionByNumber = (handle: Handle, number: number) =>
  findEdition(handle, sql`number = ${number}::integer AND effective IS NOT NULL`)

const publishedSince = (since: string | undefined) =>
  since === undefined
    ? sql`effective IS NOT NULL`
    : sql`effective IS NOT NULL AND coalesce(upper(effective), lower(effective)) >= ${since}::text::timestamptz`

/** Published editions, newest first, at most `limit`, those before number `before`. */
export const listEditions = (handle: Handle, page: { limit: number; before?: number; since?: string }) =>
  handle.rows<EditionRow>(
    sql`SELECT ${editionColumns} FROM editions WHERE ${publishedSince(page.since)}
        ${page.before === undefined ? sql`` : sql`AND number < ${page.before}::bigint`}
        ORDER BY number DESC LIMIT ${page.limit}::integer`,
  )

/** How many editions `listEditions` gives over all pages. */
export const countEditions = (handle: Handle, since?: string): Promise<number> =>
  countRows(handle, sql`editions WHERE ${publishedSince(since)}`)

/** When an edition and those before it came into force, in milliseconds since 1970. */
export const listEditionStarts = (handle: Handle, number: number) =>
  handle.rows<{ number: number; from: number }>(
    sql`SELECT number, floor(extract(epoch FROM lower(effective)) * 1000)::float8 AS "from"
        FROM editions WHERE effective IS NOT NULL AND number <= ${number}::integer`,
  )

type PlaceColumns = Headcounts & {
  code: string
  name: string
  pinyin: string
  lng: number
  lat: number
  areaKm2: number
}
export type GridVersionRow = PlaceColumns &
  Relief & {
    kind: GridKind
    groupCode: string | null
    editionFrom: number
    editionTo: number | null
    /** Hex EWKB: the type's own output, exact and without a function that could fail. */
    geometry: string
  }
export type AreaVersionRow = PlaceColumns & {
  level: Exclude<Level, 'grid'>
  type: string | null
  gridCount: number
}

const placeColumns = sql`code, name, pinyin, ST_X(seat) AS lng, ST_Y(seat) AS lat, population, households,
  need_help AS "needHelp", workers_full AS "workersFull", workers_part AS "workersPart", area_km2 AS "areaKm2"`

/** Rows a statement: an answer is taken apart in one piece, 250 polygons in about 5 ms. */
const gridsPerPage = 250
const areasPerPage = 1000

/** So many rows at most, those after a code. */
type CodePage = { after: string; limit: number }

/** Every grid of an edition with its geometry, by code; in pages, about 2.3 kB of text a grid. */
export const readGridVersions = (database: Database, edition: number): Promise<GridVersionRow[]> =>
  readPages(database, gridsPerPage, (handle, page) => listGridVersions(handle, edition, page))

/** Every county, township, village and group of an edition, by code; without geometry: it is the union of its grids. */
export const readAreaVersions = (database: Database, edition: number): Promise<AreaVersionRow[]> =>
  readPages(database, areasPerPage, (handle, page) => listAreaVersions(handle, edition, page))

async function readPages<Row extends { code: string }>(
  database: Database,
  limit: number,
  read: (handle: Handle, page: CodePage) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = []
  for (let after = ''; ; ) {
    const page = await database.read((handle) => read(handle, { after, limit }))
    for (const row of page) rows.push(row)
    const last = page.at(-1)
    if (!last || page.length < limit) return rows
    after = last.code
  }
}

const listGridVersions = (handle: Handle, edition: number, { after, limit }: CodePage) =>
  handle.rows<GridVersionRow>(
    sql`SELECT ${placeColumns}, kind, group_code AS "groupCode", elevation_min AS "elevationMin",
               elevation_mean AS "elevationMean", elevation_max AS "elevationMax", slope_mean AS "slopeMean",
               lower(editions) AS "editionFrom", upper(editions) AS "editionTo", geometry::text AS geometry
        FROM grid_versions WHERE editions @> ${edition}::integer AND code > ${after}
        ORDER BY code LIMIT ${limit}::integer`,
  )

const listAreaVersions = (handle: Handle, edition: number, { after, limit }: CodePage) =>
  handle.rows<AreaVersionRow>(
    sql`SELECT ${placeColumns}, level, type, grid_count AS "gridCount"
        FROM areas WHERE editions @> ${edition}::integer AND code > ${after}
        ORDER BY code LIMIT ${limit}::integer`,
  )

export type BasemapRow = {
  version: number
  kind: 'basemap' | 'terrain'
  isDemo: boolean
  west: number
  south: number
  east: number
  north: number
  details: Record<string, unknown>
  attributions: { zh: string; en: string }[]
}

/** The current basemap and terrain, where there are any. */
export const listCurrentBasemaps = (handle: Handle) =>
  handle.rows<BasemapRow>(
    sql`SELECT version, kind, is_demo AS "isDemo", bounds[1] AS west, bounds[2] AS south, bounds[3] AS east,
               bounds[4] AS north, details, attributions
        FROM basemaps WHERE is_current`,
  )

/** True while demonstration incidents or patrols are in the tables. */
export async function hasDemoOperations(handle: Handle): Promise<boolean> {
  const [row] = await handle.rows<{ found: boolean }>(
    sql`SELECT EXISTS (SELECT 1 FROM incidents WHERE is_demo) OR EXISTS (SELECT 1 FROM patrols WHERE is_demo) AS found`,
  )
  return row?.found === true
}

/** Name, type, seat, measured area and the sum over its grids of every county, township and village of the current
 *  edition; none before the first. Groups are named by their number. */
export async function listCurrentAreaFacts(
  handle: Handle,
): Promise<{ code: string; name: string; type: string | null; seat: LngLat; areaKm2: number; gridsKm2: number }[]> {
  const rows = await handle.rows<{
    code: string
    name: string
    type: string | null
    areaKm2: number
    gridsKm2: number
    lng: number
    lat: number
  }>(
    sql`WITH current AS (SELECT number FROM editions WHERE effective IS NOT NULL AND upper_inf(effective)),
        sums AS (
          SELECT left(code, digits) AS code, sum(area_km2) AS km2 FROM grid_versions, unnest(ARRAY[6, 9, 12]) AS digits
          WHERE editions @> (SELECT number FROM current) GROUP BY 1)
        SELECT code, name, type, area_km2 AS "areaKm2", km2 AS "gridsKm2", ST_X(seat) AS lng, ST_Y(seat) AS lat
        FROM areas JOIN sums USING (code)
        WHERE level <> 'group' AND editions @> (SELECT number FROM current)`,
  )
  return rows.map(({ lng, lat, ...area }) => ({ ...area, seat: [lng, lat] }))
}

/** How many grids an edition has in an area that is no group. */
export const countGridsIn = (handle: Handle, edition: number, area: string): Promise<number> =>
  countRows(handle, sql`grid_versions WHERE editions @> ${edition}::integer AND starts_with(code, ${area})`)

/** How many grids of an edition, in an area that is no group, have each of the fields that they need not have. */
export async function countOptionalFields(
  handle: Handle,
  edition: number,
  area: string,
): Promise<Record<OptionalGridField, number>> {
  const [row] = await handle.exactly<Record<OptionalGridField, number>>(
    1,
    sql`SELECT count(group_code)::integer AS "group", count(elevation_min)::integer AS "elevationMin",
          count(elevation_mean)::integer AS "elevationMean", count(elevation_max)::integer AS "elevationMax",
          count(slope_mean)::integer AS "slopeMean"
        FROM grid_versions WHERE editions @> ${edition}::integer AND starts_with(code, ${area})`,
  )
  return row as Record<OptionalGridField, number>
}

/** The middles of the boxes around grids of an edition, of those that it has. */
export async function findGridMiddles(
  handle: Handle,
  edition: number,
  codes: readonly string[],
): Promise<Map<string, LngLat>> {
  const rows = await handle.rows<{ code: string; lng: number; lat: number }>(
    sql`SELECT code, (ST_XMin(geometry) + ST_XMax(geometry)) / 2 AS lng, (ST_YMin(geometry) + ST_YMax(geometry)) / 2 AS lat
        FROM grid_versions WHERE editions @> ${edition}::integer
          AND code IN (SELECT json_array_elements_text(${JSON.stringify(codes)}::text::json))`,
  )
  return new Map(rows.map(({ code, lng, lat }) => [code, [lng, lat]]))
}
