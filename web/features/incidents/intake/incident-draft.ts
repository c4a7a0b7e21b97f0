import {
  type IncidentKind,
  incidentKinds,
  type Severity,
  severities,
} from '#api/operations/incidents/incidents.contract.ts'
import type { Crs, LngLat } from '#api/platform/http/shared.contract.ts'
import { makeKey } from '#web/lib/make-key.ts'
import type { RawDetails } from '../fields/detail-fields.ts'

/** Why a place is only roughly where it happened: it is the middle of something that was named, or of a map that shows too much
 *  to tell the grids apart (`middle`), it was tapped on such a map (`far`), or a phone does not know better (`position`). */
export type Roughness = 'village' | 'group' | 'water' | 'middle' | 'far' | 'position'

/** Where it happened. `given`: as it was told, where that was not in WGS84. `gridCode`: somewhere in this grid.
 *  `isMiddle`: nobody has named it, it lay in the middle of the map. `rough`: whoever goes there may come to the wrong village.
 *  `withinMeters`: the position of a phone, and how near that is. `isProposed`: it came by itself, and is no loss. */
export type DraftPlace = {
  lngLat: LngLat
  given: { lngLat: LngLat; crs: Crs } | null
  gridCode: string | null
  isMiddle?: boolean
  rough?: Roughness
  withinMeters?: number
  isProposed?: boolean
}

/** An incident that is being taken in, as its form holds it. */
export type IncidentDraft = {
  /** Goes along with the report: sent twice, it makes one incident. */
  key: string
  place: DraftPlace | null
  kind: IncidentKind
  type: string
  title: string
  severity: Severity | null
  description: string
  /** As the browser's field has it, in the time of this computer; empty for now. */
  foundAt: string
  raw: RawDetails
}

const firstKind: IncidentKind = 'dispute'

export const emptyDraft = (): IncidentDraft => ({
  key: makeKey(),
  place: null,
  kind: firstKind,
  type: '',
  title: '',
  severity: null,
  description: '',
  foundAt: '',
  raw: {},
})

/** Whether anything has been typed or chosen: a place as well, unless it came by itself. Pure. */
export const isTouched = ({ place, kind, type, title, severity, description, foundAt, raw }: IncidentDraft): boolean =>
  (place !== null && !place.isProposed) ||
  kind !== firstKind ||
  [type, title, severity ?? '', description, foundAt, ...Object.values(raw)].some((text) => text !== '')

/** What the form begins with: the middle of a map that is too far out is nobody's place, and has to be asked for. Pure. */
export const proposePlace = (found: DraftPlace | null): DraftPlace | null =>
  found === null || (found.isMiddle && found.rough) ? null : { ...found, isProposed: true }

const isLngLat = (value: unknown): value is LngLat =>
  Array.isArray(value) && value.length === 2 && value.every(Number.isFinite)

/** A draft that was kept, or null where it is none. Pure; never throws. */
export function parseDraft(text: string): IncidentDraft | null {
  try {
    const { key, place, kind, type, title, severity, description, foundAt, raw } = JSON.parse(text) as IncidentDraft
    const texts = [key, type, title, description, foundAt, ...Object.values(raw)]
    const isPlace = place === null || isLngLat(place.lngLat)
    const isSeverity = severity === null || severities.includes(severity)
    if (!isPlace || !isSeverity || !incidentKinds.includes(kind) || texts.some((each) => typeof each !== 'string'))
      return null
    return { key, place, kind, type, title, severity, description, foundAt, raw }
  } catch {
    return null
  }
}
