import type { Database } from '#api/db/client.ts'
import { unknownVersion } from '#api/tiles/tile-address.ts'
import { createTileCache, type FindTile, type Packing } from '#api/tiles/tile-cache.ts'
import { type BasemapKind, findBasemapTile } from './basemap.repo.ts'

/** Both give null for an empty tile and throw 404 where there is no such version. */
export type BasemapService = { findTile: FindTile; findTerrainTile: FindTile<'plain'> }

/** Reads tiles that were cut when the basemap was loaded, and remembers them. */
export function createBasemapService({ database }: { database: Database }): BasemapService {
  const createFinder = <P extends Packing>(kind: BasemapKind) =>
    createTileCache<P>(async (address, packing) => {
      const tile = await findBasemapTile(database, kind, address, packing)
      if (tile === undefined) throw unknownVersion(kind)
      return tile
    })
  return { findTile: createFinder('basemap'), findTerrainTile: createFinder('terrain') }
}
