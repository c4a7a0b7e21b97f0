import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '#api/db/client.ts'
import type { PackedTile, PackedTiles } from './pack-tiles.ts'

const maxRows = 500
const maxBytes = 2 * 2 ** 20

/**
 * Writes packed tiles in short transactions, at most 500 rows and about 2 MB each: the embedded database does one thing
 * at a time, and whoever waits behind this must not notice. The bytes go over as one value that the database slices.
 * `table` has the columns z, x, y, etag, gzip and brotli; `owner` is the column of the number they belong to.
 */
export async function insertTiles(
  database: Database,
  target: { table: SQL; owner: SQL; number: number },
  { tiles, bytes }: PackedTiles,
): Promise<void> {
  for (const batch of splitBatches(tiles)) {
    const start = (batch[0] as PackedTile).gzip.start
    const { brotli: last } = batch.at(-1) as PackedTile
    const block = Buffer.from(bytes.buffer, bytes.byteOffset + start, last.start + last.length - start)
    const list = (valueOf: (tile: PackedTile) => number | string) => batch.map(valueOf).join(',')
    const integers = (valueOf: (tile: PackedTile) => number) => sql`string_to_array(${list(valueOf)}, ',')::int[]`
    // Positions in SQL count from one.
    const query = sql`
      WITH block AS MATERIALIZED (SELECT ${block}::bytea AS bytes)
      INSERT INTO ${target.table} (${target.owner}, z, x, y, etag, gzip, brotli)
      SELECT ${target.number}::int, tile.z, tile.x, tile.y, tile.etag,
        substring(block.bytes FROM tile.gzip_start FOR tile.gzip_length),
        substring(block.bytes FROM tile.brotli_start FOR tile.brotli_length)
      FROM block, unnest(
        ${integers((tile) => tile.z)},
        ${integers((tile) => tile.x)},
        ${integers((tile) => tile.y)},
        string_to_array(${list((tile) => tile.etag)}, ','),
        ${integers((tile) => tile.gzip.start - start + 1)},
        ${integers((tile) => tile.gzip.length)},
        ${integers((tile) => tile.brotli.start - start + 1)},
        ${integers((tile) => tile.brotli.length)}
      ) AS tile (z, x, y, etag, gzip_start, gzip_length, brotli_start, brotli_length)`
    await database.write(async (transaction) => {
      await transaction.run(query, batch.length)
    })
  }
}

function splitBatches(tiles: readonly PackedTile[]): PackedTile[][] {
  const batches: PackedTile[][] = []
  let size = 0
  for (const tile of tiles) {
    const bytes = tile.gzip.length + tile.brotli.length
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
