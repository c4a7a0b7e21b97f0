import { z } from 'zod'
import { instantSchema, lngLatSchema } from '#api/platform/http/shared.contract.ts'
import { incidentItem, incidentStates, incidentsFilter, rungs, severities } from './incidents.contract.ts'

/** The longest time that is told of at once. */
export const longestReplayMs = 86_400_000
/** The steps in which what happened is counted. */
export const replayStepMs = 15 * 60_000

/** What the filter of the list says that does not change with time; what does is looked for in the answer. */
export const replayQuery = incidentsFilter.pick({ area: true, kind: true, type: true, q: true }).extend({
  from: instantSchema,
  /** At most 24 hours later; of what is still to come there is nothing. */
  to: instantSchema,
})

/** All of an incident that changes with time and that a map shows. */
export const replayLook = z.object({
  state: z.enum(incidentStates),
  rung: z.enum(rungs),
  severity: z.enum(severities),
  /** By the codes of today, as the map and its lists have them: what an edition since has put into another grid counts as
   *  having been there all along. */
  gridCode: z.string(),
  /** Of a place that was corrected later into another grid: the seat of the grid it was in. */
  lngLat: lngLatSchema,
})
export type ReplayLook = z.infer<typeof replayLook>

/** Number, type, title and names as they are today. */
export const replayItem = incidentItem
  .pick({
    id: true,
    number: true,
    kind: true,
    type: true,
    title: true,
    gridName: true,
    villageName: true,
    townshipName: true,
    reportedAt: true,
  })
  .extend({
    /** As it stood at `from`; null where it was reported later. */
    start: replayLook.nullable(),
  })
export type ReplayItem = z.infer<typeof replayItem>

/** From this instant on an incident looks so. */
export const replayChange = replayLook.extend({ id: z.string(), at: z.string() })
export type ReplayChange = z.infer<typeof replayChange>

export const replayAnswer = z.object({
  from: z.string(),
  to: z.string(),
  /** Until when the changes are all there: `to`, unless they were too many. */
  until: z.string(),
  /** Those that were open at `from`, or came or were opened again after it; in the order of their reports. */
  items: z.array(replayItem),
  /** In the order in which they happened. */
  changes: z.array(replayChange),
  /** How many were reported and how many steps were taken in each quarter of an hour from `from` on, all of them. */
  quarters: z.array(z.object({ reported: z.number().int(), steps: z.number().int() })),
  /** There were more incidents or more changes than one answer holds. */
  truncated: z.boolean(),
  partial: z.boolean(),
})
export type ReplayAnswer = z.infer<typeof replayAnswer>
