import { z } from 'zod'
import {
  areaCodeSchema,
  bboxQuery,
  instantSchema,
  lineSchema,
  listOf,
  listQuery,
  lngLatSchema,
  scopedListOf,
  wordList,
} from '#api/platform/http/shared.contract.ts'
import { hidden, hiddenField } from '#api/platform/http/shared-screen.contract.ts'

export const incidentKinds = ['dispute', 'hazard', 'emergency', 'request'] as const
export const incidentStates = [
  'reported',
  'accepted',
  'assigned',
  'in_progress',
  'resolved',
  'closed',
  'returned',
  'merged',
  'cancelled',
] as const
export const endedStates = ['closed', 'merged', 'cancelled'] as const
export const rungs = ['grid', 'village', 'township', 'county'] as const
export const severities = ['blue', 'yellow', 'orange', 'red'] as const

export const incidentItem = z.object({
  id: z.string(),
  /** Day of the report and a running number, for people: `20261126-000042`. */
  number: z.string(),
  kind: z.enum(incidentKinds),
  type: z.string(),
  title: z.string(),
  state: z.enum(incidentStates),
  rung: z.enum(rungs),
  severity: z.enum(severities),
  lngLat: lngLatSchema,
  gridCode: z.string(),
  gridName: z.string(),
  villageName: z.string(),
  townshipName: z.string(),
  reportedAt: z.string(),
  dueAt: z.string().nullable(),
  closedAt: z.string().nullable(),
  changedAt: z.string(),
  version: z.number().int(),
})
export type Incident = z.infer<typeof incidentItem>
/** An incident for a shared screen: no text that anybody has typed, no grid, and a dispute or a request at the seat of its village. */
export const sharedIncidentItem = incidentItem.extend({
  type: hiddenField,
  title: hiddenField,
  /** Null where the current edition has not got the village. */
  lngLat: lngLatSchema.nullable(),
  gridCode: hiddenField,
  gridName: hiddenField,
  villageCode: z.string(),
  hidden,
})
export type SharedIncident = z.infer<typeof sharedIncidentItem>
/** Those that are about persons: their own place would be somebody's door. */
export const personalKinds: readonly Incident['kind'][] = ['dispute', 'request']
export type IncidentKind = Incident['kind']
export type IncidentState = Incident['state']
export type Severity = Incident['severity']

/** What a line of a timeline tells of. */
export const timelineKinds = [
  'state',
  'rung',
  'change',
  'note',
  'photo',
  'route',
  'overdue',
  'whistle',
  'alarm',
] as const

/** What happened to it, oldest first. */
export const timelineRow = z.object({
  at: z.string(),
  kind: z.enum(timelineKinds),
  state: z.enum(incidentStates),
  rung: z.enum(rungs),
  note: z.string(),
  /** Who did it, by the name of the account; null for what the program did itself and for what is older than accounts. */
  actor: z.string().nullable(),
  /** What belongs to the kind: the rung or the state before, the fields that changed, who has it. What the program did itself says
   *  why by a code (`why`) and never in `note`, except in lines of old. */
  data: z.record(z.string(), z.unknown()),
})
export type TimelineRow = z.infer<typeof timelineRow>
/** How many lines stand with an incident: its last ones. All of them are a list of their own. */
export const shownLines = 50
/** `GET …/timeline`. */
export const timelineQuery = listQuery.pick({ limit: true, cursor: true })
export const timelineAnswer = listOf(timelineRow)
/** A photo of an incident; the picture itself is asked for by its id. */
export const incidentPhoto = z.object({
  id: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  bytes: z.number().int(),
  uploadedAt: z.string(),
  /** By the name of the account. */
  uploadedBy: z.string(),
})
export type IncidentPhoto = z.infer<typeof incidentPhoto>
export const incidentDetail = incidentItem.extend({
  description: z.string(),
  details: z.record(z.string(), z.unknown()),
  reporter: z.string().nullable(),
  source: z.string(),
  externalId: z.string().nullable(),
  /** `{role, area}`, `{departmentId}` or `{unitId}`. */
  assignee: z.record(z.string(), z.string()).nullable(),
  /** What the unit is called that has it; null where none has. */
  unitName: z.string().nullable(),
  mergedInto: z.string().nullable(),
  foundAt: z.string(),
  actedAt: z.string().nullable(),
  resolvedAt: z.string().nullable(),
  rungSince: z.string(),
  /** Oldest first. */
  photos: z.array(incidentPhoto),
  /** The last lines, oldest first; `GET …/timeline` has them all. */
  timeline: z.array(timelineRow),
  /** How many lines there are in all. */
  timelineCount: z.number().int(),
})
export type IncidentDetail = z.infer<typeof incidentDetail>
export const sharedIncidentDetail = sharedIncidentItem.extend({
  timeline: z.array(timelineRow.omit({ data: true }).extend({ note: hiddenField, actor: hiddenField })),
})
export type SharedIncidentDetail = z.infer<typeof sharedIncidentDetail>

