import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Context } from 'hono'

const gunzipAsync = promisify(gunzip)

const cacheControl = 'public, max-age=31536000, immutable'

/** What a tile route answers from: brotli and gzip made when the tile was cut. */
export type EncodedTile = { etag: string; gzip: Uint8Array; brotli: Uint8Array }

type Encoding = 'br' | 'gzip' | 'identity'

/** The best encoding of ours that an Accept-Encoding allows. Without the header the answer is not encoded: a program
 *  that does not ask can often not decode. Pure. */
export function chooseEncoding(header: string | undefined): Encoding {
  if (!header) return 'identity'
  // What every browser sends; saves taking it apart for each tile.
  if (header.startsWith('gzip, deflate, br')) return 'br'
  const allowed = new Map<string, boolean>()
  for (const part of header.toLowerCase().split(',')) {
    const [name, ...parameters] = part.split(';').map((piece) => piece.trim())
    if (name) allowed.set(name, !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter)))
  }
  const isAllowed = (name: string) => allowed.get(name) ?? allowed.get('*') ?? false
  if (isAllowed('br')) return 'br'
  return isAllowed('gzip') ? 'gzip' : 'identity'
}

const tagOf = (etag: string, encoding: Encoding) => (encoding === 'identity' ? `"${etag}"` : `"${etag}-${encoding}"`)

/** Whether an If-None-Match names this content, in whatever encoding it was sent. Pure. */
export function isNotModified(header: string | undefined, etag: string): boolean {
  if (!header) return false
  return header.split(',').some((part) => {
    const tag = part.trim()
    return tag === '*' || tag.replace(/^W\//, '').replace(/^"([\w-]{22})(-br|-gzip)?"$/, '$1') === etag
  })
}

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
