import { z } from 'zod'
import { incidentItem, type Severity } from '#api/incidents/incidents.contract.ts'

/** Incidents of these severities sound until somebody says by name that they have been seen. */
export const alarmSeverities = ['orange', 'red'] as const satisfies readonly Severity[]

/** Open incidents nobody has acknowledged yet, the worst and among equals the newest first; `total` counts beyond the list. */
export const alarmsAnswer = z.object({ items: z.array(incidentItem), total: z.number().int() })
export type AlarmsAnswer = z.infer<typeof alarmsAnswer>

/** `severity`: which the caller has seen; an incident that has become worse meanwhile sounds on. */
export const acknowledgeBody = z.strictObject({ severity: z.enum(alarmSeverities) })
export type AcknowledgeBody = z.infer<typeof acknowledgeBody>

/** Who was first; whoever comes later hears the same. */
export const acknowledgedAnswer = z.object({ acknowledgedBy: z.string(), acknowledgedAt: z.string() })
export type AcknowledgedAnswer = z.infer<typeof acknowledgedAnswer>
