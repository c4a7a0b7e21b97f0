import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Context } from 'hono'
import { chooseEncoding, isNotModified, tagOf } from '#api/http/conditional.ts'
import { readHeader } from '#api/http/raw-headers.ts'
import type { TileAddress } from './tile-address.ts'
import type { FindTile, Found, StoredTile } from './tile-cache.ts'

const gunzipAsync = promisify(gunzip)

const cacheControl = 'public, max-age=31536000, immutable'

type Answer = Response | Promise<Response>

/** At once where the tile is in memory. */
const whenFound = (found: Found, answer: (tile: StoredTile | null) => Answer): Answer =>
  found instanceof Promise ? found.then(answer) : answer(found)

/** A vector tile: encoded as asked, 304 where the caller has it, 204 where nothing is in it. */
export function sendVectorTile(c: Context, find: FindTile, address: TileAddress): Answer {
  const encoding = chooseEncoding(readHeader(c, 'accept-encoding'))
  return whenFound(find(address, encoding === 'br' ? 'brotli' : 'gzip'), (tile) => {
    if (!tile) return answerNothing()
    const headers: Record<string, string> = {
      'Content-Type': 'application/vnd.mapbox-vector-tile',
      'Cache-Control': cacheControl,
      ETag: tagOf(tile.etag, encoding),
      // Encodings differ byte by byte, so each has an ETag of its own.
      Vary: 'Accept-Encoding',
    }
    if (isNotModified(readHeader(c, 'if-none-match'), tile.etag)) return answer(null, 304, headers)
    if (encoding === 'identity') return gunzipAsync(tile.bytes).then((bytes) => answer(bytes, 200, headers))
    headers['Content-Encoding'] = encoding
    return answer(tile.bytes, 200, headers)
  })
}

/** A picture tile, compressed in itself. */
export function sendImageTile(c: Context, find: FindTile<'plain'>, address: TileAddress): Answer {
  return whenFound(find(address, 'plain'), (tile) => {
    if (!tile) return answerNothing()
    const headers = { 'Content-Type': 'image/webp', 'Cache-Control': cacheControl, ETag: tagOf(tile.etag, 'identity') }
    if (isNotModified(readHeader(c, 'if-none-match'), tile.etag)) return answer(null, 304, headers)
    return answer(tile.bytes, 200, headers)
  })
}

const answerNothing = () => answer(null, 204, { 'Cache-Control': cacheControl })

/** Made here and not by `c.body`, which turns more than one header into a `Headers` object that is taken apart again.
 *  The adapter's short path sends `Uint8Array` and `Buffer` as they are; the type only knows those of a plain ArrayBuffer. */
const answer = (bytes: Uint8Array | null, status: number, headers: Record<string, string>) =>
  new Response(bytes as Uint8Array<ArrayBuffer> | null, { status, headers })
