import type { Database } from '#api/db/client.ts'
import { type TileAddress, unknownVersion } from '#api/tiles/tile-address.ts'
import { createTileCache } from '#api/tiles/tile-cache.ts'
import { type BasemapKind, findBasemapTile, type StoredBasemapTile, type StoredTerrainTile } from './basemap.repo.ts'

/** Both give null for an empty tile and throw 404 where there is no such version. */
export type BasemapService = {
  findTile(address: TileAddress): Promise<StoredBasemapTile | null>
  findTerrainTile(address: TileAddress): Promise<StoredTerrainTile | null>
}

/** Reads tiles that were cut when the basemap was loaded, and remembers them. */
export function createBasemapService({ database }: { database: Database }): BasemapService {
  const find = async (kind: BasemapKind, address: TileAddress) => {
    const row = await database.read((handle) => findBasemapTile(handle, kind, address))
    if (row === undefined) throw unknownVersion(kind)
    return row
  }
  return {
    findTile: createTileCache<StoredBasemapTile>(
      (address) => find('basemap', address),
      (tile) => tile.gzip.length + tile.brotli.length,
    ),
    findTerrainTile: createTileCache<StoredTerrainTile>(
      (address) => find('terrain', address),
      (tile) => tile.plain.length,
    ),
  }
}
