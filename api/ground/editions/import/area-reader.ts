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

/** The features of a file, one after the other, to be gone through once; faults of single features stand among them. */
export type RawAreas = { count: number; areas: Iterable<RawArea | ImportFault> }

/** Reads one file format. Other formats are added beside GeoJSON and TopoJSON by another reader. */
export type AreaReader = {
  format: string
  /** Undefined where the document is of another format. */
  read(document: unknown, sourceName: string): RawAreas | undefined
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A file of which nothing can be read. */
export const unreadable = (place: string, zh: string, en: string): ImportFault => ({
  kind: 'unreadable',
  code: null,
  place,
  reason: { zh, en },
})
