import { z } from 'zod'
import { areaRefSchema, bboxSchema, levelSchema, lngLatSchema } from '#api/platform/http/shared.contract.ts'
import { hidden, hiddenCounts, hiddenField } from '#api/platform/http/shared-screen.contract.ts'

export const areaChild = z.object({
  code: z.string(),
  level: levelSchema,
  name: z.string(),
  seat: lngLatSchema,
  gridCount: z.number().int(),
  population: z.number().int(),
  households: z.number().int(),
  areaKm2: z.number(),
})
export type AreaChild = z.infer<typeof areaChild>

/** Who answers here, as a role and a level; names of persons never. */
export const responsibleRole = z.object({
  role: z.enum(['grid-worker', 'group-head', 'village-clerk', 'township-operator', 'county-operator']),
  level: levelSchema,
  code: z.string(),
  name: z.string(),
  workersFull: z.number().int().optional(),
  workersPart: z.number().int().optional(),
})
export type ResponsibleRole = z.infer<typeof responsibleRole>

export const areaDetail = areaChild.extend({
  parents: z.array(areaRefSchema),
  bounds: bboxSchema,
  type: z.string().nullable(),
  needHelp: z.number().int(),
  workersFull: z.number().int(),
  workersPart: z.number().int(),
  edition: z.number().int(),
  responsible: z.array(responsibleRole),
  /** A county's townships, a township's villages, a village's grids, a group's grids. Empty for a grid. */
  children: z.array(areaChild),
})
export type AreaDetail = z.infer<typeof areaDetail>

/** A grid or a group for a shared screen. */
export const sharedAreaChild = areaChild.extend({ population: hiddenField, households: hiddenField, hidden })
export type SharedAreaChild = z.infer<typeof sharedAreaChild>
/** An area for a shared screen: from a village up its own counts are there, those of its grids are not. */
export const sharedAreaDetail = areaDetail.extend({
  responsible: z.array(responsibleRole.omit({ workersFull: true, workersPart: true })),
  children: z.array(z.union([areaChild, sharedAreaChild])),
})
export const smallSharedAreaDetail = sharedAreaDetail.extend(hiddenCounts)
export type SharedAreaDetail = z.infer<typeof sharedAreaDetail> | z.infer<typeof smallSharedAreaDetail>
