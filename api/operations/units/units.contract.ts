import { z } from 'zod'
import { areaCodeSchema, lineSchema, listQuery, scopedListOf, wordList } from '#api/platform/http/shared.contract.ts'

export const unitKinds = ['rescue', 'enforcement', 'village_team', 'mediation', 'medical'] as const
export type UnitKind = (typeof unitKinds)[number]

/** What can be sent. It has a name and an area, and no persons: who belongs to it, and how they are reached, stands nowhere
 *  here. */
export const unitItem = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(unitKinds),
  /** Of the county, a township or a village it is for. */
  areaCode: z.string(),
  areaName: z.string(),
  /** Retired, it is sent nowhere any more; what it was sent to keeps its name. */
  isActive: z.boolean(),
  changedAt: z.string(),
  version: z.number().int(),
})
export type Unit = z.infer<typeof unitItem>

export const unitParams = z.object({ id: z.guid('应为队伍编号 (UUID) / the id of a unit is a UUID') })

/** Units of the own area and those above that are for it as well. */
export const unitsQuery = listQuery.pick({ limit: true, cursor: true }).extend({
  kind: wordList(unitKinds).optional(),
  /** Those of this area and below. */
  area: areaCodeSchema.optional(),
  /** Those whose own area holds this one. */
  serves: areaCodeSchema.optional(),
  active: z.enum(['true', 'false']).optional(),
  /** What a name holds, Chinese, pinyin or initials; or how the code of its area begins. */
  q: lineSchema(60).optional(),
})
export type UnitsQuery = z.infer<typeof unitsQuery>
export const unitsAnswer = scopedListOf(unitItem)

const nameSchema = lineSchema(40)
const unitAreaSchema = z
  .string()
  .regex(/^(\d{6}|\d{9}|\d{12})$/, '应为县、乡镇或村的编码 / the code of a county, township or village')
export const createUnitBody = z.strictObject({
  name: nameSchema,
  kind: z.enum(unitKinds),
  areaCode: unitAreaSchema,
})
export type CreateUnitBody = z.infer<typeof createUnitBody>

/** `PATCH /api/units/:id`: what is left out stays. */
export const changeUnitBody = z
  .strictObject({
    version: z.number().int().min(0).max(2_147_483_647),
    name: nameSchema.optional(),
    kind: z.enum(unitKinds).optional(),
    areaCode: unitAreaSchema.optional(),
    isActive: z.boolean().optional(),
  })
  .refine(
    ({ version: _, ...fields }) => Object.keys(fields).length > 0,
    '没有要更改的内容 / there is nothing to change',
  )
export type ChangeUnitBody = z.infer<typeof changeUnitBody>
