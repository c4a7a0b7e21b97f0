import { z } from 'zod'
import { complexities } from '#api/operations/incidents/incident-work.contract.ts'
import { incidentKinds, severities } from '#api/operations/incidents/incidents.contract.ts'
import { whistleReasons } from '#api/operations/whistles/whistles.contract.ts'
import { workingCalendar } from '#api/platform/calendar/calendar.contract.ts'
import { lineSchema } from '#api/platform/http/shared.contract.ts'

const mostEntries = 500
const codeSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,39}$/,
    '代码由小写字母、数字和连字符组成，以字母开头，至多 40 个 / small letters, digits and hyphens, a letter first, 40 at most',
  )
const kindSchema = z.enum(incidentKinds)
/** What stands in records for ever: retired, a code is offered no more and keeps its name. */
const entry = { code: codeSchema, zh: lineSchema(30), en: lineSchema(60), isRetired: z.boolean().default(false) }

/** Names the second of two entries that are the same in what `keyOf` gives. */
const withoutTwins =
  <Item>(keyOf: (item: Item) => string, field: string) =>
  (items: readonly Item[], context: z.RefinementCtx) => {
    const seen = new Set<string>()
    for (const [index, item] of items.entries()) {
      const key = keyOf(item)
      if (seen.has(key))
        context.addIssue({ code: 'custom', path: [index, field], message: `${key} 重复 / ${key} stands there twice` })
      seen.add(key)
    }
  }

export const incidentType = z.object({ kind: kindSchema, ...entry })
export type IncidentType = z.infer<typeof incidentType>
const incidentTypesBody = z.object({
  items: z
    .array(incidentType)
    .min(1)
    .max(mostEntries)
    .superRefine(withoutTwins(({ kind, code }) => `${kind}/${code}`, 'code')),
})

/** Working days and hours by the calendar; `hours` and `minutes` run by night and on holidays as well. */
export const termUnits = ['workingDays', 'workingHours', 'hours', 'minutes'] as const
const termSchema = z.number().positive().max(1_000).nullable()

/** How long a rung has, from when the incident came to it. Of the rules that fit the one that says most applies: a severity
 *  before a type before a complexity; a case of which nobody said how hard it is, is an ordinary one. Null in `type`, `complexity`, `severity`: any; of a rung: no term. */
export const timeLimit = z.object({
  kind: kindSchema,
  type: codeSchema.nullable(),
  complexity: z.enum(complexities).nullable(),
  severity: z.enum(severities).nullable(),
  unit: z.enum(termUnits),
  terms: z.object({ grid: termSchema, village: termSchema, township: termSchema, county: termSchema }),
  /** When the term is over, the incident goes up a rung by itself. */
  climbs: z.boolean(),
})
export type TimeLimit = z.infer<typeof timeLimit>
const timeLimitsBody = z.object({
  items: z
    .array(timeLimit)
    .max(mostEntries)
    .superRefine(
      withoutTwins(
        ({ kind, type, complexity, severity }) => [kind, type, complexity, severity].filter(Boolean).join('/'),
        'kind',
      ),
    ),
})

export const mediationMethod = z.object(entry)
export type MediationMethod = z.infer<typeof mediationMethod>
const uniqueCodes = withoutTwins<{ code: string }>(({ code }) => code, 'code')
const mediationMethodsBody = z.object({ items: z.array(mediationMethod).min(1).max(50).superRefine(uniqueCodes) })

export const department = z.object({ ...entry, rung: z.enum(['township', 'county']) })
export type Department = z.infer<typeof department>
const departmentsBody = z.object({ items: z.array(department).max(200).superRefine(uniqueCodes) })

/** Who is called for a type; null: for every type of the kind that has no card of its own. */
export const runCard = z.object({
  kind: kindSchema,
  type: codeSchema.nullable(),
  departments: z.array(codeSchema).min(1).max(20),
})
export type RunCard = z.infer<typeof runCard>
const runCardsBody = z.object({
  items: z
    .array(runCard)
    .max(mostEntries)
    .superRefine(withoutTwins(({ kind, type }) => (type === null ? kind : `${kind}/${type}`), 'type')),
})

const whistleTerm = z.object({ term: z.number().positive().max(1_000), unit: z.enum(termUnits) })
/** How long a department that is called has to report in, and to be done; both from the call on. */
const whistleLimit = z.object({ reason: z.enum(whistleReasons), reportIn: whistleTerm, done: whistleTerm })
const whistleLimitsBody = z.object({
  items: z
    .array(whistleLimit)
    // Without twins, these are all there are.
    .length(whistleReasons.length)
    .superRefine(withoutTwins(({ reason }) => reason, 'reason')),
})

/** What another system calls our types. An empty code: it has none yet. */
export const foreignSystem = z.object({
  code: codeSchema,
  zh: lineSchema(30),
  en: lineSchema(60),
  /** Made up, to show what an export looks like. */
  isExample: z.boolean(),
  codes: z
    .array(z.object({ kind: kindSchema, type: codeSchema, code: z.union([z.literal(''), lineSchema(60)]) }))
    .max(mostEntries)
    .superRefine(withoutTwins(({ kind, type }) => `${kind}/${type}`, 'type')),
})
export type ForeignSystem = z.infer<typeof foreignSystem>
const foreignCodesBody = z.object({ items: z.array(foreignSystem).max(20).superRefine(uniqueCodes) })

/** What each list holds. */
export const referenceBodies = {
  'incident-types': incidentTypesBody,
  'time-limits': timeLimitsBody,
  'mediation-methods': mediationMethodsBody,
  departments: departmentsBody,
  'run-cards': runCardsBody,
  'whistle-limits': whistleLimitsBody,
  'foreign-codes': foreignCodesBody,
  calendar: workingCalendar,
}
export type ReferenceName = keyof typeof referenceBodies
export type ReferenceLists = { [Name in ReferenceName]: z.infer<(typeof referenceBodies)[Name]> }
export const referenceNames = Object.keys(referenceBodies) as [ReferenceName, ...ReferenceName[]]

/** `version` 0: as shipped, nobody has changed it here. */
const listOf = <Body extends z.ZodType>(body: Body) =>
  z.object({ version: z.number().int(), changedAt: z.string().nullable(), body })
export const referenceAnswer = z.object({
  lists: z.object({
    'incident-types': listOf(incidentTypesBody),
    'time-limits': listOf(timeLimitsBody),
    'mediation-methods': listOf(mediationMethodsBody),
    departments: listOf(departmentsBody),
    'run-cards': listOf(runCardsBody),
    'whistle-limits': listOf(whistleLimitsBody),
    'foreign-codes': listOf(foreignCodesBody),
    calendar: listOf(workingCalendar),
  }),
})
export type ReferenceAnswer = z.infer<typeof referenceAnswer>
export type ReferenceList<Name extends ReferenceName = ReferenceName> = ReferenceAnswer['lists'][Name]

export const referenceParams = z.object({ list: z.enum(referenceNames) })
/** `version` is the one that was seen. The body is looked at by the list it is for. */
export const saveReferenceBody = z.strictObject({
  version: z.number().int().min(0),
  body: z.record(z.string(), z.unknown()),
})
export const savedReferenceAnswer = listOf(z.record(z.string(), z.unknown()))
