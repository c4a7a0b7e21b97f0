import { z } from 'zod'
import { importSteps, maxSnapMeters, replaceableCode } from '#api/ground/editions/editions.contract.ts'
import { crsSchema } from '#api/platform/http/shared.contract.ts'

/** What one upload may hold. */
export const maxImportBytes = 256 * 2 ** 20
export const maxImportFiles = 20
/** Of each kind of finding this many are kept and shown; the counts are of all. */
export const maxFindings = 1_000

export const importStates = ['waiting', 'running', 'done', 'refused', 'failed', 'cancelled'] as const
export type ImportState = (typeof importStates)[number]

/** An empty field of a form is one that was left out. */
const optionalText = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((text) => (text === '' ? undefined : text), schema.optional())

const snapFault = `应为 0 到 ${maxSnapMeters} 之间的米数 / metres from 0 to ${maxSnapMeters}`
const snapMeters = z
  .string()
  .regex(/^\d(\.\d{1,3})?$/, snapFault)
  .transform(Number)
  .refine((meters) => meters <= maxSnapMeters, snapFault)

/** The text fields of an upload, beside `files`. */
export const importFields = z
  .strictObject({
    area: optionalText(replaceableCode),
    /** `code=网格编码,name=名称`: our field, the file's field. */
    map: optionalText(z.string().max(4_000)),
    snap: optionalText(snapMeters),
    crs: optionalText(crsSchema),
    dryRun: optionalText(z.enum(['true', 'false'])),
  })
  .transform(({ area, map, snap, crs, dryRun }) => ({
    area: area ?? null,
    map: map ?? null,
    snapMeters: snap ?? null,
    crs: crs ?? null,
    dryRun: dryRun === 'true',
  }))
export type ImportSettings = Omit<z.output<typeof importFields>, 'map'> & { map: Record<string, string> | null }

export const importParams = z.object({
  id: z.uuid('应为导入的编号 / the id of an import'),
})

const sentence = z.object({ zh: z.string(), en: z.string() })
const place = z.tuple([z.number(), z.number()])

const importFault = z.object({
  kind: z.string(),
  /** The area's code, null where it has none. */
  code: z.string().nullable(),
  /** Where in the files; empty for a fault between areas. */
  place: z.string(),
  reason: sentence,
  /** The field that it is about. */
  field: z.string().optional(),
  /** Of a gap or an overlap that is by itself: how wide it is at its widest, at least. */
  widthMeters: z.number().optional(),
  lngLat: place.optional(),
})
export type ImportFaultAnswer = z.infer<typeof importFault>

/** Faults of one kind and about one field, told by the first of them. */
const importCause = importFault.omit({ widthMeters: true }).extend({
  field: z.string().nullable(),
  count: z.number().int(),
  /** What helps, where that is more than to mend what the reason names. */
  hint: sentence.nullable(),
})
export type ImportCauseAnswer = z.infer<typeof importCause>

const importChange = z.object({
  /** A vertex `moved`, `added` or `dropped`, or the `border` of an area that is now that of its grids. */
  kind: z.enum(['moved', 'added', 'dropped', 'border']),
  codes: z.array(z.string()),
  lngLat: place,
  /** Where a vertex was that moved. */
  from: place.nullable(),
  meters: z.number(),
})
export type ImportChangeAnswer = z.infer<typeof importChange>

const importReport = z.object({
  /** The number of the published edition; null where nothing was written. */
  edition: z.number().int().nullable(),
  counts: z.object({
    counties: z.number().int(),
    townships: z.number().int(),
    villages: z.number().int(),
    groups: z.number().int(),
    grids: z.number().int(),
  }),
  /** Grids of the files, and of the current edition outside the area. */
  grids: z.object({ read: z.number().int(), kept: z.number().int() }),
  rows: z.object({ changed: z.number().int(), unchanged: z.number().int(), ended: z.number().int() }),
  /** Of a check without faults: its grids against those of the current edition. */
  comparison: z
    .object({
      added: z.number().int(),
      changed: z.number().int(),
      unchanged: z.number().int(),
      gone: z.number().int(),
    })
    .nullable(),
  /** How far conversion to WGS84 moved the vertices; null where nothing was converted. */
  shift: z.object({ crs: crsSchema, meanMeters: z.number(), maxMeters: z.number() }).nullable(),
  /** Open incidents that go to another grid. */
  rerouted: z.number().int(),
  milliseconds: z.number().int(),
})
export type ImportReportAnswer = z.infer<typeof importReport>

const importSummary = z.object({
  id: z.string(),
  state: z.enum(importStates),
  step: z.enum(importSteps).nullable(),
  done: z.number().int(),
  total: z.number().int(),
  settings: z.object({
    area: z.string().nullable(),
    map: z.record(z.string(), z.string()).nullable(),
    snapMeters: z.number().nullable(),
    crs: crsSchema.nullable(),
    dryRun: z.boolean(),
  }),
  files: z.array(z.object({ name: z.string(), bytes: z.number().int() })),
  faultCount: z.number().int(),
  warningCount: z.number().int(),
  changeCount: z.number().int(),
  /** The farthest of the changes. */
  changeMeters: z.number(),
  report: importReport.nullable(),
  /** Why it failed. */
  problem: z.object({ code: z.string(), detail: sentence }).nullable(),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
})

/** One import; of the faults, warnings and changes the first 1,000. */
export const importAnswer = importSummary.extend({
  faults: z.array(importFault),
  /** All faults by what they come from, the cause of most first: 50 at most. */
  causes: z.array(importCause),
  warnings: z.array(importFault),
  /** What snapping changed. */
  changes: z.array(importChange),
})
export type ImportAnswer = z.infer<typeof importAnswer>

export const importsAnswer = z.object({ items: z.array(importSummary) })
export type ImportSummary = z.infer<typeof importSummary>

export const importStarted = z.object({ id: z.string() })
