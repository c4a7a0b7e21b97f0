import type { Database } from '#api/db/client.ts'
import { type TileAddress, unknownVersion } from './tile-address.ts'
import { createTileCache } from './tile-cache.ts'
import { findEditionTile, type StoredTile } from './tiles.repo.ts'

export type TilesService = {
  /** A tile of a published edition, null where it is empty. Throws 404 where there is no such edition. */
  find(address: TileAddress): Promise<StoredTile | null>
}

/** Reads tiles that were cut when their edition came to be, and remembers them. */
export const createTilesService = ({ database }: { database: Database }): TilesService => ({
  find: createTileCache(
    async (address) => {
      const tile = await database.read((handle) => findEditionTile(handle, address))
      if (tile === undefined) throw unknownVersion('edition')
      return tile
    },
    (tile) => tile.gzip.length + tile.brotli.length,
  ),
})
