import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { Feature, Geometry } from 'geojson'
import type { Context } from 'hono'
import { parseAccept } from 'hono/utils/accept'
import type { ZodType } from 'zod'
import type { Steps } from '#api/coverage/steps.ts'
import type { Database, Handle, ScopedHandle } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { runInSlices } from '#api/platform/process/sliced-work.ts'
import { chooseEncoding } from './conditional.ts'
import { ApiError } from './problem.ts'
import { type Bbox, geoJsonLimit, type ListOf, levelOfCode } from './shared.contract.ts'

const gzipAsync = promisify(gzip)

/** The keys of the last row of a page, as an opaque text for the `cursor` of the next request. */
export const encodeCursor = (keys: readonly (string | number | null)[]): string =>
  Buffer.from(JSON.stringify(keys)).toString('base64url')

/** The keys of a cursor, checked against `schema` (a zod tuple); undefined without a cursor. Throws a 400 ApiError for
 *  anything that `encodeCursor` did not make. */
export function decodeCursor<Keys>(cursor: string | undefined, schema: ZodType<Keys>): Keys | undefined {
  if (cursor === undefined) return undefined
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch {
    throw new ApiError(
      400,
      'invalid_input',
      { zh: 'cursor 无效：请原样使用上一页答复中的 nextCursor。', en: 'Use nextCursor of the page before as cursor.' },
      { errors: [{ path: 'cursor', message: { zh: '无效', en: 'not a cursor of this list' } }] },
    )
  }
}

/** True where the caller prefers `type` to every other type it names (not by `*` alone). Pure but for reading `c`. */
export function prefersType(c: Context, type: string): boolean {
  const accepted = parseAccept(c.req.header('accept') ?? '')
  const wanted = accepted.find((accept) => accept.type.toLowerCase() === type)
  return wanted !== undefined && wanted.q > 0 && accepted.every((accept) => accept.q <= wanted.q)
}

/** True where the caller prefers `application/geo+json`: then a list answers all its matches, unpaged. */
export const wantsGeoJson = (c: Context): boolean => prefersType(c, 'application/geo+json')

/** Throws the 422 of a GeoJSON answer above the limit. Call it with the count before reading the geometries. */
export function refuseTooManyFeatures(total: number): void {
  if (total <= geoJsonLimit) return
  throw new ApiError(422, 'too_many_features', {
    zh: `共 ${total} 条，超过一次 ${geoJsonLimit} 条的上限：请用 area、bbox 等条件缩小范围，或分页读取。`,
    en: `${total} matches, above the limit of ${geoJsonLimit}: narrow them by area or bbox, or read page by page.`,
  })
}

/** A table as a list: how many rows match, and the matches in the order of their keys, from those after `after` on. */
export type ListSource<Row, Keys, Way extends Handle = Handle> = {
  count(handle: Way): Promise<number>
  read(handle: Way, page: { limit: number; after?: Keys }): Promise<{ row: Row; keys: Keys }[]>
}

/** How a list is read: `database.read`, or `readAs` of a scope. */
type Reader<Way extends Handle> = <Result>(work: (handle: Way) => Promise<Result>) => Promise<Result>

/** Reads what a scope reaches. */
export const readerAs =
  (database: Database, scope: Scope): Reader<ScopedHandle> =>
  (work) =>
    database.readAs(scope, work)

/** One page of a list with the cursor of the next and the number of all matches. Throws 400 for a foreign cursor. */
export async function readPage<Row, Keys extends readonly (string | number)[], Way extends Handle>(
  read: Reader<Way>,
  source: ListSource<Row, Keys, Way>,
  { limit, cursor, keys }: { limit: number; cursor?: string; keys: ZodType<Keys> },
): Promise<ListOf<Row>> {
  const after = decodeCursor(cursor, keys)
  // One more than asked for tells whether there is a next page. Both statements go out at once.
  const [total, rows] = await read((handle) =>
    Promise.all([source.count(handle), source.read(handle, { limit: limit + 1, after })]),
  )
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    items: page.map(({ row }) => row),
    nextCursor: rows.length > page.length && last ? encodeCursor(last.keys) : null,
    total,
  }
}

