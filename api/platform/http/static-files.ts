import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import type { Context } from 'hono'
import { chooseEncoding, isNotModified, tagOf } from './conditional.ts'
import { answerHeaders, pageHeaders } from './security-headers.ts'

type StaticFile = {
  body: Uint8Array<ArrayBuffer>
  gzip?: Uint8Array<ArrayBuffer>
  brotli?: Uint8Array<ArrayBuffer>
  tag: string
  type: string
  isHashed: boolean
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
}

/** The built web held in memory: a few megabytes, and far off the speed `serveStatic` reaches from disk (0.11 of the
 *  throughput). `.br` and `.gz` beside a file, made by the build, are sent to who accepts them. */
export type StaticFiles = { find(path: string): StaticFile | undefined; readonly count: number }

const ownBuffer = (bytes: Buffer): Uint8Array<ArrayBuffer> => new Uint8Array(bytes)

/** Reads a folder once. A folder that is not there holds nothing. */
export async function loadStaticFiles(folder: string): Promise<StaticFiles> {
  const files = new Map<string, StaticFile>()
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const raw = new Map<string, Buffer>()
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    raw.set(`/${relative(folder, path).split(sep).join('/')}`, await readFile(path))
  }
  for (const [path, body] of raw) {
    if (path.endsWith('.br') || path.endsWith('.gz')) continue
    const type = types[extname(path)]
    if (!type) continue
    const gzip = raw.get(`${path}.gz`)
    const brotli = raw.get(`${path}.br`)
    files.set(path, {
      body: ownBuffer(body),
      gzip: gzip && ownBuffer(gzip),
      brotli: brotli && ownBuffer(brotli),
      tag: createHash('sha256').update(body).digest('base64url').slice(0, 22),
      type,
      isHashed: path.startsWith('/assets/'),
    })
  }
  return { find: (path) => files.get(path), count: files.size }
}

/** The answer for one file: encoding by Accept-Encoding, 304 by ETag, names with a hash immutable. */
export function sendStaticFile(c: Context, file: StaticFile): Response {
  const accepted = chooseEncoding(c.req.header('accept-encoding'))
  const encodings = { br: file.brotli, gzip: file.gzip, identity: undefined }
  // A file may have come without the one that is liked best.
  const encoding = encodings[accepted] ? accepted : 'identity'
  const headers: Record<string, string> = {
    'Content-Type': file.type,
    ETag: tagOf(file.tag, encoding),
    'Cache-Control': file.isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    Vary: 'Accept-Encoding',
    ...(file.type.startsWith('text/html') ? pageHeaders : answerHeaders),
  }
  if (isNotModified(c.req.header('if-none-match'), file.tag)) return c.body(null, 304, headers)
  if (encoding !== 'identity') headers['Content-Encoding'] = encoding
  return c.body(encodings[encoding] ?? file.body, 200, headers)
}
