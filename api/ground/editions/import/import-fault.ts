import type { CoverageFaultKind } from '#api/coverage/coverage-rule.ts'
import type { Sentence } from '#api/platform/http/problem.ts'
import type { LngLat } from '#api/platform/http/shared.contract.ts'

/** What can be wrong with the files. The faults of the coverage rule keep their own names: `invalid_ring`, `out_of_range`,
 *  `self_crossing`, `crossing`, `t_junction`, `overlap`, `gap`, `outside_outline`, `not_union`. */
export type ImportFaultKind =
  | CoverageFaultKind
  | 'unreadable'
  | 'unknown_format'
  | 'wrong_crs'
  | 'misread_crs'
  | 'shifted'
  | 'missing_code'
  | 'bad_code'
  | 'duplicate_code'
  | 'duplicate_file'
  | 'other_county'
  | 'outside_area'
  | 'outside_parent'
  | 'missing_field'
  | 'bad_field'
  | 'no_geometry'
  | 'no_grids'
  | 'no_edition'
  | 'too_few_grids'
  | 'far_away'
  | 'open_incident'

/** One thing wrong with a file: which area, where in the files or on the map, and why, for the person who made it. */
export type ImportFault = {
  kind: ImportFaultKind
  /** The area's code, null where it has none. */
  code: string | null
  /** Where in the files: `huize.topojson · grids[12]`. Empty for a fault between areas. */
  place: string
  reason: Sentence
  /** The field that it is about. */
  field?: string
  /** Of a gap or an overlap, how wide it is at its widest, at least. */
  widthMeters?: number
  /** Where on the map, after conversion to WGS84; for a fault of one area, its first vertex. */
  lngLat?: LngLat
}

const longestShown = 60
const unreadable = /[\p{Cc}\p{Cf}\p{Cs}]/gu

/** A word of a file as a sentence may show it, whatever stands in its place. `String` fails on some objects, JSON.stringify
 *  on lists nested thousands deep, and a database takes neither a zero byte nor half a character. Pure. */
export const showWord = (value: unknown): string =>
  typeof value === 'string' ? value.slice(0, longestShown).replaceAll(unreadable, '') : showValue(value)

/** Any value of a file as a sentence may show it: as in the file, texts in quotes. Pure. */
export function showValue(value: unknown): string {
  try {
    return (JSON.stringify(value) ?? String(value)).slice(0, longestShown).replaceAll(unreadable, '')
  } catch {
    return Array.isArray(value) ? '[…]' : '{…}'
  }
}

/** How many faults of the coverage are named at most: a county of 4,847 grids whose every border is wrong has about as
 *  many. */
export const maxCoverageFaults = 20_000

/** A fault in one line: code, place in the file, place on the map, reason. Pure. */
export function describeFault(
  fault: Pick<ImportFault, 'code' | 'place' | 'lngLat' | 'reason'>,
  language: 'zh' | 'en',
): string {
  const where = [fault.code ?? '', fault.place, fault.lngLat ? `(${fault.lngLat.join(',')})` : ''].filter(Boolean)
  return `${where.join(' ')}: ${fault.reason[language]}`
}
