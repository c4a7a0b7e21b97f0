import { LRUCache } from 'lru-cache'
import type { TileAddress } from './tile-address.ts'

/** Memory for finished tiles: a county's whole set of one edition is about 11 MB. */
const maxBytes = 64 * 2 ** 20
/** What an entry costs beside its bytes, about. An empty tile is nothing else. */
const entryBytes = 300

const nothing = Symbol('nothing')

/**
 * Tiles by address, the least used forgotten first. A tile of a version never changes, so nothing has to be fetched twice
 * or thrown away; `find` gives null where there is nothing, and its errors are remembered by nobody. Requests for the same
 * tile that come at once ask the database once.
 */
export function createTileCache<Tile extends object>(
  find: (address: TileAddress) => Promise<Tile | null>,
  bytesOf: (tile: Tile) => number,
): (address: TileAddress) => Promise<Tile | null> {
  const cache = new LRUCache<string, Tile | typeof nothing, TileAddress>({
    maxSize: maxBytes,
    sizeCalculation: (tile) => entryBytes + (tile === nothing ? 0 : bytesOf(tile)),
    fetchMethod: async (_key, _stale, { context }) => (await find(context)) ?? nothing,
  })
  return async (address) => {
    const key = `${address.version}/${address.z}/${address.x}/${address.y}`
    const tile = cache.get(key) ?? (await cache.fetch(key, { context: address }))
    return tile === undefined || tile === nothing ? null : tile
  }
}
