import { z } from 'zod'
import { codeSchema, instantSchema } from '#api/platform/http/shared.contract.ts'

export const actorKinds = ['person', 'key', 'wall', 'system'] as const
export const outcomes = ['done', 'refused', 'failed'] as const

export const auditItem = z.object({
  /** What the list is ordered by. */
  id: z.number().int(),
  /** The number in the chain; null for a line that waits to be sealed, which takes a moment. */
  seq: z.number().int().nullable(),
  /** By the database's clock, to the microsecond. */
  at: z.string(),
  /** The clock stood wrong, or jumped. */
  clockSuspect: z.boolean(),
  /** What it said was removed after its time; everything below is null then. */
  contentRemoved: z.boolean(),
  actor: z.object({ kind: z.enum(actorKinds), id: z.string(), name: z.string() }).nullable(),
  address: z.string().nullable(),
  requestId: z.string().nullable(),
  action: z.string().nullable(),
  outcome: z.enum(outcomes).nullable(),
  record: z.object({ kind: z.string(), id: z.string() }).nullable(),
  area: z.string().nullable(),
  before: z.unknown(),
  after: z.unknown(),
  details: z.unknown(),
  isPersonal: z.boolean(),
  /** `algorithm:hex`; null while it waits. */
  hash: z.string().nullable(),
})
export type AuditItem = z.infer<typeof auditItem>

/** Like everything a database compares: it takes neither a zero byte nor half a character. */
const word = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, '不应有控制字符 / without control characters')

/** What a search may ask for. */
const auditFilters = z.object({
  /** From this instant on, and before that one. */
  from: instantSchema.optional(),
  to: instantSchema.optional(),
  /** The id or the whole name of who did it. */
  actor: word.optional(),
  /** `incidents.read`, or `incidents` for everything about incidents. */
  action: word.regex(/^[a-z][a-z0-9.-]*$/, '如 incidents.read / like incidents.read').optional(),
  outcome: z.enum(outcomes).optional(),
  recordKind: word.optional(),
  recordId: word.optional(),
  area: codeSchema.optional(),
  /** Somewhere in names, record, address, before, after or details. */
  text: word.optional(),
})
export type AuditFilters = z.infer<typeof auditFilters>

export const auditQuery = auditFilters.extend({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(400).optional(),
})
export type AuditQuery = z.infer<typeof auditQuery>

/** Newest first. Without a total: counting the rows of years takes seconds. */
export const auditAnswer = z.object({ items: z.array(auditItem), nextCursor: z.string().nullable() })
export type AuditAnswer = z.infer<typeof auditAnswer>

export const exportFormats = ['csv', 'jsonl'] as const
export type ExportFormat = (typeof exportFormats)[number]
export const auditExportQuery = auditFilters.extend({ format: z.enum(exportFormats) })
export type AuditExportQuery = z.infer<typeof auditExportQuery>

export const auditHeadAnswer = z.object({
  seq: z.number().int(),
  /** To be kept elsewhere. */
  hash: z.string(),
  /** Lines that are not in the chain yet. */
  waiting: z.number().int(),
})
export type AuditHeadAnswer = z.infer<typeof auditHeadAnswer>
