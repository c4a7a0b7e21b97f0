export type Encoding = 'br' | 'gzip' | 'identity'

/** The best encoding of ours that an Accept-Encoding allows. Without the header the answer is not encoded: a program
 *  that does not ask can often not decode. Pure. */
export function chooseEncoding(header: string | undefined, offered: 'br and gzip' | 'gzip' = 'br and gzip'): Encoding {
  if (!header) return 'identity'
  // What every browser sends; saves taking it apart for each tile.
  if (/^gzip, deflate, br(,|$)/.test(header)) return offered === 'gzip' ? 'gzip' : 'br'
  const allowed = new Map<string, boolean>()
  for (const part of header.toLowerCase().split(',')) {
    const [name, ...parameters] = part.split(';').map((piece) => piece.trim())
    if (name) allowed.set(name, !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter)))
  }
  const isAllowed = (name: string) => allowed.get(name) ?? allowed.get('*') ?? false
  if (offered !== 'gzip' && isAllowed('br')) return 'br'
  return isAllowed('gzip') ? 'gzip' : 'identity'
}

/** The ETag of a content in an encoding: encodings differ byte by byte, so each has one of its own. Pure. */
export const tagOf = (etag: string, encoding: Encoding) =>
  encoding === 'identity' ? `"${etag}"` : `"${etag}-${encoding}"`

/** Whether an If-None-Match names this content, in whatever encoding it was sent. Pure. */
export function isNotModified(header: string | undefined, etag: string): boolean {
  if (!header) return false
  return header.split(',').some((part) => {
    const tag = part.trim()
    return tag === '*' || tag.replace(/^W\//, '').replace(/^"([\w-]{22})(-br|-gzip)?"$/, '$1') === etag
  })
}
