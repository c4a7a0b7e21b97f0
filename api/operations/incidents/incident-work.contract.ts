import { z } from 'zod'
import { roleSchema } from '#api/platform/access/access.contract.ts'
import {
  areaCodeSchema,
  crsSchema,
  gridCodeSchema,
  instantSchema,
  lineSchema,
  readDecimal,
  seenText,
} from '#api/platform/http/shared.contract.ts'
import { incidentItem, incidentKinds, incidentStates, rungs, severities } from './incidents.contract.ts'

/** Text of several lines somebody typed: no control characters but the ends of lines, also those of other programs, no half and
 *  no invisible ones. */
export const paragraphSchema = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest)
    .regex(
      seenText('\\n\\r\\t\\u2028\\u2029'),
      '不应有控制字符或看不见的字符 / without control characters and others nobody sees',
    )

/** How much there is to a dispute, which its time limit goes by. */
export const complexities = ['simple', 'ordinary', 'complex'] as const
export const hazardTriggers = ['rain', 'earthquake', 'excavation', 'traffic', 'weather', 'ageing', 'other'] as const

const disputeDetails = z.strictObject({
  complexity: z.enum(complexities).optional(),
  /** A method of mediation, by its code in the reference lists. */
  method: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, '应为参考数据里的编码 / a code of the reference lists')
    .optional(),
  /** How many are party to it. Who they are stands in a table of its own. */
  partyCount: z.number().int().min(0).max(100_000).optional(),
})
const hazardDetails = z.strictObject({
  size: z.enum(['small', 'medium', 'large', 'huge']).optional(),
  trigger: z.enum(hazardTriggers).optional(),
  peopleExposed: z.number().int().min(0).max(1_000_000).optional(),
  inspectionDays: z.number().int().min(1).max(366).optional(),
})
const emergencyDetails = z.strictObject({
  peopleAffected: z.number().int().min(0).max(1_000_000).optional(),
  isRoadBlocked: z.boolean().optional(),
  isOngoing: z.boolean().optional(),
})
const requestDetails = z.strictObject({
  channel: z.enum(['visit', 'phone', 'online', 'hotline', 'patrol']).optional(),
  complexity: z.enum(complexities).optional(),
})
export const detailsByKind = {
  dispute: disputeDetails,
  hazard: hazardDetails,
  emergency: emergencyDetails,
  request: requestDetails,
} as const

const severitySchema = z.enum(severities)
const typeSchema = lineSchema(40)
const titleSchema = lineSchema(120)
const descriptionSchema = paragraphSchema(4000)
const reasonSchema = paragraphSchema(1000)
/** The version of the record that the caller saw. */
const versionSchema = z.number().int().min(0).max(2_147_483_647)

const pointLocation = z.strictObject({
  lng: z.number().min(-180).max(180),
  lat: z.number().min(-90).max(90),
  crs: crsSchema.optional(),
})
export const locationSchema = z.union([pointLocation, z.strictObject({ gridCode: gridCodeSchema })])
export type GivenLocation = z.infer<typeof locationSchema>

const reportFields = {
  type: typeSchema,
  title: titleSchema,
  description: descriptionSchema.optional(),
  severity: severitySchema,
  location: locationSchema,
  /** When it was first seen; left out: now. */
  foundAt: instantSchema.optional(),
}
/** `POST /api/incidents`. */
export const reportIncidentBody = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('dispute'), ...reportFields, details: disputeDetails.optional() }),
  z.strictObject({ kind: z.literal('hazard'), ...reportFields, details: hazardDetails.optional() }),
  z.strictObject({ kind: z.literal('emergency'), ...reportFields, details: emergencyDetails.optional() }),
  z.strictObject({ kind: z.literal('request'), ...reportFields, details: requestDetails.optional() }),
])
export type ReportIncidentBody = z.infer<typeof reportIncidentBody>

/** Who has to do something about it: whoever holds a role in an area, a department, or a unit. */
export const assigneeSchema = z.union([
  z.strictObject({ role: roleSchema, area: areaCodeSchema }),
  z.strictObject({
    departmentId: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, '应为部门编码 / the code of a department'),
  }),
  z.strictObject({ unitId: z.guid('应为队伍编号 (UUID) / the id of a unit is a UUID').toLowerCase() }),
])
export type Assignee = z.infer<typeof assigneeSchema>

/** `PATCH /api/incidents/:id`: what is left out stays. */
export const changeIncidentBody = z
  .strictObject({
    version: versionSchema,
    type: typeSchema.optional(),
    title: titleSchema.optional(),
    description: descriptionSchema.optional(),
    severity: severitySchema.optional(),
    location: locationSchema.optional(),
    /** All of them; checked against the kind. */
    details: z.record(z.string(), z.unknown()).optional(),
  })
  .refine(
    ({ version: _, ...fields }) => Object.keys(fields).length > 0,
    '没有要更改的内容 / there is nothing to change',
  )
export type ChangeIncidentBody = z.infer<typeof changeIncidentBody>

/** `POST /api/incidents/:id/transitions`. */
export const transitionBody = z.strictObject({
  to: z.enum(incidentStates),
  version: versionSchema,
  reason: reasonSchema.optional(),
  assignee: assigneeSchema.optional(),
  mergedInto: z.guid('应为事件编号 (UUID) / the id of an incident is a UUID').toLowerCase().optional(),
})
export type TransitionBody = z.infer<typeof transitionBody>

/** `POST …/escalate` and `…/hand-back`: one rung unless another is named. */
export const climbBody = z.strictObject({
  version: versionSchema,
  reason: reasonSchema.min(1, '请写明原因 / say why'),
  to: z.enum(rungs).optional(),
})
export type ClimbBody = z.infer<typeof climbBody>

/** `POST …/notes`. */
export const noteBody = z.strictObject({ text: paragraphSchema(2000).min(1, '请填写内容 / there is no text') })
export type NoteBody = z.infer<typeof noteBody>

/** One request that may come twice: a UUID or the like, made once for each thing somebody wants done. */
export const idempotencyHeaders = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{8,128}$/, '应为 8 至 128 个可见 ASCII 字符 / 8 to 128 visible ASCII characters')
    .optional(),
})

const decimal = (from: number, to: number) => z.string().transform(readDecimal).pipe(z.number().min(from).max(to))
/** `GET /api/incidents/similar`: open ones of the same kind near a place, reported not long ago. */
export const similarQuery = z.object({
  kind: z.enum(incidentKinds),
  lng: decimal(-180, 180),
  lat: decimal(-90, 90),
  crs: crsSchema.default('wgs84'),
  radiusMeters: decimal(1, 5000).default(500),
  days: decimal(1, 366).default(30),
})
export const similarAnswer = z.object({
  items: z.array(incidentItem.extend({ distanceMeters: z.number() })),
  /** There may be others that the caller may not see. */
  partial: z.boolean(),
})
export type SimilarAnswer = z.infer<typeof similarAnswer>
