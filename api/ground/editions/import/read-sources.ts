import { isUtf8 } from 'node:buffer'
import { type AreaReader, type ImportSource, isObject, type RawAreas, unreadable } from './area-reader.ts'
import { geoJsonReader } from './geojson-reader.ts'
import { type ImportFault, showWord } from './import-fault.ts'
import { LazyMembers, NotJson, parseJson } from './lazy-members.ts'
import { splitFeatures } from './split-features.ts'
import { topoJsonReader } from './topojson-reader.ts'

const readers: readonly AreaReader[] = [geoJsonReader, topoJsonReader]
const formats = readers.map(({ format }) => format)

/** What people send instead, by how such files begin. */
const otherFormats = [
  {
    start: 'PK\x03\x04',
    zh: ' ZIP 压缩包（如 Shapefile、KMZ、Excel）',
    en: 'a ZIP archive (a Shapefile, KMZ or Excel, say)',
  },
  { start: '\x1f\x8b', zh: ' GZIP 压缩文件', en: 'a GZIP archive' },
  { start: '\x00\x00\x27\x0a', zh: ' Shapefile', en: 'a Shapefile' },
  { start: 'SQLite format 3\x00', zh: ' GeoPackage 数据库', en: 'a GeoPackage' },
  { start: '<', zh: ' XML 文件（如 KML、GML）', en: 'an XML file (KML or GML, say)' },
]
const byteOrderMark = '\xef\xbb\xbf'
const hasStart = (bytes: Uint8Array, start: string): boolean =>
  [start, byteOrderMark + start].some((text) => Buffer.from(text, 'latin1').equals(bytes.subarray(0, text.length)))

/** The features of a file by the reader of its format. Pure; a file that cannot be read is one fault. */
export function readSource({ name, bytes }: ImportSource): RawAreas {
  if (bytes.length === 0) return refuse(unreadable(name, '文件是空的。', 'The file is empty.'))
  const other = otherFormats.find(({ start }) => hasStart(bytes, start))
  if (other) return refuseFormat(name, other)
  if (/\.csv$/i.test(name) && !/^[{[\s]/.test(String.fromCharCode(bytes[0] as number))) return refuseFormat(name, csv)
  if (!isUtf8Text(bytes)) {
    const zh = '不是 UTF-8 编码的 JSON（可能是 GBK 编码，或是其他格式），请以 UTF-8 编码另存后再导入。'
    const en = 'This is no JSON in UTF-8 (perhaps it is in GBK, or of another format); save it as UTF-8 and try again.'
    return refuse(unreadable(name, zh, en))
  }
  const document = openDocument(bytes)
  if (document instanceof NotJson) {
    const lines = describeLines(bytes)
    if (lines) return refuseFormat(name, lines)
    const en = `The file is not valid JSON, or it is cut off (${document.why}).`
    return refuse(unreadable(name, '文件不是有效的 JSON，或不完整。', en))
  }
  if (document instanceof Break) {
    const { position, why } = document
    const zh = '从这里开始，文件不是有效的 JSON，或不完整。'
    const en = `From here on the file is not valid JSON, or it is cut off (${why}).`
    return refuse(unreadable(`${name} · features[${position}]`, zh, en))
  }
  for (const reader of readers) {
    const read = reader.read(document, name)
    if (read) return read
  }
  const type = describeType(document)
  const reason = {
    zh: `无法识别的格式（type: ${type}），可导入：${formats.join('、')}。`,
    en: `Unknown format (type: ${type}); what can be read: ${formats.join(', ')}.`,
  }
  return refuse({ kind: 'unknown_format', code: null, place: name, reason })
}

const csv = { zh: ' CSV 表格', en: 'a CSV table' }
const featureLines = { zh: '逐行的 GeoJSON（每行一个 Feature）', en: 'GeoJSON by lines (a Feature in each)' }

function refuseFormat(place: string, other: { zh: string; en: string }): RawAreas {
  const zh = `这是${other.zh}，不能直接导入；请在 GIS 软件中另存为 ${formats.join(' 或 ')}。`
  const en = `This is ${other.en}, which cannot be read; save it as ${formats.join(' or ')} in your GIS.`
  return refuse({ kind: 'unknown_format', code: null, place, reason: { zh, en } })
}

/** What has a meaning line by line, by its first one. */
function describeLines(bytes: Uint8Array): { zh: string; en: string } | undefined {
  const end = bytes.indexOf(0x0a)
  if (end < 0) return undefined
  // A record separator stands before each feature of RFC 8142.
  const line = bytes.subarray(bytes[0] === 0x1e ? 1 : 0, end)
  const first = parseJson(line)
  if (isObject(first) && first.type === 'Feature') return featureLines
  return isTable(new TextDecoder().decode(bytes.subarray(0, tableBytes)), bytes.length > tableBytes) ? csv : undefined
}

/** What is read to know a table. */
const tableBytes = 1_000

/** Whether the second line has the separators of the first, or more in quotes; of one that is cut off, any. */
function isTable(text: string, isCut: boolean): boolean {
  const [first = '', second = '', ...others] = text.split('\n')
  if (/[{}[\]<>]/.test(first)) return false
  const isSecondCut = isCut && others.length === 0
  return [',', ';', '\t'].some((separator) => {
    const count = first.split(separator).length - 1
    return count > 0 && second.split(separator).length - 1 >= (isSecondCut ? 1 : count)
  })
}

const refuse = (fault: ImportFault): RawAreas => ({ count: 0, areas: [fault] })

/** A text that is cut off in the middle of a character, of up to four bytes, is still one. */
const isUtf8Text = (bytes: Uint8Array): boolean =>
  [0, 1, 2, 3].some((cut) => isUtf8(bytes.subarray(0, Math.max(0, bytes.length - cut))))

function describeType(document: unknown): string {
  if (isObject(document)) return showWord(document.type)
  if (document === null) return 'null'
  return Array.isArray(document) ? 'array' : typeof document
}

/** The document, with its `features` still to be parsed where it has such a list; NotJson or Break where it is none. */
function openDocument(bytes: Uint8Array): unknown {
  const split = splitFeatures(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
  if (!split) return parseJson(bytes)
  const features = new LazyMembers(bytes, split.members)
  if (split.rest === undefined) return findBreak(features)
  const document = parseJson(Buffer.from(split.rest))
  return isObject(document) && !(document instanceof NotJson) ? { ...document, features } : document
}

/** Where a list of features stops being one. */
class Break {
  readonly position: number
  readonly why: string

  constructor(position: number, why: string) {
    this.position = position
    this.why = why
  }
}

/** The first feature that is no JSON, of a list that does not end: a quote or a bracket that is missing there takes in all
 *  that follows. */
function findBreak(features: LazyMembers): Break {
  let position = 0
  for (const feature of features) {
    if (feature instanceof NotJson) return new Break(position, feature.why)
    position++
  }
  return new Break(position - 1, 'Unexpected end of JSON input')
}