/** Rows a statement: an answer is taken apart in one piece. */
const rowsPerPage = 1000

/** All matches, for a GeoJSON answer. Throws the 422 above the limit, before any row is read where it can. */
export async function readAllMatches<Row, Keys, Way extends Handle>(
  read: Reader<Way>,
  source: ListSource<Row, Keys, Way>,
): Promise<Row[]> {
  refuseTooManyFeatures(await read((handle) => source.count(handle)))
  const found: Row[] = []
  for (let after: Keys | undefined; ; ) {
    // Each page waits for the database on its own: behind an import the deadline of one would not do for all.
    const page = await read((handle) => source.read(handle, { limit: rowsPerPage, after }))
    for (const { row } of page) found.push(row)
    // Rows may have come between the count and the list, and none may be left out silently.
    refuseTooManyFeatures(found.length)
    if (page.length < rowsPerPage) return found
    after = page.at(-1)?.keys
  }
}

/** Features between two steps: 25 grids take about half a millisecond. */
const featuresPerStep = 25

function* collectionSteps(features: Iterable<Feature<Geometry | null>>): Steps<Uint8Array<ArrayBuffer>> {
  const pieces: Buffer[] = []
  let text = '{"type":"FeatureCollection","features":['
  let count = 0
  for (const feature of features) {
    if (count++ > 0) text += ','
    text += JSON.stringify(feature)
    if (count % featuresPerStep > 0) continue
    if (count > geoJsonLimit) refuseTooManyFeatures(count)
    // As bytes at once: the whole text in one piece would be turned into bytes in one piece as well.
    pieces.push(Buffer.from(text))
    text = ''
    yield
  }
  if (count > geoJsonLimit) refuseTooManyFeatures(count)
  pieces.push(Buffer.from(`${text}]}`))
  yield
  return new Uint8Array(Buffer.concat(pieces))
}

/** All matches as one FeatureCollection. Takes them one by one and in slices, so a generator keeps a whole county from
 *  blocking the process. Throws the 422 above 20,000. */
export async function geoJsonResponse(c: Context, features: Iterable<Feature<Geometry | null>>): Promise<Response> {
  const body = await runInSlices(collectionSteps(features))
  const headers = { 'Content-Type': 'application/geo+json', Vary: 'Accept, Accept-Encoding' }
  // A county of grids is 5.5 MB, a fifth of it when compressed. gzip: brotli would take seconds.
  if (body.length < 10_000 || chooseEncoding(c.req.header('accept-encoding'), 'gzip') === 'identity')
    return c.body(body, 200, headers)
  return c.body(new Uint8Array(await gzipAsync(body, { level: 4 })), 200, { ...headers, 'Content-Encoding': 'gzip' })
}

/** `area=` as a condition on a column of grid codes: county, township, village and grid codes are prefixes; a group is
 *  the grids that name it in this edition. True for every row without an area. Needs no GEOS function. */
export function applyAreaFilter(gridCode: SQLWrapper, area: string | undefined, edition: number): SQL {
  if (area === undefined) return sql`true`
  if (levelOfCode(area) === 'group')
    return sql`${gridCode} IN (SELECT code FROM grid_versions WHERE group_code = ${area} AND editions @> ${edition}::integer)`
  return sql`${gridCode} LIKE ${`${area}%`}`
}

/** `bbox=` as a condition on a geometry column: boxes that meet, by the index, without a GEOS function. Exact for points. */
export function applyBboxFilter(geometry: SQLWrapper, bbox: Bbox | undefined): SQL {
  if (bbox === undefined) return sql`true`
  const [west, south, east, north] = bbox
  return sql`${geometry} && ST_MakeEnvelope(${west}::float8, ${south}::float8, ${east}::float8, ${north}::float8, 4326)`
}
