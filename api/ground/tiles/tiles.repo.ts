import { sql } from 'drizzle-orm'
import { areas } from '#api/ground/areas/areas.table.ts'
import { editions } from '#api/ground/editions/editions.table.ts'
import { gridVersions } from '#api/ground/grids/grids.table.ts'
import type { Database } from '#api/platform/db/client.ts'
import { prepareStatement } from '#api/platform/db/prepared-statement.ts'
import type { Bbox, LngLat } from '#api/platform/http/shared.contract.ts'
import type { EditionArea, EditionGridRow } from './edition-layers.ts'
import { insertTiles } from './insert-tiles.ts'
import type { PackedTiles } from './pack-tiles.ts'
import type { TileAddress } from './tile-address.ts'
import type { StoredTile, VectorPacking } from './tile-cache.ts'
import { editionTiles } from './tiles.table.ts'

/** What finds a tile of a published edition, made once: its bytes are read faster than its text is put together. */
export const tileStatements = { brotli: tileStatement('brotli'), gzip: tileStatement('gzip') }

function tileStatement(packing: VectorPacking) {
  const at = (name: keyof TileAddress) => sql.placeholder(name)
  return prepareStatement<TileAddress, StoredTile | { etag: null }>(sql`
    SELECT t.etag, t.${sql.identifier(packing)} AS bytes
    FROM ${editions} e LEFT JOIN ${editionTiles} t
      ON t.edition = e.number AND t.z = ${at('z')} AND t.x = ${at('x')} AND t.y = ${at('y')}
    WHERE e.number = ${at('version')} AND e.effective IS NOT NULL`)
}

/** A tile of a published edition: null where nothing is in it, undefined where there is no such edition (a pending one
 *  is none yet: its tiles may still be on their way). */
export async function findEditionTile(
  database: Database,
  address: TileAddress,
  packing: VectorPacking,
): Promise<StoredTile | null | undefined> {
  const [row] = await database.readRows(tileStatements[packing], address)
  if (!row) return undefined
  return row.etag === null ? null : row
}

/** The smallest box around an edition's grids; undefined where it has none. */
export async function readEditionBounds(database: Database, edition: number): Promise<Bbox | undefined> {
  type Row = { west: number | null; south: number; east: number; north: number }
  const [row] = await database.read((handle) =>
    handle.rows<Row>(sql`
      SELECT min(ST_XMin(geometry)) AS west, min(ST_YMin(geometry)) AS south,
        max(ST_XMax(geometry)) AS east, max(ST_YMax(geometry)) AS north
      FROM ${gridVersions} WHERE editions @> ${edition}::int`),
  )
  return row && row.west !== null ? [row.west, row.south, row.east, row.north] : undefined
}

/** An answer is taken apart in one piece: 250 polygons in about 5 ms. */
const gridsPerRead = 250

/** The grids of an edition, page by page. */
export async function* readEditionGrids(database: Database, edition: number): AsyncGenerator<EditionGridRow[]> {
  type Row = Omit<EditionGridRow, 'seat'> & { lng: number; lat: number }
  for (let after = ''; ; ) {
    const page = await database.read((handle) =>
      handle.rows<Row>(sql`
        SELECT code, name, kind, ST_X(seat) AS lng, ST_Y(seat) AS lat, ST_AsGeoJSON(geometry, 6) AS geometry
        FROM ${gridVersions}
        WHERE editions @> ${edition}::int AND code > ${after}
        ORDER BY code LIMIT ${gridsPerRead}`),
    )
    yield page.map(({ lng, lat, ...grid }) => ({ ...grid, seat: [lng, lat] as LngLat }))
    const last = page.at(-1)
    if (!last || page.length < gridsPerRead) return
    after = last.code
  }
}

/** County, townships and villages of an edition; a group has no layer of its own. */
export async function readEditionAreas(database: Database, edition: number): Promise<EditionArea[]> {
  const rows = await database.read((handle) =>
    handle.rows<Omit<EditionArea, 'seat'> & { lng: number; lat: number }>(sql`
      SELECT code, name, population, ST_X(seat) AS lng, ST_Y(seat) AS lat
      FROM ${areas} WHERE editions @> ${edition}::int AND level <> 'group' ORDER BY code`),
  )
  return rows.map(({ lng, lat, ...area }) => ({ ...area, seat: [lng, lat] as LngLat }))
}

export const insertEditionTiles = (database: Database, edition: number, tiles: PackedTiles): Promise<void> =>
  insertTiles(database, { table: editionTiles, owner: 'edition', number: edition }, tiles)

/** Takes an edition's tiles away, a piece at a time, so that cutting can begin anew. */
export async function deleteEditionTiles(database: Database, edition: number): Promise<void> {
  for (;;) {
    const count = await database.write((transaction) =>
      transaction.run(sql`
        DELETE FROM ${editionTiles} WHERE edition = ${edition} AND (z, x, y) IN (
          SELECT z, x, y FROM ${editionTiles} WHERE edition = ${edition} LIMIT 500)`),
    )
    if (count === 0) return
  }
}
