import { z } from 'zod'
import { incidentItem, type Severity } from '#api/operations/incidents/incidents.contract.ts'

/** Incidents of these severities sound until somebody says by name that they have been seen. */
export const alarmSeverities = ['orange', 'red'] as const satisfies readonly Severity[]

/** Who has seen it at a level below whoever asks: `area` is theirs. */
const seenBelow = z.object({ area: z.string(), acknowledgedBy: z.string(), acknowledgedAt: z.string() })
export const alarmItem = incidentItem.extend({ seenBelow: z.array(seenBelow) })
export type Alarm = z.infer<typeof alarmItem>

/** Open incidents nobody has acknowledged yet at the level of whoever asks or above it, the worst and among equals the newest
 *  first; `total` counts beyond the list. */
export const alarmsAnswer = z.object({ items: z.array(alarmItem), total: z.number().int() })
export type AlarmsAnswer = z.infer<typeof alarmsAnswer>

/** `severity`: which the caller has seen; an incident that has become worse meanwhile sounds on. Left out: as it is now. */
export const acknowledgeBody = z.strictObject({ severity: z.enum(alarmSeverities).optional() })
export type AcknowledgeBody = z.infer<typeof acknowledgeBody>

/** Who was first at this level or above it; whoever comes later hears the same. */
export const acknowledgedAnswer = z.object({ acknowledgedBy: z.string(), acknowledgedAt: z.string() })
export type AcknowledgedAnswer = z.infer<typeof acknowledgedAnswer>
