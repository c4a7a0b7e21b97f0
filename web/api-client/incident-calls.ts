import type {
  BreakdownWord,
  IncidentBreakdown,
  IncidentFigures,
  IncidentTrend,
} from '#api/operations/incidents/incident-figures.contract.ts'
import type { PhotoSize } from '#api/operations/incidents/incident-photos.contract.ts'
import type { IncidentHotSpots, IncidentRates } from '#api/operations/incidents/incident-rates.contract.ts'
import type { ReplayAnswer } from '#api/operations/incidents/incident-replay.contract.ts'
import type {
  ChangeIncidentBody,
  ClimbBody,
  ReportIncidentBody,
  SimilarAnswer,
  TransitionBody,
} from '#api/operations/incidents/incident-work.contract.ts'
import type { ContainmentAnswer, IncidentDetail, IncidentKind } from '#api/operations/incidents/incidents.contract.ts'
import type { ReferenceAnswer } from '#api/operations/reference/reference.contract.ts'
import { send, sendForm } from './client.ts'

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

export function sendPhoto(id: string, file: File, key: string): Promise<IncidentDetail> {
  const form = new FormData()
  form.append('files', file)
  return sendForm(`/api/incidents/${id}/photos`, form, { headers: withKey(key) })
}
export const removePhoto = (id: string, photoId: string, reason: string) =>
  send<IncidentDetail>('DELETE', `/api/incidents/${id}/photos/${photoId}`, { body: { reason } })
export const photoUrl = (id: string, photoId: string, size: PhotoSize): string =>
  `/api/incidents/${id}/photos/${photoId}${size === 'full' ? '' : `?size=${size}`}`

export const fetchSimilar = (kind: IncidentKind, [lng, lat]: [lng: number, lat: number], signal?: AbortSignal) =>
  send<SimilarAnswer>('GET', `/api/incidents/similar?kind=${kind}&lng=${lng}&lat=${lat}`, { signal })

/** `query`: the part of the address after the question mark. */
export const fetchRates = (query: string, signal?: AbortSignal) =>
  send<IncidentRates>('GET', `/api/incidents/rates?${query}`, { signal })
export const fetchHotSpots = (query: string, signal?: AbortSignal) =>
  send<IncidentHotSpots>('GET', `/api/incidents/hot-spots?${query}`, { signal })

/** `query`: the part of the address after the question mark. */
export const fetchReplay = (query: string, signal?: AbortSignal) =>
  send<ReplayAnswer>('GET', `/api/incidents/replay?${query}`, { signal })

export const fetchReference = (signal?: AbortSignal) => send<ReferenceAnswer>('GET', '/api/reference', { signal })

/** Of what: the last so many days, in an area or everywhere. */
export type FiguresAsked = { days: number; area: string | null }
const askFigures = ({ days, area }: FiguresAsked, more: Record<string, string> = {}) =>
  new URLSearchParams({ days: String(days), ...(area !== null && { area }), ...more })

export const fetchFigures = (asked: FiguresAsked, signal?: AbortSignal) =>
  send<IncidentFigures>('GET', `/api/incidents/figures?${askFigures(asked)}`, { signal })
export const fetchTrend = (asked: FiguresAsked, signal?: AbortSignal) =>
  send<IncidentTrend>('GET', `/api/incidents/trend?${askFigures(asked)}`, { signal })
export const fetchBreakdown = (asked: FiguresAsked, by: BreakdownWord, signal?: AbortSignal) =>
  send<IncidentBreakdown>('GET', `/api/incidents/breakdown?${askFigures(asked, { by })}`, { signal })
/** Where what was closed since an instant was settled. */
export const fetchContainment = (area: string | null, since: string, signal?: AbortSignal) =>
  send<ContainmentAnswer>(
    'GET',
    `/api/incidents/containment?${new URLSearchParams({ since, ...(area !== null && { area }) })}`,
    { signal },
  )
