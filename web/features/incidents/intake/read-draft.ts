import type { GivenLocation, ReportIncidentBody } from '#api/operations/incidents/incident-work.contract.ts'
import { readRawDetails } from '../fields/detail-fields.ts'
import type { DraftPlace, IncidentDraft } from './incident-draft.ts'

const locationOf = ({ lngLat, given, gridCode }: DraftPlace): GivenLocation => {
  if (gridCode !== null) return { gridCode }
  const [lng, lat] = given?.lngLat ?? lngLat
  return { lng, lat, ...(given && { crs: given.crs }) }
}

export type DraftField = 'place' | 'type' | 'severity' | 'foundAt' | `details.${string}`

/** What is to be sent, or the first field that keeps it from being sent. `proposedTitle`: for a draft that has none. Pure. */
export function readDraft(
  draft: IncidentDraft,
  proposedTitle: string,
): { body: ReportIncidentBody } | { gap: DraftField } {
  const { place, kind, type, severity, raw } = draft
  if (place === null) return { gap: 'place' }
  if (type === '') return { gap: 'type' }
  if (severity === null) return { gap: 'severity' }
  const { details, faulty } = readRawDetails(kind, raw)
  if (faulty) return { gap: `details.${faulty.name}` }
  const found = draft.foundAt === '' ? null : new Date(draft.foundAt)
  if (found && Number.isNaN(found.getTime())) return { gap: 'foundAt' }
  const description = draft.description.trim()
  const body = {
    kind,
    type,
    title: draft.title.trim() || proposedTitle,
    severity,
    location: locationOf(place),
    ...(description !== '' && { description }),
    ...(found && { foundAt: found.toISOString() }),
    ...(Object.keys(details).length > 0 && { details }),
  }
  return { body: body as ReportIncidentBody }
}