export const incidentParams = z.object({ id: z.guid('应为事件编号 (UUID) / the id of an incident is a UUID') })

/** `state` and `kind` take one word or several with commas; `state=open` is every state but closed, merged, cancelled. */
export const incidentsFilter = listQuery.pick({ since: true }).extend({
  kind: wordList(incidentKinds).optional(),
  state: wordList(['open', ...incidentStates]).optional(),
  rung: wordList(rungs).optional(),
  severity: wordList(severities).optional(),
  /** Types by their codes, one or several with commas; `hazard.other` is that of one kind alone, where several have one of the code. */
  type: z
    .string()
    .max(2000)
    .regex(/^[^,\p{Cc}]{1,50}(,[^,\p{Cc}]{1,50})*$/u, '类型以逗号分隔 / types, with commas between them')
    .optional(),
  /** Only those past their time limit that have not ended; `false`: only the others. */
  overdue: z.enum(['true', 'false']).optional(),
  /** Somebody has done something about it. */
  acted: z.enum(['true', 'false']).optional(),
  /** Who has it: `role:village-clerk`, `department:justice`, `unit:<id>`; `none`: nobody. */
  assignee: z
    .string()
    .regex(
      /^(none|(role|department):[a-z][a-z0-9-]{0,39}|unit:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i,
      '应为 none、role:角色、department:部门 或 unit:队伍编号 / none, role:, department: or unit: with who it is',
    )
    .optional(),
  /** What a title, a number or the name of the place holds: Chinese, pinyin or initials. */
  q: lineSchema(60).optional(),
  /** Reported from this instant on, and before that one. */
  from: instantSchema.optional(),
  to: instantSchema.optional(),
  /** Ended from this instant on, and before that one. */
  endedSince: instantSchema.optional(),
  endedTo: instantSchema.optional(),
  bbox: bboxQuery.optional(),
  area: areaCodeSchema.optional(),
})
export const incidentsQuery = listQuery.extend(incidentsFilter.shape)
export const incidentsAnswer = scopedListOf(incidentItem)
export const sharedIncidentsAnswer = scopedListOf(sharedIncidentItem)

export const incidentSummaryQuery = z.object({ area: areaCodeSchema.optional() })
/** The open incidents of an area, counted three ways; each adds up to `open`. */
export const incidentSummary = z.object({
  open: z.number().int(),
  byKind: z.record(z.enum(incidentKinds), z.number().int()),
  bySeverity: z.record(z.enum(severities), z.number().int()),
  byRung: z.record(z.enum(rungs), z.number().int()),
  /** The area reaches beyond what the caller may see, and what lies there is not counted. */
  partial: z.boolean(),
})
export type IncidentSummary = z.infer<typeof incidentSummary>

export const containmentQuery = z.object({ area: areaCodeSchema.optional(), since: instantSchema.optional() })
/** At which rung the incidents of an area were settled (微事不出格、小事不出村、大事不出乡、矛盾不上交): where things climb, the rung
 *  below wants support. It counts what was closed; what was merged or cancelled was settled nowhere. */
export const containmentAnswer = z.object({
  total: z.number().int(),
  /** All four, from the grid up. */
  rungs: z.array(
    z.object({
      rung: z.enum(rungs),
      count: z.number().int(),
      /** Of the total; null where there is none. */
      share: z.number().nullable(),
      /** What `GET /api/incidents` lists them by. */
      query: z.string(),
    }),
  ),
  partial: z.boolean(),
})
export type ContainmentAnswer = z.infer<typeof containmentAnswer>
