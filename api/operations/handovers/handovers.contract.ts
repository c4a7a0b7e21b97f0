import { z } from 'zod'
import { paragraphSchema } from '#api/operations/incidents/incident-work.contract.ts'
import { incidentItem } from '#api/operations/incidents/incidents.contract.ts'
import { areaCodeSchema, instantSchema, listQuery, scopedListOf } from '#api/platform/http/shared.contract.ts'

/** Longer is no shift any more. */
export const longestShiftDays = 31
/** What is listed by number; the counts go beyond it. */
export const mostListed = 500

/** What a shift was about: counts of cases, never of who did how many. */
export const handoverCounts = z.object({
  open: z.number().int(),
  overdue: z.number().int(),
  /** Reported in the shift, also those that have ended since. */
  fresh: z.number().int(),
  /** Ended in the shift. */
  ended: z.number().int(),
})
export type HandoverCounts = z.infer<typeof handoverCounts>

/** As it stood when it was signed. */
export const signedIncident = incidentItem
  .pick({ id: true, number: true, kind: true, severity: true, state: true, rung: true, gridCode: true })
  .extend({ isOverdue: z.boolean(), isFresh: z.boolean() })
export type SignedIncident = z.infer<typeof signedIncident>

/** With what it is called today; null for one that is not there any more. */
export const handoverIncident = signedIncident.extend({
  title: z.string().nullable(),
  lngLat: incidentItem.shape.lngLat.nullable(),
  gridName: z.string(),
  villageName: z.string(),
  townshipName: z.string(),
})
export type HandoverIncident = z.infer<typeof handoverIncident>

const content = {
  area: z.string(),
  areaName: z.string(),
  from: z.string(),
  to: z.string(),
  counts: handoverCounts,
}
/** The overdue ones first, then by severity; `isCut`: there are more than are listed. */
const listed = { incidents: z.array(handoverIncident), isCut: z.boolean() }

export const handoverItem = z.object({
  id: z.string(),
  ...content,
  note: z.string(),
  /** By the name of the account. */
  signedBy: z.string(),
  signedAt: z.string(),
  takenBy: z.string().nullable(),
  takenAt: z.string().nullable(),
  /** Signed by whoever asks, who therefore cannot take it. */
  isOwn: z.boolean(),
  version: z.number().int(),
})
export type Handover = z.infer<typeof handoverItem>
export const handoverDetail = handoverItem.extend(listed)
export type HandoverDetail = z.infer<typeof handoverDetail>

/** What would be signed now. `lastTo`: how far the last handover of the area went; null where there was none in the week before. */
export const handoverDraft = z.object({ ...content, ...listed, lastTo: z.string().nullable() })
export type HandoverDraft = z.infer<typeof handoverDraft>

const shiftAreaSchema = areaCodeSchema.regex(
  /^(\d{6}|\d{9}|\d{12})$/,
  '应为县、乡镇或村的编码 / the code of a county, township or village',
)
/** Left out: until now, and since the last handover of the area, twelve hours where there was none in the last week. */
export const draftQuery = z.object({
  area: shiftAreaSchema,
  from: instantSchema.optional(),
  to: instantSchema.optional(),
})
export type DraftQuery = z.infer<typeof draftQuery>

/** `POST /api/handovers`. */
export const signHandoverBody = z.strictObject({
  area: shiftAreaSchema,
  from: instantSchema,
  to: instantSchema,
  note: paragraphSchema(2000).optional(),
})
export type SignHandoverBody = z.infer<typeof signHandoverBody>

/** `exact`: of this very area and none below it. */
export const handoversQuery = listQuery.omit({ since: true }).extend({
  area: areaCodeSchema.optional(),
  exact: z.literal('true').optional(),
})
export type HandoversQuery = z.infer<typeof handoversQuery>
export const handoversAnswer = scopedListOf(handoverItem)

export const handoverParams = z.object({ id: z.guid('应为交接编号 (UUID) / the id of a handover is a UUID') })
