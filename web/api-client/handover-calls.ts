import type { z } from 'zod'
import type {
  HandoverDetail,
  HandoverDraft,
  handoversAnswer,
  SignHandoverBody,
} from '#api/operations/handovers/handovers.contract.ts'
import { send } from './client.ts'

/** Left out: until now, and since the last handover. */
export const fetchHandoverDraft = (query: { area: string; from?: string; to?: string }, signal?: AbortSignal) =>
  send<HandoverDraft>('GET', `/api/handovers/draft?${new URLSearchParams(query)}`, { signal })
/** Of this very area, the last ones first. */
export const fetchHandovers = (area: string, limit: number, signal?: AbortSignal) =>
  send<z.infer<typeof handoversAnswer>>('GET', `/api/handovers?area=${area}&exact=true&limit=${limit}`, { signal })
export const fetchHandover = (id: string, signal?: AbortSignal) =>
  send<HandoverDetail>('GET', `/api/handovers/${id}`, { signal })

/** The same key again signs nothing a second time. */
export const signHandover = (body: SignHandoverBody, key: string) =>
  send<HandoverDetail>('POST', '/api/handovers', { body, headers: { 'Idempotency-Key': key } })
export const takeHandover = (id: string) => send<HandoverDetail>('POST', `/api/handovers/${id}/take`)
