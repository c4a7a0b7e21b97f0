import { z } from 'zod'
import { paragraphSchema } from '#api/operations/incidents/incident-work.contract.ts'
import { incidentItem, rungs } from '#api/operations/incidents/incidents.contract.ts'
import { areaCodeSchema, listQuery, scopedListOf } from '#api/platform/http/shared.contract.ts'

/** Why departments are called: a problem the township cannot solve by itself, enforcement by several together, or an emergency. */
export const whistleReasons = ['beyond_township', 'joint_enforcement', 'emergency'] as const
export type WhistleReason = (typeof whistleReasons)[number]
export const whistleStates = ['open', 'closed', 'cancelled'] as const
export const whistleSteps = ['report-in', 'done'] as const
export type WhistleStep = (typeof whistleSteps)[number]

/** What one department has been called for, and what came of it. Everything in it is of the department and of how the working
 *  together went, nothing of a person's merits. */
export const whistleResponse = z.object({
  department: z.string(),
  calledAt: z.string(),
  reportDueAt: z.string(),
  reportedAt: z.string().nullable(),
  /** By the name of the account. */
  reportedBy: z.string().nullable(),
  doneDueAt: z.string(),
  doneAt: z.string().nullable(),
  doneBy: z.string().nullable(),
  /** Steps that who called has put down for the department. */
  onBehalf: z.array(z.enum(whistleSteps)),
  note: z.string(),
  assessment: z.string(),
  version: z.number().int(),
  /** Of an open whistle: the step whose time is over, if one is. */
  overdue: z.enum(whistleSteps).nullable(),
})
export type WhistleResponse = z.infer<typeof whistleResponse>

/** As much of an incident as a department has to know that is called to it. */
const whistleIncident = incidentItem.pick({
  id: true,
  number: true,
  kind: true,
  type: true,
  title: true,
  state: true,
  rung: true,
  severity: true,
  lngLat: true,
  gridCode: true,
  gridName: true,
  villageName: true,
  townshipName: true,
})

export const whistleItem = z.object({
  id: z.string(),
  incident: whistleIncident,
  reason: z.enum(whistleReasons),
  note: z.string(),
  /** Who had the incident when it was called. */
  rung: z.enum(rungs),
  state: z.enum(whistleStates),
  calledBy: z.string(),
  calledAt: z.string(),
  closedAt: z.string().nullable(),
  closedBy: z.string().nullable(),
  /** Of the process; of a cancelled one why it was taken back. Empty where it ended with its incident. */
  assessment: z.string(),
  /** Counts every change, also those of its departments. */
  version: z.number().int(),
  responses: z.array(whistleResponse),
})
export type Whistle = z.infer<typeof whistleItem>

const departmentSchema = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, '应为部门编码 / the code of a department')
const versionSchema = z.number().int().min(0).max(2_147_483_647)
const textSchema = paragraphSchema(1000)

/** `POST /api/incidents/:id/whistles`. Left out: the departments of the run card of the incident's type, else of its kind. */
export const callWhistleBody = z.strictObject({
  reason: z.enum(whistleReasons),
  departments: z.array(departmentSchema).min(1).max(20).optional(),
  note: textSchema.optional(),
})
export type CallWhistleBody = z.infer<typeof callWhistleBody>

/** `POST /api/whistles/:id/responses/:department`; `version` is that of the department's own line. */
export const answerWhistleBody = z.strictObject({
  step: z.enum(whistleSteps),
  version: versionSchema,
  note: textSchema.optional(),
  assessment: textSchema.optional(),
})
export type AnswerWhistleBody = z.infer<typeof answerWhistleBody>

export const closeWhistleBody = z.strictObject({
  version: versionSchema,
  assessment: textSchema.min(1, '请简短评价协同过程 / say in short how the working together went'),
})
export type CloseWhistleBody = z.infer<typeof closeWhistleBody>

export const cancelWhistleBody = z.strictObject({
  version: versionSchema,
  reason: textSchema.min(1, '请写明原因 / say why'),
})
export type CancelWhistleBody = z.infer<typeof cancelWhistleBody>

const idSchema = z.guid('应为吹哨编号 (UUID) / the id of a whistle is a UUID')
export const whistleParams = z.object({ id: idSchema })
export const responseParams = z.object({ id: idSchema, department: departmentSchema })

/** `state=closed` is what has ended; `overdue` and `department` together: where this department's time is over. */
export const whistlesQuery = listQuery.omit({ since: true }).extend({
  state: z.enum(['open', 'closed']).optional(),
  overdue: z.literal('true').optional(),
  area: areaCodeSchema.optional(),
  department: departmentSchema.optional(),
})
export type WhistlesQuery = z.infer<typeof whistlesQuery>
/** Who answers for a department gets the calls to it alone; `partial` is about the area. */
export const whistlesAnswer = scopedListOf(whistleItem)
export const incidentWhistlesAnswer = z.object({ items: z.array(whistleItem) })
