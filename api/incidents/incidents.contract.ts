import { z } from 'zod'
import { areaCodeSchema, bboxQuery, listOf, listQuery, lngLatSchema } from '#api/http/shared.contract.ts'

export const incidentKinds = ['dispute', 'hazard', 'emergency', 'request'] as const
export const incidentStates = [
  'reported',
  'accepted',
  'assigned',
  'in_progress',
  'resolved',
  'closed',
  'returned',
  'merged',
  'cancelled',
] as const
export const endedStates = ['closed', 'merged', 'cancelled'] as const
export const rungs = ['grid', 'village', 'township', 'county'] as const
export const severities = ['blue', 'yellow', 'orange', 'red'] as const

export const incidentItem = z.object({
  id: z.string(),
  kind: z.enum(incidentKinds),
  type: z.string(),
  title: z.string(),
  state: z.enum(incidentStates),
  rung: z.enum(rungs),
  severity: z.enum(severities),
  lngLat: lngLatSchema,
  gridCode: z.string(),
  gridName: z.string(),
  villageName: z.string(),
  townshipName: z.string(),
  reportedAt: z.string(),
  dueAt: z.string().nullable(),
  closedAt: z.string().nullable(),
  changedAt: z.string(),
  version: z.number().int(),
})
export type Incident = z.infer<typeof incidentItem>
export type IncidentKind = Incident['kind']
export type IncidentState = Incident['state']
export type Severity = Incident['severity']

/** `state` and `kind` take one word or several with commas; `state=open` is every state but closed, merged, cancelled. */
export const incidentsQuery = listQuery.extend({
  kind: z.string().max(80).optional(),
  state: z.string().max(120).optional(),
  bbox: bboxQuery.optional(),
  area: areaCodeSchema.optional(),
})
export const incidentsAnswer = listOf(incidentItem)
