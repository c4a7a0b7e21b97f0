import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { type Incident, personalKinds, type SharedIncident } from './incidents.contract.ts'

/** An incident as a shared screen may show it. `seatOf` gives the seat of a village. Field by field, so that one that comes
 *  to incidents later is not there until somebody has thought about it. Pure. */
export function hideIncident(incident: Incident, seatOf: (village: string) => LngLat | undefined): SharedIncident {
  const { id, number, kind, state, rung, severity, villageName, townshipName } = incident
  const { reportedAt, dueAt, closedAt, changedAt, version } = incident
  const villageCode = incident.gridCode.slice(0, 12)
  return {
    id,
    number,
    kind,
    type: null,
    title: null,
    state,
    rung,
    severity,
    lngLat: personalKinds.includes(kind) ? (seatOf(villageCode) ?? null) : incident.lngLat,
    gridCode: null,
    gridName: null,
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
