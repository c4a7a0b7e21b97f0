import type { LiveEvent } from './events.contract.ts'

/** What of an event's data may stand on a shared screen: what `hideIncident` leaves of the record itself. */
const shownFields = ['kind', 'severity', 'state', 'rung']
const villageLength = 12

/** An event as a shared screen may hear it (`shared-screen.contract.ts`): no place below a village. Field by field, so that one
 *  that comes to events later is not there until somebody has thought about it. Pure. */
export function hideEvent({ seq, at, name, recordKind, recordId, version, area, data }: LiveEvent): LiveEvent {
  return {
    seq,
    at,
    name,
    recordKind,
    recordId,
    version,
    area: area.slice(0, villageLength),
    data: Object.fromEntries(Object.entries(data).filter(([field]) => shownFields.includes(field))),
  }
}
