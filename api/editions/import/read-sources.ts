import { type AreaReader, type ImportSource, isObject, type RawAreas, unreadable } from './area-reader.ts'
import { geoJsonReader } from './geojson-reader.ts'
import { showWord } from './import-fault.ts'
import { LazyMembers, parseJson } from './lazy-members.ts'
import { splitFeatures } from './split-features.ts'
import { topoJsonReader } from './topojson-reader.ts'

const readers: readonly AreaReader[] = [topoJsonReader, geoJsonReader]

/** The features of a file by the reader of its format. Pure; a file that cannot be read is one fault. */
export function readSource({ name, bytes }: ImportSource): RawAreas {
  const document = openDocument(bytes)
  if (document === undefined) {
    const zh = '不是 UTF-8 编码的 JSON 文件，或文件不完整。'
    return { count: 0, areas: [unreadable(name, zh, 'This is no JSON in UTF-8, or it is cut off.')] }
  }
  for (const reader of readers) {
    const read = reader.read(document, name)
    if (read) return read
  }
  const known = readers.map(({ format }) => format)
  const type = isObject(document) ? showWord(document.type) : typeof document
  const reason = {
    zh: `无法识别的格式（type: ${type}），可导入：${known.join('、')}。`,
    en: `Unknown format (type: ${type}); what can be read: ${known.join(', ')}.`,
  }
  return { count: 0, areas: [{ kind: 'unknown_format', code: null, place: name, reason }] }
}

/** The document, with its `features` still to be parsed where it has such a list. */
function openDocument(bytes: Uint8Array): unknown {
  const split = splitFeatures(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
  if (!split) return parseJson(bytes)
  const document = parseJson(Buffer.from(split.rest))
  return isObject(document) ? { ...document, features: new LazyMembers(bytes, split.members) } : undefined
}
