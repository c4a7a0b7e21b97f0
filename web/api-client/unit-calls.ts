import type { z } from 'zod'
import type {
  ChangeUnitBody,
  CreateUnitBody,
  Unit,
  UnitsQuery,
  unitsAnswer,
} from '#api/operations/units/units.contract.ts'
import { send } from './client.ts'

export type WantedUnits = Omit<UnitsQuery, 'limit' | 'cursor'> & { limit: number }

export function fetchUnits(wanted: WantedUnits, signal?: AbortSignal) {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(wanted)) if (value !== undefined) query.set(name, String(value))
  return send<z.infer<typeof unitsAnswer>>('GET', `/api/units?${query}`, { signal })
}
export const createUnit = (body: CreateUnitBody) => send<Unit>('POST', '/api/units', { body })
export const changeUnit = (id: string, body: ChangeUnitBody) => send<Unit>('PATCH', `/api/units/${id}`, { body })
