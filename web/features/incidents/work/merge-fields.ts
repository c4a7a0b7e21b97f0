import type { Incident, IncidentDetail } from '#api/operations/incidents/incidents.contract.ts'
import { formatLngLat } from '#web/lib/convert-coordinates.ts'
import { writeRawDetails } from '../fields/detail-fields.ts'

/** Everything of an incident that can be corrected, each field a text; details as `details.complexity`. */
export type Fields = Readonly<Record<string, string>>

/** Pure. */
export function fieldsOf(incident: Incident & Partial<IncidentDetail>): Fields {
  const { type, title, severity, description = '', details = {}, lngLat } = incident
  const raw = Object.entries(writeRawDetails(details)).map(([name, value]) => [`details.${name}`, value])
  return { type, title, severity, description, location: formatLngLat(lngLat), ...Object.fromEntries(raw) }
}

/** A field that somebody has changed; `isConflict`: both have, and not to the same. */
export type FieldChange = { field: string; base: string; mine: string; theirs: string; isConflict: boolean }

/** What has become of the fields since `base` on either side, those that nobody has changed left out. Pure. */
export function compareFields(base: Fields, mine: Fields, theirs: Fields): FieldChange[] {
  const names = [...new Set([...Object.keys(base), ...Object.keys(mine), ...Object.keys(theirs)])]
  return names.flatMap((field) => {
    const change = { field, base: base[field] ?? '', mine: mine[field] ?? '', theirs: theirs[field] ?? '' }
    if (change.mine === change.base && change.theirs === change.base) return []
    const isConflict = change.mine !== change.base && change.theirs !== change.base && change.mine !== change.theirs
    return [{ ...change, isConflict }]
  })
}

/** The fields with what either side has changed; where both have, the one that was chosen. Pure. */
export function mergeFields(
  base: Fields,
  mine: Fields,
  theirs: Fields,
  chosen: Readonly<Record<string, 'mine' | 'theirs'>>,
): Fields {
  const merged = compareFields(base, mine, theirs).map(({ field, isConflict, ...change }) => {
    const side = isConflict ? (chosen[field] ?? 'theirs') : change.mine === change.base ? 'theirs' : 'mine'
    return [field, change[side]]
  })
  return { ...base, ...Object.fromEntries(merged) }
}
