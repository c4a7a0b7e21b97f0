const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a]
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d]
const featuresKey = Buffer.from('"features"')

/** Where the members of a document's `features` are in its bytes, to be parsed one by one, and the document without them;
 *  undefined where it has no such list. A file of 100,000 polygons parsed as a whole takes several times its size in
 *  memory. Of a list that does not end, the last member is all that is left, and there is no rest. Nothing is checked here
 *  but strings and brackets; what stands between them is left to `JSON.parse`. Pure. */
export function splitFeatures(
  bytes: Buffer,
): { members: [start: number, end: number][]; rest: string | undefined } | undefined {
  const list = findList(bytes)
  if (list === undefined) return undefined
  const members: [number, number][] = []
  let start = list + 1
  for (let at = list + 1; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === quote) at = endOfString(bytes, at)
    else if (byte === openBrace || byte === openBracket) at = endOfNesting(bytes, at)
    else if (byte === comma || byte === closeBracket) {
      if (byte === comma || !isBlank(bytes, start, at) || members.length > 0) members.push([start, at])
      start = at + 1
      if (byte !== closeBracket) continue
      // Of a key that comes twice the last counts: such a document is parsed as a whole.
      if (bytes.indexOf(featuresKey, at) >= 0) return undefined
      return { members, rest: `${bytes.toString('utf8', 0, list)}[]${bytes.toString('utf8', at + 1)}` }
    }
  }
  members.push([start, bytes.length])
  return { members, rest: undefined }
}

/** The bracket that opens the list under the key `features` of the outermost object. */
function findList(bytes: Buffer): number | undefined {
  let at = 0
  while (at < bytes.length && bytes[at] !== openBrace) at++
  for (at++; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === openBrace || byte === openBracket) at = endOfNesting(bytes, at)
    if (byte !== quote) continue
    const end = endOfString(bytes, at)
    const isKey = bytes.subarray(at, end + 1).equals(featuresKey)
    at = end
    if (!isKey) continue
    let next = end + 1
    while (isSpace(bytes[next])) next++
    if (bytes[next] !== colon) continue
    next++
    while (isSpace(bytes[next])) next++
    return bytes[next] === openBracket ? next : undefined
  }
  return undefined
}

/** The quote that ends a string begun at `at`; the end of the bytes where none does. */
function endOfString(bytes: Buffer, at: number): number {
  for (let i = at + 1; i < bytes.length; i++) {
    if (bytes[i] === backslash) i++
    else if (bytes[i] === quote) return i
  }
  return bytes.length
}

function endOfNesting(bytes: Buffer, at: number): number {
  let depth = 0
  for (let i = at; i < bytes.length; i++) {
    const byte = bytes[i]
    if (byte === quote) i = endOfString(bytes, i)
    else if (byte === openBrace || byte === openBracket) depth++
    else if ((byte === closeBrace || byte === closeBracket) && --depth === 0) return i
  }
  return bytes.length
}

const isSpace = (byte: number | undefined) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (!isSpace(bytes[i])) return false
  return true
}
