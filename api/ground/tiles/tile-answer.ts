import { chooseEncoding, type Encoding, isNotModified, tagOf } from '#api/platform/http/conditional.ts'
import type { StoredTile, VectorPacking } from './tile-cache.ts'

const cacheControl = 'private, max-age=31536000, immutable'

export type TileAnswer = {
  status: 200 | 204 | 304
  headers: Record<string, string>
  bytes: Uint8Array | null
}

/** Of the headers of every other answer the one that a type could need. */
const noSniffing = 'nosniff'

const nothing: TileAnswer = { status: 204, headers: { 'Cache-Control': cacheControl }, bytes: null }

/** The encoding a vector tile is sent in, and how it is kept for that. One that goes out plain is unpacked first. Pure. */
export function chooseTileEncoding(acceptEncoding: string | undefined): { encoding: Encoding; packing: VectorPacking } {
  const encoding = chooseEncoding(acceptEncoding)
  return { encoding, packing: encoding === 'br' ? 'brotli' : 'gzip' }
}

/** What is said of a vector tile to who asks for it: 304 where the caller has it, 204 where nothing is in it. The bytes
 *  are as they are kept. Pure. */
export function answerVectorTile(
  tile: StoredTile | null,
  encoding: Encoding,
  ifNoneMatch: string | undefined,
): TileAnswer {
  if (!tile) return nothing
  const headers: Record<string, string> = {
    'Content-Type': 'application/vnd.mapbox-vector-tile',
    'X-Content-Type-Options': noSniffing,
    'Cache-Control': cacheControl,
    ETag: tagOf(tile.etag, encoding),
    // Encodings differ byte by byte, so each has an ETag of its own.
    Vary: 'Accept-Encoding',
  }
  if (isNotModified(ifNoneMatch, tile.etag)) return { status: 304, headers, bytes: null }
  if (encoding !== 'identity') headers['Content-Encoding'] = encoding
  return { status: 200, headers, bytes: tile.bytes }
}

/** The same of a picture, which is compressed in itself. Pure. */
export function answerImageTile(tile: StoredTile | null, ifNoneMatch: string | undefined): TileAnswer {
  if (!tile) return nothing
  const headers = {
    'Content-Type': 'image/webp',
    'X-Content-Type-Options': noSniffing,
    'Cache-Control': cacheControl,
    ETag: tagOf(tile.etag, 'identity'),
  }
  if (isNotModified(ifNoneMatch, tile.etag)) return { status: 304, headers, bytes: null }
  return { status: 200, headers, bytes: tile.bytes }
}
