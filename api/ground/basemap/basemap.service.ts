import { unknownVersion } from '#api/ground/tiles/tile-address.ts'
import { createTileCache, type Packing, type TileMemory, type VectorPacking } from '#api/ground/tiles/tile-cache.ts'
import type { Database } from '#api/platform/db/client.ts'
import { type BasemapKind, findBasemapTile } from './basemap.repo.ts'

/** `find` of both throws 404 where there is no such version. */
export type BasemapService = { tiles: TileMemory<VectorPacking>; terrain: TileMemory<'plain'> }

/** Reads tiles that were cut when the basemap was loaded, and remembers them. */
export function createBasemapService({ database }: { database: Database }): BasemapService {
  const createMemory = <P extends Packing>(kind: BasemapKind) =>
    createTileCache<P>(async (address, packing) => {
      const tile = await findBasemapTile(database, kind, address, packing)
      if (tile === undefined) throw unknownVersion(kind)
      return tile
    })
  return { tiles: createMemory('basemap'), terrain: createMemory('terrain') }
}
