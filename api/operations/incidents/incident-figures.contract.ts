import { z } from 'zod'
import { incidentsFilter } from './incidents.contract.ts'

/** `days`: of the incidents reported since then. */
const daysSchema = z.coerce.number().int().min(1).max(366).default(30)

/** The filter of the list, whose number every figure is; `from` and `to` come from `days`. */
export const figuresQuery = incidentsFilter
  .omit({ from: true, to: true, state: true, overdue: true, acted: true })
  .extend({
    days: daysSchema,
  })
/** Minutes between two moments of incidents: of how many, the middle one, and the one that nine of ten stay below. */
const span = z.object({
  count: z.number().int(),
  medianMinutes: z.number().nullable(),
  p90Minutes: z.number().nullable(),
})

/** Each figure is the number of what the list shows with `list` as its query, together with the filter that was asked by. */
const listed = { list: z.string() }
export const incidentFigures = z.object({
  /** Reported from here on. */
  from: z.string(),
  open: z.object({ count: z.number().int(), ...listed }),
  overdue: z.object({ count: z.number().int(), ...listed }),
  reported: z.object({ count: z.number().int(), ...listed }),
  foundToReported: span.extend(listed),
  reportedToActed: span.extend(listed),
  reportedToClosed: span.extend(listed),
  partial: z.boolean(),
})
export type IncidentFigures = z.infer<typeof incidentFigures>

/** By day in China: how many were reported and how many ended. */
export const trendAnswer = z.object({
  items: z.array(z.object({ day: z.string(), reported: z.number().int(), ended: z.number().int() })),
  partial: z.boolean(),
})
export type IncidentTrend = z.infer<typeof trendAnswer>

export const breakdownWords = ['kind', 'type', 'severity', 'rung', 'township', 'village'] as const
export const breakdownQuery = figuresQuery.extend({ by: z.enum(breakdownWords) })
/** Of the incidents reported in the time, by one word of theirs; townships and villages by their codes, in the order of the codes:
 *  what climbs asks for support, and is no ranking. */
export const breakdownAnswer = z.object({
  items: z.array(
    z.object({
      key: z.string(),
      /** Of a township or village. */
      name: z.string().nullable(),
      /** Of a type. */
      kind: z.string().nullable(),
      total: z.number().int(),
      open: z.number().int(),
      overdue: z.number().int(),
    }),
  ),
  partial: z.boolean(),
})
export type IncidentBreakdown = z.infer<typeof breakdownAnswer>
export type BreakdownWord = (typeof breakdownWords)[number]
