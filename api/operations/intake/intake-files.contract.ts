import { z } from 'zod'
import { crsSchema } from '#api/platform/http/shared.contract.ts'

export const maxIntakeBytes = 20 * 2 ** 20

/** What a column of a file may hold. `number` is our own, in a file that was exported here. */
export const fileFields = [
  'number',
  'externalId',
  'title',
  'description',
  'kind',
  'type',
  'severity',
  'gridCode',
  'lng',
  'lat',
  'address',
  'foundAt',
  'callerName',
  'callerPhone',
  'isNotEmergency',
] as const
export type FileField = (typeof fileFields)[number]

const optionalText = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((text) => (text === '' ? undefined : text), schema.optional())
const flag = optionalText(z.enum(['true', 'false'])).transform((word) => word === 'true')

/** The text fields of an upload, beside `files`. */
export const intakeFileFields = z.strictObject({
  dryRun: flag,
  /** JSON: our field → the name of its column, null: in none. The others are known by the names of the columns. */
  map: optionalText(z.string().max(4_000)),
  crs: optionalText(crsSchema).transform((crs) => crs ?? 'wgs84'),
  /** Whose codes the types are in: a system of the reference lists. */
  system: optionalText(z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, '应为系统编码 / the code of a system')),
  /** From which system its work orders are: a number of a system is taken in once, by whichever way it comes. */
  source: optionalText(
    z
      .string()
      .regex(/^[A-Za-z0-9-]{1,40}$/, '应为字母、数字、连字符，不超过 40 个 / letters, digits, hyphens, at most 40'),
  ),
  /** Somebody has looked through it: nothing in it is for 110, 119, 120 or 122. */
  isNotEmergency: flag,
  /** The dry run whose rows are to be taken in: refused where anything is not as it was then. */
  tried: optionalText(z.guid('应为一次检查的编号 (UUID) / the id of a dry run is a UUID')),
})
export const columnMap = z.partialRecord(z.enum(fileFields), z.string().min(1).max(200).nullable())
export type ColumnMap = z.infer<typeof columnMap>
export type IntakeFileSettings = Omit<z.output<typeof intakeFileFields>, 'map' | 'tried'> & {
  map: ColumnMap | null
}
/** With whose file it is, and a digest of all that its result goes by. */
export type StoredSettings = IntakeFileSettings & { sender: string; basis: string }

export const intakeFileParams = z.object({ id: z.guid('应为导入的编号 (UUID) / the id of an import is a UUID') })

const sentence = z.object({ zh: z.string(), en: z.string() })
export const rowOutcomes = ['refused', 'there', 'elsewhere'] as const
/** A row that was not taken in. What stands in its cells is not kept. */
export const intakeFinding = z.object({
  /** As a spreadsheet counts. */
  row: z.number().int(),
  outcome: z.enum(rowOutcomes),
  field: z.enum(fileFields).nullable(),
  reason: sentence,
})
export type IntakeFinding = z.infer<typeof intakeFinding>

/** A row that was taken in, or would be, where its address says: at a village, or a group of it. */
export const intakePlacement = z.object({ row: z.number().int(), code: z.string(), name: z.string() })
export type IntakePlacement = z.infer<typeof intakePlacement>

export const intakeCounts = z.object({
  /** Taken in; of a dry run: would be. */
  taken: z.number().int(),
  refused: z.number().int(),
  there: z.number().int(),
  elsewhere: z.number().int(),
  /** Of those taken in: with a type that is not known here, and so `other`. */
  untyped: z.number().int(),
  /** Of those taken in: at the place that their address names. Older files do not say. */
  placed: z.number().int().optional(),
})
export type IntakeCounts = z.infer<typeof intakeCounts>

export const intakeFileSummary = z.object({
  id: z.string(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  dryRun: z.boolean(),
  fileName: z.string(),
  bytes: z.number().int(),
  done: z.number().int(),
  /** 0 until the file is read. */
  total: z.number().int(),
  counts: intakeCounts.nullable(),
  problem: z.object({ code: z.string(), detail: sentence }).nullable(),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
})
export type IntakeFileSummary = z.infer<typeof intakeFileSummary>

export const intakeFileAnswer = intakeFileSummary.extend({
  /** The names of the columns, and which field each was taken for. */
  columns: z.array(z.object({ title: z.string(), field: z.enum(fileFields).nullable() })),
  /** The first 500; all of them are in the report. */
  findings: z.array(intakeFinding),
  /** Where rows have their place by their address: the first 500 too. */
  placed: z.array(intakePlacement),
})
export type IntakeFileAnswer = z.infer<typeof intakeFileAnswer>
export const intakeFilesAnswer = z.object({ items: z.array(intakeFileSummary) })
export const intakeFileStarted = z.object({ id: z.string() })
