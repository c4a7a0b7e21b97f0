import { z } from 'zod'
import { locationSchema, paragraphSchema } from '#api/operations/incidents/incident-work.contract.ts'
import { incidentDetail, severities } from '#api/operations/incidents/incidents.contract.ts'
import { instantSchema, lineSchema } from '#api/platform/http/shared.contract.ts'

/** What incidents of the hotline carry as their source. */
export const hotlineSource = '12345'
/** Of files that do not say where their rows are from, and of those of before files could say it. */
export const fileSource = 'file'
/** Its name among the systems of the reference lists. */
export const hotlineSystem = 'hotline-12345'

/** Numbers that people call when they need help at once. */
export const urgentNumbers = ['110', '119', '120', '122'] as const
export type UrgentNumber = (typeof urgentNumbers)[number]

export const externalIdSchema = lineSchema(60)

/** A phone as people write it. */
export const phoneSchema = z
  .string()
  .trim()
  .regex(/^\+?[\d\s()-]{5,24}$/, '电话应为 5 至 24 位数字 / a phone has 5 to 24 digits')

/** `POST /api/intake/12345`: a work order of the hotline. A place has to be known: by a point, a grid, or an address that names a
 *  village of the county. */
export const hotlineOrder = z.strictObject({
  /** Its number there. The same number again is the same work order. */
  externalId: externalIdSchema,
  /** When the hotline took the call; left out: now. */
  receivedAt: instantSchema.optional(),
  title: lineSchema(120),
  description: paragraphSchema(4000).optional(),
  /** What the hotline calls its type: a code of the reference lists, or the name of one of our types. */
  category: lineSchema(60).optional(),
  address: lineSchema(200).optional(),
  location: locationSchema.optional(),
  severity: z.enum(severities).default('blue'),
  /** Kept apart from the incident, for half a year after it came. */
  caller: z.strictObject({ name: lineSchema(60), phone: phoneSchema.optional() }).optional(),
  /** Somebody has looked at it: it is none for 110, 119, 120 or 122, whatever its words. */
  isNotEmergency: z.boolean().default(false),
})
export type HotlineOrder = z.infer<typeof hotlineOrder>

/** What became of a work order. */
export const intakeAnswer = incidentDetail.extend({
  intake: z.object({
    /** False: it had been taken in before, and this is the incident it was. */
    isNew: z.boolean(),
    /** False: the category has no counterpart here, and its type is `other`. */
    isTypeKnown: z.boolean(),
    /** How its place was found. */
    placedBy: z.enum(['point', 'grid', 'address']).nullable(),
    /** What its address names, where that is not the village that its point or grid lies in: one of both is wrong. */
    addressNames: z.string().nullable(),
  }),
})
export type IntakeAnswer = z.infer<typeof intakeAnswer>
