import { z } from 'zod'
import { areaCodeSchema, lineSchema, listOf, listQuery } from '#api/platform/http/shared.contract.ts'

/** Of a screen that was paired. */
export const wallCookie = 'onegrid-wall'

/** What a wall can show. */
export const wallScenes = ['map'] as const
export const wallStates = ['valid', 'revoked'] as const

/** What codes are made of: no letter or digit that is taken for another on a screen at ten metres. */
export const pairingAlphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
export const pairingCodeLength = 6

/** As people type it: small letters, a blank or a dash in the middle. */
export const pairingCodeSchema = z
  .string()
  .max(20)
  .transform((text) => text.toUpperCase().replace(/[\s-]/g, ''))
  .pipe(
    z
      .string()
      .regex(
        new RegExp(`^[${pairingAlphabet}]{${pairingCodeLength}}$`),
        '配对码为大屏上显示的 6 位字符 / the code is the six characters on the screen',
      ),
  )

export const wallItem = z.object({
  id: z.string(),
  name: z.string(),
  scene: z.enum(wallScenes),
  area: z.string(),
  areaName: z.string(),
  state: z.enum(wallStates),
  pairedBy: z.string(),
  pairedAt: z.string(),
  /** To the minute; null: the screen has not fetched its token yet. */
  lastSeenAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  revokedBy: z.string().nullable(),
})
export type WallItem = z.infer<typeof wallItem>

export const wallParams = z.object({ id: z.guid('应为大屏编号 (UUID) / the id of a wall is a UUID') })
export const wallsQuery = listQuery.extend({ state: z.enum(wallStates).optional() })
export type WallsQuery = z.infer<typeof wallsQuery>
export const wallsAnswer = listOf(wallItem)

export const pairWallBody = z.strictObject({
  code: pairingCodeSchema,
  name: lineSchema(60),
  scene: z.enum(wallScenes),
  area: areaCodeSchema,
})
export type PairWallBody = z.infer<typeof pairWallBody>
export const wallCreated = z.object({ id: z.string() })

/** What a screen shows while it waits. `paired`: this answer brings the cookie of the wall. `expired`: ask for a new code. */
export const pairingAnswer = z.object({
  state: z.enum(['waiting', 'paired', 'expired']),
  code: z.string().nullable(),
  expiresAt: z.string().nullable(),
})
export type PairingAnswer = z.infer<typeof pairingAnswer>
