import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Context } from 'hono'
import { chooseEncoding, isNotModified, tagOf } from '#api/http/conditional.ts'

const gunzipAsync = promisify(gunzip)

const cacheControl = 'public, max-age=31536000, immutable'

/** What a tile route answers from: brotli and gzip made when the tile was cut. */
export type EncodedTile = { etag: string; gzip: Uint8Array; brotli: Uint8Array }

/** A vector tile: encoded as asked, 304 where the caller has it, 204 where nothing is in it. */
export async function sendVectorTile(c: Context, tile: EncodedTile | null): Promise<Response> {
  if (!tile) return c.body(null, 204, { 'Cache-Control': cacheControl })
  const encoding = chooseEncoding(c.req.header('accept-encoding'))
  const headers: Record<string, string> = {
    'Content-Type': 'application/vnd.mapbox-vector-tile',
    'Cache-Control': cacheControl,
    ETag: tagOf(tile.etag, encoding),
    // Encodings differ byte by byte, so each has an ETag of its own.
    Vary: 'Accept-Encoding',
  }
  if (isNotModified(c.req.header('if-none-match'), tile.etag)) return c.body(null, 304, headers)
  if (encoding === 'identity') return c.body(asBody(await gunzipAsync(tile.gzip)), 200, headers)
  headers['Content-Encoding'] = encoding
  return c.body(asBody(encoding === 'br' ? tile.brotli : tile.gzip), 200, headers)
}

/** A picture tile, compressed in itself. */
export function sendImageTile(c: Context, tile: { etag: string; plain: Uint8Array } | null): Response {
  if (!tile) return c.body(null, 204, { 'Cache-Control': cacheControl })
  const headers = { 'Content-Type': 'image/webp', 'Cache-Control': cacheControl, ETag: tagOf(tile.etag, 'identity') }
  if (isNotModified(c.req.header('if-none-match'), tile.etag)) return c.body(null, 304, headers)
  return c.body(asBody(tile.plain), 200, headers)
}

/** Hono's short path sends `Uint8Array` and `Buffer` as they are; its type only knows those of a plain ArrayBuffer. */
const asBody = (bytes: Uint8Array) => bytes as Uint8Array<ArrayBuffer>
