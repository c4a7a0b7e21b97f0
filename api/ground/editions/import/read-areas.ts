import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { ImportSource, RawAreas } from './area-reader.ts'
import { createFieldMapper, type FileFields } from './field-map.ts'
import type { ImportFault } from './import-fault.ts'
import type { ImportOptions, Report } from './import-options.ts'
import { type ParsedAreas, parseAreas } from './parse-areas.ts'
import { readSource } from './read-sources.ts'
import { type Converter, createCrsCheck } from './source-crs.ts'

type ReadAreas = { parsed: ParsedAreas; warnings: ImportFault[]; fields: FileFields }

/** Reads the areas of files, with the faults of files and single features. */
export async function readAreas(
  { files = [], sources = [], county, area, map = {}, crs = 'wgs84' }: ImportOptions,
  convert: Converter['convert'],
  report: Report,
): Promise<ReadAreas> {
  const count = files.length + sources.length
  report({ step: 'read', done: 0, total: count })
  const read: RawAreas[] = []
  const warnings: ImportFault[] = []
  const names = new Map<string, string>()
  const take = (source: ImportSource) => {
    const digest = count > 1 ? hash('sha256', source.bytes) : ''
    const earlier = names.get(digest)
    if (earlier === undefined) {
      names.set(digest, source.name)
      read.push(readSource(source))
      return
    }
    const reason = {
      zh: `与 ${earlier} 内容完全相同，只读取了一次。`,
      en: `The same as ${earlier}, byte for byte: it was read once.`,
    }
    warnings.push({ kind: 'duplicate_file', code: null, place: source.name, reason })
  }
  sources.forEach(take)
  for (const [number, file] of files.entries()) {
    take({ name: basename(file), bytes: await readFile(file) })
    report({ step: 'read', done: sources.length + number + 1, total: count })
  }
  const total = read.reduce((sum, { count: features }) => sum + features, 0)
  report({ step: 'parse', done: 0, total })
  const mapper = createFieldMapper(map)
  const crsCheck = createCrsCheck(crs)
  function* listAreas() {
    for (const { areas } of read) {
      for (const raw of areas) {
        if (!('reason' in raw)) crsCheck.watch(raw)
        yield 'reason' in raw ? raw : mapper.apply(raw)
      }
    }
  }
  const parsed = parseAreas(listAreas(), {
    county,
    area,
    convert,
    onProgress: (done) => report({ step: 'parse', done, total }),
  })
  report({ step: 'parse', done: total, total })
  // What is wrong with a file as a whole says more than what follows from it for each of its areas.
  const ofFiles = [...crsCheck.findFaults(), ...mapper.findFaults()]
  if (ofFiles.length > 0) parsed.faults = ofFiles
  return { parsed, warnings, fields: mapper.listNames(county) }
}
