import type { Sentence } from '#api/http/problem.ts'
import type { LngLat } from '#api/http/shared.contract.ts'

export type ImportFaultKind =
  | 'unreadable'
  | 'unknown_format'
  | 'missing_code'
  | 'bad_code'
  | 'duplicate_code'
  | 'outside_parent'
  | 'missing_field'
  | 'bad_field'
  | 'bad_geometry'
  | 'coverage'
  | 'not_union'
  | 'no_grids'
  | 'several_counties'
  | 'other_county'

/** One thing wrong with a file: which area, where in the files or on the map, and why, for the person who made it. */
export type ImportFault = {
  kind: ImportFaultKind
  /** The area's code, null where it has none. */
  code: string | null
  /** Where in the files: `huize.topojson · grids[12]`. Empty for a fault between areas. */
  place: string
  reason: Sentence
  lngLat?: LngLat
}

/** The files were refused and nothing was written. */
export class ImportError extends Error {
  readonly faults: readonly ImportFault[]
  readonly sentence: Sentence
  constructor(faults: readonly ImportFault[]) {
    const first = faults[0]
    const zh = `导入被拒绝：共 ${faults.length} 处问题，数据库未作任何改动。${first ? describeFault(first, 'zh') : ''}`
    const en = `Import refused: ${faults.length} faults, nothing was written. ${first ? describeFault(first, 'en') : ''}`
    super(en)
    this.name = 'ImportError'
    this.faults = faults
    this.sentence = { zh, en }
  }
}

/** A fault in one line: code, place in the file, place on the map, reason. Pure. */
export function describeFault(fault: ImportFault, language: 'zh' | 'en'): string {
  const where = [fault.code ?? '', fault.place, fault.lngLat ? `(${fault.lngLat.join(', ')})` : ''].filter(Boolean)
  return `${where.join(' ')}: ${fault.reason[language]}`
}
