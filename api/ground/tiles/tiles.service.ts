import type { Database } from '#api/platform/db/client.ts'
import { unknownVersion } from './tile-address.ts'
import { createTileCache, type TileMemory, type VectorPacking } from './tile-cache.ts'
import { findEditionTile } from './tiles.repo.ts'

/** Tiles of published editions. `find` throws 404 where there is no such edition. */
export type TilesService = TileMemory<VectorPacking>

/** Reads tiles that were cut when their edition came to be, and remembers them. */
export const createTilesService = ({ database }: { database: Database }): TilesService =>
  createTileCache(async (address, packing) => {
    const tile = await findEditionTile(database, address, packing)
    if (tile === undefined) throw unknownVersion('edition')
    return tile
  })
