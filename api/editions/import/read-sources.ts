import { type AreaReader, type ImportSource, isObject, type RawArea } from './area-reader.ts'
import { geoJsonReader } from './geojson-reader.ts'
import type { ImportFault } from './import-fault.ts'
import { topoJsonReader } from './topojson-reader.ts'

const readers: readonly AreaReader[] = [topoJsonReader, geoJsonReader]

/** Reads every feature of the files, each by the reader of its format. Pure; what cannot be read becomes a fault. */
export function readSources(sources: readonly ImportSource[]): { areas: RawArea[]; faults: ImportFault[] } {
  const areas: RawArea[] = []
  const faults: ImportFault[] = []
  for (const { name, bytes } of sources) {
    const document = parseJson(bytes)
    if (document === undefined) {
      const reason = {
        zh: '不是 UTF-8 编码的 JSON 文件，或文件不完整。',
        en: 'This is no JSON in UTF-8, or it is cut off.',
      }
      faults.push({ kind: 'unreadable', code: null, place: name, reason })
      continue
    }
    const reader = readers.find((candidate) => candidate.accepts(document))
    if (!reader) {
      const known = readers.map(({ format }) => format)
      const type = isObject(document) ? String(document.type) : typeof document
      const reason = {
        zh: `无法识别的格式（type: ${type}），可导入：${known.join('、')}。`,
        en: `Unknown format (type: ${type}); what can be read: ${known.join(', ')}.`,
      }
      faults.push({ kind: 'unknown_format', code: null, place: name, reason })
      continue
    }
    const read = reader.read(document, name)
    for (const area of read.areas) areas.push(area)
    for (const fault of read.faults) faults.push(fault)
  }
  return { areas, faults }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    // A byte order mark is dropped, wrong bytes are an error.
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}
