import type { Database } from '#api/db/client.ts'
import { unknownVersion } from './tile-address.ts'
import { createTileCache, type FindTile } from './tile-cache.ts'
import { findEditionTile } from './tiles.repo.ts'

export type TilesService = {
  /** A tile of a published edition, null where it is empty. Throws 404 where there is no such edition. */
  find: FindTile
}

/** Reads tiles that were cut when their edition came to be, and remembers them. */
export const createTilesService = ({ database }: { database: Database }): TilesService => ({
  find: createTileCache(async (address, packing) => {
    const tile = await findEditionTile(database, address, packing)
    if (tile === undefined) throw unknownVersion('edition')
    return tile
  }),
})
