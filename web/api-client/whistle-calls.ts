import type { z } from 'zod'
import type {
  AnswerWhistleBody,
  CallWhistleBody,
  incidentWhistlesAnswer,
  Whistle,
  whistlesAnswer,
} from '#api/operations/whistles/whistles.contract.ts'
import { send } from './client.ts'

export const fetchWhistlesOf = (incidentId: string, signal?: AbortSignal) =>
  send<z.infer<typeof incidentWhistlesAnswer>>('GET', `/api/incidents/${incidentId}/whistles`, { signal })
/** `query` as it stands in an address. */
export const fetchWhistles = (query: string, signal?: AbortSignal) =>
  send<z.infer<typeof whistlesAnswer>>('GET', `/api/whistles?${query}`, { signal })

/** The same key again makes no second call. */
export const callWhistle = (incidentId: string, body: CallWhistleBody, key: string) =>
  send<Whistle>('POST', `/api/incidents/${incidentId}/whistles`, { body, headers: { 'Idempotency-Key': key } })
export const answerWhistle = (id: string, department: string, body: AnswerWhistleBody) =>
  send<Whistle>('POST', `/api/whistles/${id}/responses/${department}`, { body })
export const closeWhistle = (id: string, version: number, assessment: string) =>
  send<Whistle>('POST', `/api/whistles/${id}/close`, { body: { version, assessment } })
export const cancelWhistle = (id: string, version: number, reason: string) =>
  send<Whistle>('POST', `/api/whistles/${id}/cancel`, { body: { version, reason } })
