import type {
  ChangeIncidentBody,
  ClimbBody,
  ReportIncidentBody,
  SimilarAnswer,
  TransitionBody,
} from '#api/incidents/incident-work.contract.ts'
import type { IncidentDetail, IncidentKind } from '#api/incidents/incidents.contract.ts'
import type { ReferenceAnswer } from '#api/reference/reference.contract.ts'
import { send } from './client.ts'

/** The same key again makes no second one. */
const withKey = (key: string) => ({ 'Idempotency-Key': key })

export const reportIncident = (body: ReportIncidentBody, key: string) =>
  send<IncidentDetail>('POST', '/api/incidents', { body, headers: withKey(key) })
export const changeIncident = (id: string, body: ChangeIncidentBody) =>
  send<IncidentDetail>('PATCH', `/api/incidents/${id}`, { body })
export const stepIncident = (id: string, body: TransitionBody) =>
  send<IncidentDetail>('POST', `/api/incidents/${id}/transitions`, { body })
export const climbIncident = (id: string, way: 'escalate' | 'hand-back', body: ClimbBody) =>
  send<IncidentDetail>('POST', `/api/incidents/${id}/${way}`, { body })
export const noteIncident = (id: string, text: string, key: string) =>
  send<IncidentDetail>('POST', `/api/incidents/${id}/notes`, { body: { text }, headers: withKey(key) })

export const fetchSimilar = (kind: IncidentKind, [lng, lat]: [lng: number, lat: number], signal?: AbortSignal) =>
  send<SimilarAnswer>('GET', `/api/incidents/similar?kind=${kind}&lng=${lng}&lat=${lat}`, { signal })

export const fetchReference = (signal?: AbortSignal) => send<ReferenceAnswer>('GET', '/api/reference', { signal })
