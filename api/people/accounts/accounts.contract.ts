import { z } from 'zod'
import { openSession, roleSchema } from '#api/platform/access/access.contract.ts'
import { boundWay, wayIdSchema } from '#api/platform/access/ways/ways.contract.ts'
import { areaCodeSchema, instantSchema, lineSchema, listOf, listQuery } from '#api/platform/http/shared.contract.ts'

export const usernameSchema = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_.-]{2,29}$/,
    '用户名应为 3 至 30 个小写字母、数字或 _ . -，以字母或数字开头 / a username has 3 to 30 lower-case letters, digits or _ . -, a letter or digit first',
  )
export const personNameSchema = lineSchema(40)

/** `expired`: the account's own end has passed. Whether any role is valid is what the grants say. */
export const accountStates = ['active', 'disabled', 'expired'] as const
/** `future` becomes valid by itself; `past` has expired or was taken back. */
export const grantStates = ['valid', 'future', 'past'] as const

export const accountGrant = z.object({
  id: z.string(),
  role: roleSchema,
  area: z.string(),
  /** Of the current edition; the code where that has no such area any more. */
  areaName: z.string(),
  state: z.enum(grantStates),
  from: z.string(),
  until: z.string().nullable(),
  grantedBy: z.string(),
  grantedAt: z.string(),
  revokedAt: z.string().nullable(),
  revokedBy: z.string().nullable(),
})
export type AccountGrant = z.infer<typeof accountGrant>

export const accountItem = z.object({
  id: z.string(),
  username: z.string(),
  name: z.string(),
  state: z.enum(accountStates),
  /** The code of the department whose calls the person answers; null: of none. */
  department: z.string().nullable(),
  until: z.string().nullable(),
  /** Those within the caller's reach: in a list the valid and future ones, of one person the past ones as well. */
  grants: z.array(accountGrant),
  hasSecondFactor: z.boolean(),
  /** The one-time password has not been changed yet. */
  mustChangePassword: z.boolean(),
  lastSignInAt: z.string().nullable(),
  createdAt: z.string(),
  isDemo: z.boolean(),
  version: z.number().int(),
})
export type AccountItem = z.infer<typeof accountItem>

export const accountDetail = accountItem.extend({
  sessions: z.array(openSession),
  /** Users of other systems that the account is bound to. */
  ways: z.array(boundWay),
  isSelf: z.boolean(),
  /** There are valid or future grants beyond the caller's reach, which are not shown. */
  partial: z.boolean(),
  /** Whether the caller may change, disable and reset it: not oneself, and nobody who is more than the caller reaches. */
  canManage: z.boolean(),
})
export type AccountDetail = z.infer<typeof accountDetail>

/** `q`: part of username or name. `role` and `area`: held now or later, the area or one below it. */
export const accountsQuery = listQuery.extend({
  q: lineSchema(40).optional(),
  role: roleSchema.optional(),
  area: areaCodeSchema.optional(),
  state: z.enum(accountStates).optional(),
})
export type AccountsQuery = z.infer<typeof accountsQuery>
export const accountsAnswer = listOf(accountItem)

export const accountParams = z.object({ id: z.string().min(1).max(64) })
export const accountGrantParams = accountParams.extend({
  grantId: z.guid('应为授权编号 (UUID) / the id of a grant is a UUID'),
})
export const accountSessionParams = accountParams.extend({ sessionId: z.string().min(1).max(64) })
export const accountWayParams = accountParams.extend({ way: wayIdSchema })

const untilSchema = instantSchema.nullable().optional()
export const grantBody = z.strictObject({
  role: roleSchema,
  area: areaCodeSchema,
  /** Left out: from now on. */
  from: instantSchema.optional(),
  until: untilSchema,
})
export type GrantBody = z.infer<typeof grantBody>
export const grantCreated = z.object({ id: z.string() })

const departmentSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, '应为部门编码 / the code of a department')
  .nullable()
  .optional()

export const createAccountBody = z.strictObject({
  username: usernameSchema,
  name: personNameSchema,
  until: untilSchema,
  department: departmentSchema,
  grants: z.array(grantBody).max(20).default([]),
})
export type CreateAccountBody = z.infer<typeof createAccountBody>
/** `password` is shown here only; it has to be changed at the first sign-in, which has to come within a week. */
export const accountCreated = z.object({ id: z.string(), password: z.string() })
export const passwordReset = z.object({ password: z.string() })

export const changeAccountBody = z.strictObject({
  version: z.number().int(),
  name: personNameSchema.optional(),
  until: untilSchema,
  department: departmentSchema,
  isDisabled: z.boolean().optional(),
})
export type ChangeAccountBody = z.infer<typeof changeAccountBody>

export const rolePolicy = z.object({
  role: roleSchema,
  requiresSecondFactor: z.boolean(),
  changedAt: z.string().nullable(),
  changedBy: z.string().nullable(),
})
export type RolePolicy = z.infer<typeof rolePolicy>
/** Every role that a person can hold. */
export const rolePoliciesAnswer = z.object({ items: z.array(rolePolicy) })
/** Roles left out stay as they are. */
export const rolePoliciesBody = z.strictObject({
  items: z
    .array(z.strictObject({ role: roleSchema, requiresSecondFactor: z.boolean() }))
    .min(1)
    .max(20),
})
export type RolePoliciesBody = z.infer<typeof rolePoliciesBody>
