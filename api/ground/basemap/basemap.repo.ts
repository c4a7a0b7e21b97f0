import { sql } from 'drizzle-orm'
import { insertTiles } from '#api/ground/tiles/insert-tiles.ts'
import type { PackedTiles } from '#api/ground/tiles/pack-tiles.ts'
import type { TileAddress } from '#api/ground/tiles/tile-address.ts'
import type { Packing, StoredTile } from '#api/ground/tiles/tile-cache.ts'
import type { Database, Handle, Transaction } from '#api/platform/db/client.ts'
import { prepareStatement } from '#api/platform/db/prepared-statement.ts'
import type { Bbox } from '#api/platform/http/shared.contract.ts'
import { basemaps, basemapTiles, places } from './basemap.table.ts'

export type BasemapKind = 'basemap' | 'terrain'
export type Attribution = { zh: string; en: string }

export type NewBasemap = {
  kind: BasemapKind
  checksum: string
  isDemo: boolean
  bounds: Bbox
  details: Record<string, unknown>
  attributions: Attribution[]
  heights?: Buffer
}

export type NewPlace = {
  name: string
  kind: string
  rank: number
  code: string | null
  pinyin: string
  elevation: number | null
  lng: number
  lat: number
}

export async function findCurrentBasemap(
  handle: Handle,
  kind: BasemapKind,
): Promise<{ version: number; checksum: string } | undefined> {
  const [row] = await handle.rows<{ version: number; checksum: string }>(
    sql`SELECT version, checksum FROM ${basemaps} WHERE kind = ${kind} AND is_current`,
  )
  return row
}

/** Tiles and places of a version. */
export async function countStored(
  handle: Handle,
  { version }: { version: number },
): Promise<{ version: number; tiles: number; places: number }> {
  const [row] = await handle.exactly<{ tiles: number; places: number }>(
    1,
    sql`SELECT (SELECT count(*) FROM ${basemapTiles} WHERE version = ${version})::integer AS tiles,
      (SELECT count(*) FROM ${places} WHERE version = ${version})::integer AS places`,
  )
  return { version, ...(row as { tiles: number; places: number }) }
}

export async function findCurrentTerrain(handle: Handle) {
  const [row] = await handle.rows<{ version: number; bounds: number[]; details: unknown; heights: Uint8Array }>(
    sql`SELECT version, bounds, details, heights FROM ${basemaps} WHERE kind = 'terrain' AND is_current`,
  )
  return row
}

/** Writes the row of a version that nobody sees yet and gives its number. */
export async function insertBasemap(transaction: Transaction, basemap: NewBasemap): Promise<number> {
  const [west, south, east, north] = basemap.bounds
  const [row] = await transaction.exactly<{ version: number }>(
    1,
    sql`INSERT INTO ${basemaps} (kind, checksum, is_demo, bounds, details, attributions, heights)
      VALUES (${basemap.kind}, ${basemap.checksum}, ${basemap.isDemo},
        ARRAY[${west}::float8, ${south}::float8, ${east}::float8, ${north}::float8],
        ${JSON.stringify(basemap.details)}::text::jsonb, ${JSON.stringify(basemap.attributions)}::text::jsonb,
        ${basemap.heights ?? null}::bytea)
      RETURNING version`,
  )
  return (row as { version: number }).version
}

export const insertBasemapTiles = (database: Database, version: number, tiles: PackedTiles): Promise<void> =>
  insertTiles(database, { table: basemapTiles, owner: 'version', number: version }, tiles)

const placesPerWrite = 500

