import type { LngLat } from '#api/http/shared.contract.ts'
import { type Incident, personalKinds, type SharedIncident } from './incidents.contract.ts'

/** An incident as a shared screen may show it. `seatOf` gives the seat of a village. Field by field, so that one that comes
 *  to incidents later is not there until somebody has thought about it. Pure. */
export function hideIncident(incident: Incident, seatOf: (village: string) => LngLat | undefined): SharedIncident {
  const { id, kind, state, rung, severity, gridCode, gridName, villageName, townshipName } = incident
  const { reportedAt, dueAt, closedAt, changedAt, version } = incident
  const villageCode = gridCode.slice(0, 12)
  const place = personalKinds.includes(kind)
    ? { lngLat: seatOf(villageCode) ?? null, gridCode: null, gridName: null }
    : { lngLat: incident.lngLat, gridCode, gridName }
  return {
    id,
    kind,
    type: null,
    title: null,
    state,
    rung,
    severity,
    ...place,
    villageCode,
    villageName,
    townshipName,
    reportedAt,
    dueAt,
    closedAt,
    changedAt,
    version,
    hidden: true,
  }
}
