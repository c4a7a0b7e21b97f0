import { type SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { Database } from '#api/platform/db/client.ts'
import type { PackedTile, PackedTiles } from './pack-tiles.ts'

const maxRows = 500
const maxBytes = 2 * 2 ** 20

/**
 * Writes packed tiles in short transactions, at most 500 rows and about 2 MB each: the embedded database does one thing
 * at a time, and whoever waits behind this must not notice. The bytes go over as one value that the database slices.
 * `table` has z, x, y, etag and the columns of the tiles' parts; `owner` is the column of the number they belong to.
 */
export async function insertTiles(
  database: Database,
  target: { table: PgTable; owner: 'edition' | 'version'; number: number },
  { columns, tiles, bytes }: PackedTiles,
): Promise<void> {
  for (const batch of splitBatches(tiles)) {
    const first = (batch[0] as PackedTile).parts[0]?.start ?? 0
    const last = (batch.at(-1) as PackedTile).parts.at(-1) ?? { start: first, length: 0 }
    const block = Buffer.from(bytes.buffer, bytes.byteOffset + first, last.start + last.length - first)
    const texts = (pick: (tile: PackedTile) => number | string) =>
      sql`string_to_array(${batch.map(pick).join(',')}::text, ',')`
    const integers = (pick: (tile: PackedTile) => number) => sql`${texts(pick)}::int[]`
    const part = (tile: PackedTile, column: number) => tile.parts[column] as PackedTile['parts'][number]
    const list = (pieces: SQL[]) => sql.join(pieces, sql`, `)
    const names = columns.map((column) => sql.raw(column))
    const query = sql`
      WITH block AS MATERIALIZED (SELECT ${block}::bytea AS bytes)
      INSERT INTO ${target.table} (${sql.raw(target.owner)}, z, x, y, etag, ${list(names)})
      SELECT ${target.number}::int, tile.z, tile.x, tile.y, tile.etag,
        ${list(names.map((name) => sql`substring(block.bytes FROM tile.${name}_start FOR tile.${name}_length)`))}
      FROM block, unnest(
        ${integers((tile) => tile.z)},
        ${integers((tile) => tile.x)},
        ${integers((tile) => tile.y)},
        ${texts((tile) => tile.etag)},
        ${list(
          // Positions in SQL count from one.
          columns.flatMap((_, column) => [
            integers((tile) => part(tile, column).start - first + 1),
            integers((tile) => part(tile, column).length),
          ]),
        )}
      ) AS tile (z, x, y, etag, ${list(names.flatMap((name) => [sql`${name}_start`, sql`${name}_length`]))})`
    await database.write(async (transaction) => {
      await transaction.run(query, batch.length)
    })
  }
}

function splitBatches(tiles: readonly PackedTile[]): PackedTile[][] {
  const batches: PackedTile[][] = []
  let size = 0
  for (const tile of tiles) {
    const bytes = tile.parts.reduce((sum, { length }) => sum + length, 0)
    const batch = batches.at(-1)
    if (!batch || batch.length >= maxRows || size + bytes > maxBytes) {
      batches.push([tile])
      size = bytes
    } else {
      batch.push(tile)
      size += bytes
    }
  }
  return batches
}