export async function insertPlaces(database: Database, version: number, newPlaces: readonly NewPlace[]): Promise<void> {
  for (let start = 0; start < newPlaces.length; start += placesPerWrite) {
    const batch = newPlaces.slice(start, start + placesPerWrite)
    await database.write((transaction) =>
      transaction.run(
        sql`INSERT INTO ${places} (version, name, kind, rank, code, pinyin, elevation, location)
          SELECT ${version}::int, name, kind, rank, code, pinyin, elevation, ST_SetSRID(ST_MakePoint(lng, lat), 4326)
          FROM json_to_recordset(${JSON.stringify(batch)}::text::json) AS place (name text, kind text, rank int,
            code text, pinyin text, elevation float8, lng float8, lat float8)`,
        batch.length,
      ),
    )
  }
}

/** Makes versions the current ones of their kinds, all in the same moment. */
export async function publishBasemaps(transaction: Transaction, versions: readonly number[]): Promise<void> {
  for (const version of versions) {
    await transaction.run(
      sql`UPDATE ${basemaps} SET is_current = false
        WHERE is_current AND kind = (SELECT kind FROM ${basemaps} WHERE version = ${version})`,
    )
    await transaction.run(sql`UPDATE ${basemaps} SET is_current = true WHERE version = ${version}`, 1)
  }
}

/** Takes versions of a kind away: what a load that died left behind, and all former ones but the last, which open maps
 *  may still be drawing. Numbers only grow, so a leftover is newer than the current one. */
export async function deleteOldBasemaps(database: Database, kind: BasemapKind): Promise<void> {
  const versions = await database.read((handle) =>
    handle.rows<{ version: number; isLeftover: boolean }>(
      sql`SELECT b.version, current.version IS NULL OR b.version > current.version AS "isLeftover"
        FROM ${basemaps} b LEFT JOIN ${basemaps} current ON current.kind = b.kind AND current.is_current
        WHERE b.kind = ${kind} AND NOT b.is_current ORDER BY b.version DESC`,
    ),
  )
  const [, ...former] = versions.filter(({ isLeftover }) => !isLeftover)
  for (const { version } of [...versions.filter(({ isLeftover }) => isLeftover), ...former]) {
    await deleteInPieces(database, version)
    await database.write((transaction) => transaction.run(sql`DELETE FROM ${basemaps} WHERE version = ${version}`))
  }
}

/** Tiles by the hundred before the row they hang on: one cascading delete would hold the embedded database too long. */
async function deleteInPieces(database: Database, version: number): Promise<void> {
  for (let count = 1; count > 0; )
    count = await database.write((transaction) =>
      transaction.run(
        sql`DELETE FROM ${basemapTiles} WHERE version = ${version} AND (z, x, y) IN (
          SELECT z, x, y FROM ${basemapTiles} WHERE version = ${version} LIMIT 500)`,
      ),
    )
}

type BasemapTileAddress = TileAddress & { kind: BasemapKind }

const statementOf = (packing: Packing) => {
  const at = (name: keyof BasemapTileAddress) => sql.placeholder(name)
  return prepareStatement<BasemapTileAddress, StoredTile | { etag: null }>(sql`
    SELECT t.etag, t.${sql.identifier(packing)} AS bytes
    FROM ${basemaps} b LEFT JOIN ${basemapTiles} t
      ON t.version = b.version AND t.z = ${at('z')} AND t.x = ${at('x')} AND t.y = ${at('y')}
    WHERE b.version = ${at('version')} AND b.kind = ${at('kind')}
      AND b.version <= (SELECT version FROM ${basemaps} WHERE kind = ${at('kind')} AND is_current)`)
}

const tileStatements = { brotli: statementOf('brotli'), gzip: statementOf('gzip'), plain: statementOf('plain') }

/** A tile of a basemap or terrain that is or was current: null where nothing is in it, undefined where there is no such
 *  version of this kind. */
export async function findBasemapTile(
  database: Database,
  kind: BasemapKind,
  address: TileAddress,
  packing: Packing,
): Promise<StoredTile | null | undefined> {
  const [row] = await database.readRows(tileStatements[packing], { ...address, kind })
  if (!row) return undefined
  return row.etag === null ? null : row
}
