import { z } from 'zod'
import { type Role, roleSchema } from '#api/platform/access/access.contract.ts'
import { areaCodeSchema, lineSchema, listOf, listQuery } from '#api/platform/http/shared.contract.ts'

/** What a key may be. No administrator: nobody stands behind a key with a second factor. No auditor: an administrator makes
 *  keys, and could read by one what auditors write about administrators. No approver: to approve is a person's decision. */
export const keyRoles = [
  'county-operator',
  'emergency-commander',
  'township-operator',
  'village-clerk',
  'grid-worker',
  'planner',
  'monitor',
] as const satisfies readonly Role[]

export const maxKeyDays = 366
export const keyStates = ['valid', 'expired', 'revoked'] as const

export const keyItem = z.object({
  id: z.string(),
  name: z.string(),
  role: roleSchema,
  area: z.string(),
  areaName: z.string(),
  state: z.enum(keyStates),
  createdBy: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
  /** To the minute. */
  lastUsedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  revokedBy: z.string().nullable(),
})
export type KeyItem = z.infer<typeof keyItem>

export const keyParams = z.object({ id: z.guid('应为密钥编号 (UUID) / the id of a key is a UUID') })
export const keysQuery = listQuery.extend({ state: z.enum(keyStates).optional() })
export type KeysQuery = z.infer<typeof keysQuery>
export const keysAnswer = listOf(keyItem)

export const createKeyBody = z.strictObject({
  name: lineSchema(60),
  role: z.enum(keyRoles),
  area: areaCodeSchema,
  days: z.number().int().min(1).max(maxKeyDays).default(30),
})
export type CreateKeyBody = z.infer<typeof createKeyBody>
/** `secret` is shown here only: what is kept is its hash. */
export const keyCreated = z.object({ id: z.string(), secret: z.string(), expiresAt: z.string() })
