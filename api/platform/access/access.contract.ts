import { z } from 'zod'
import { wayIdSchema } from '#api/platform/access/ways/ways.contract.ts'
import { areaCodeSchema } from '#api/platform/http/shared.contract.ts'

/** What a person, a key or a wall is, each in an area. `monitor` is for keys alone: what reads the metrics. A
 *  `department-officer` answers the calls to one department, which the account names. */
export const roles = [
  'county-operator',
  'emergency-commander',
  'township-operator',
  'village-clerk',
  'grid-worker',
  'department-officer',
  'planner',
  'approver',
  'auditor',
  'administrator',
  'monitor',
  'wall',
] as const
export const roleSchema = z.enum(roles)
export type Role = z.infer<typeof roleSchema>

export const actions = [
  'map.read',
  'incidents.read',
  'incidents.report',
  'incidents.handle',
  'incidents.intake',
  'whistles.write',
  'whistles.answer',
  'work.read',
  'handovers.write',
  'units.read',
  'units.write',
  'patrols.read',
  'contacts.read',
  'contacts.write',
  'parties.read',
  'parties.write',
  'imports.read',
  'imports.write',
  'accounts.read',
  'accounts.write',
  'keys.read',
  'keys.write',
  'walls.read',
  'walls.write',
  'policies.write',
  'reference.read',
  'reference.write',
  'audit.read',
  'audit.export',
  'operation.read',
] as const
export const actionSchema = z.enum(actions)
export type Action = z.infer<typeof actionSchema>

/** A rung of the ladder: the level of the area in which a role is held. */
export type Rung = 'county' | 'township' | 'village' | 'grid'

export const grantSchema = z.object({
  role: roleSchema,
  area: areaCodeSchema,
  /** ISO instant; null: until it is taken back. */
  until: z.string().nullable(),
})
export type Grant = z.infer<typeof grantSchema>

/** What somebody must do before anything else is answered. */
export const pendingStepSchema = z.enum(['password', 'second-factor'])
export type PendingStep = z.infer<typeof pendingStepSchema>

/** Who I am, and what I may: for every action the codes of the areas in which. An action that is not there is none. */
export const sessionAnswer = z.object({
  kind: z.enum(['person', 'key', 'wall']),
  id: z.string(),
  /** The username of a person, the name of a key or a wall. */
  username: z.string(),
  name: z.string(),
  /** The code of the department somebody answers for; null: for none. */
  department: z.string().nullable(),
  county: z.string(),
  grants: z.array(grantSchema),
  permissions: z.partialRecord(actionSchema, z.array(z.string())),
  /** Null: everything that the permissions say is open. */
  pending: pendingStepSchema.nullable(),
  hasSecondFactor: z.boolean(),
  /** Seconds without a person doing anything until the session ends; null for keys and walls. */
  idleSeconds: z.number().int().nullable(),
  expiresAt: z.string().nullable(),
})
export type SessionAnswer = z.infer<typeof sessionAnswer>

export const signInBody = z.strictObject({ username: z.string().min(1).max(64), password: z.string().min(1).max(256) })
/** `second-factor`: the password was right, and the code of the authenticator app is asked for next. */
export const signInAnswer = z.object({ next: z.enum(['done', 'second-factor']) })
/** As people type it: blanks between the digits, a backup code with or without its dash, in the letters of a Chinese
 *  keyboard. */
const typedCode = z
  .string()
  .max(40)
  .transform((text) => text.normalize('NFKC').replace(/[\s\p{Pd}]/gu, ''))
  .pipe(
    z
      .string()
      .regex(
        /^\d{6}$|^\w{8,24}$/,
        '应为验证器上的 6 位数字，或一个备用码 / six digits of the authenticator, or a backup code',
      ),
  )
export const secondFactorBody = z.strictObject({ code: typedCode })
export const changePasswordBody = z.strictObject({
  current: z.string().min(1).max(256),
  next: z.string().min(1).max(256),
})
export const enrolBody = z.strictObject({ password: z.string().min(1).max(256) })
export const removeSecondFactorBody = enrolBody.extend(secondFactorBody.shape)
/** `uri` is for the authenticator app, as text and as the QR code the page draws of it. */
export const enrolAnswer = z.object({ uri: z.string(), backupCodes: z.array(z.string()) })

/** Where somebody is signed in. */
export const openSession = z.object({
  id: z.string(),
  /** As the browser calls itself, in short: `Chrome · Windows`. */
  device: z.string(),
  address: z.string(),
  /** By which other system it began; null: with a password. */
  way: wayIdSchema.nullable(),
  createdAt: z.string(),
  activeAt: z.string(),
})
export type OpenSession = z.infer<typeof openSession>
/** `isThis`: the one that asks. */
export const ownSessionsAnswer = z.object({ sessions: z.array(openSession.extend({ isThis: z.boolean() })) })
export const ownSessionParams = z.object({ id: z.string().min(1).max(64) })

/** Other systems by which somebody may sign in. */
export const signInWaysAnswer = z.object({
  ways: z.array(z.object({ id: z.string(), name: z.object({ zh: z.string(), en: z.string() }) })),
})
