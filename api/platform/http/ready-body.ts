import type { Context } from 'hono'
import { chooseEncoding, isNotModified, tagOf } from './conditional.ts'

/** An answer made once and kept, with both of its encodings. `tag` is 22 characters of its hash. */
export type ReadyBody = { contentType: string; tag: string; plain: Buffer; gzip: Buffer; brotli: Buffer }

/** Sends a kept answer: encoded as asked, 304 where the caller has it. `no-cache` makes a browser ask each time, because
 *  what is current changes with an edition. */
export function sendReadyBody(c: Context, body: ReadyBody): Response {
  const encoding = chooseEncoding(c.req.header('accept-encoding'))
  const headers: Record<string, string> = {
    'Content-Type': body.contentType,
    'Cache-Control': 'no-cache',
    ETag: tagOf(body.tag, encoding),
    Vary: 'Accept, Accept-Encoding',
  }
  if (isNotModified(c.req.header('if-none-match'), body.tag)) return c.body(null, 304, headers)
  if (encoding !== 'identity') headers['Content-Encoding'] = encoding
  const bytes = encoding === 'br' ? body.brotli : encoding === 'gzip' ? body.gzip : body.plain
  // Hono's short path sends a Buffer as it is; its type only knows those of a plain ArrayBuffer.
  return c.body(bytes as Uint8Array<ArrayBuffer>, 200, headers)
}
