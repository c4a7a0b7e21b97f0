import type { Geometry } from 'geojson'
import type { ImportFault } from './import-fault.ts'

/** A file's content, already in memory. */
export type ImportSource = { name: string; bytes: Uint8Array }

/** One feature of a file, not yet checked. */
export type RawArea = {
  properties: Record<string, unknown>
  geometry: Geometry | null
  /** The file it came from. */
  source: string
  /** Where it stood there, for people: `huize.topojson · grids[12]`. */
  place: string
}

/** Reads one file format. Other formats are added beside GeoJSON and TopoJSON by another reader. */
export type AreaReader = {
  format: string
  /** True where the parsed document is of this format. */
  accepts(document: unknown): boolean
  /** Every feature of the document. Faults of single features are returned, not thrown. */
  read(document: unknown, sourceName: string): { areas: RawArea[]; faults: ImportFault[] }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
