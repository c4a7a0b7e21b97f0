import { LRUCache } from 'lru-cache'
import type { TileAddress } from './tile-address.ts'

/** Memory for finished tiles: a county's whole set of one edition is about 11 MB. */
const maxBytes = 64 * 2 ** 20
/** What an entry costs beside its bytes, about. An empty tile is nothing else. */
const entryBytes = 300

const nothing = Symbol('nothing')

/** How a tile's bytes are packed: the column they stand in. A picture is `plain`. */
export type Packing = VectorPacking | 'plain'
export type VectorPacking = 'brotli' | 'gzip'
export type StoredTile = { etag: string; bytes: Uint8Array }

export type TileMemory<P extends Packing> = {
  /** What is known of the tile at `version/z/x/y`, written as numbers are: null for an empty one, undefined where it has
   *  to be looked for, or where there can be none. */
  recall(place: string, packing: P): StoredTile | null | undefined
  /** The tile, null where there is none; from the database where it is not known. */
  find(address: TileAddress, packing: P): Promise<StoredTile | null>
}

/**
 * Tiles by address and packing, the least used forgotten first. Of a tile only the packing that was asked for is read:
 * nearly all browsers ask for the same. A tile of a version never changes, so nothing has to be fetched twice or thrown
 * away; `find` gives null where there is nothing, and its errors are remembered by nobody. Requests for the same tile that
 * come at once ask the database once.
 */
export function createTileCache<P extends Packing>(
  find: (address: TileAddress, packing: P) => Promise<StoredTile | null>,
): TileMemory<P> {
  const cache = new LRUCache<string, StoredTile | typeof nothing>({
    maxSize: maxBytes,
    sizeCalculation: (tile) => entryBytes + (tile === nothing ? 0 : tile.bytes.length),
  })
  // Not the cache's own `fetch`, which makes an AbortController for each.
  const underWay = new Map<string, Promise<StoredTile | null>>()

  const recall = (place: string, packing: P) => {
    const known = cache.get(`${packing}/${place}`)
    return known === nothing ? null : known
  }
  return {
    recall,
    find(address, packing) {
      const place = `${address.version}/${address.z}/${address.x}/${address.y}`
      const known = recall(place, packing)
      if (known !== undefined) return Promise.resolve(known)
      const key = `${packing}/${place}`
      let finding = underWay.get(key)
      if (finding === undefined) {
        finding = find(address, packing)
          .then((tile) => {
            cache.set(key, tile ?? nothing)
            return tile
          })
          .finally(() => underWay.delete(key))
        underWay.set(key, finding)
      }
      return finding
    },
  }
}
