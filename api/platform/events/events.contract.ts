import { z } from 'zod'
import { incidentKinds, incidentStates, rungs, severities } from '#api/operations/incidents/incidents.contract.ts'
import { whistleReasons, whistleStates } from '#api/operations/whistles/whistles.contract.ts'
import { instantSchema } from '#api/platform/http/shared.contract.ts'

/*
 * Everything the live stream can say. An event names its record, its version and its area, and carries a few words more:
 * enough to repaint a mark or to know that something is to be read again. No names, no phones, nothing anybody has typed:
 * the log is read by walls as well, and is kept for a month (design.md, section 7).
 */

/** Where an event belongs; a county, township, village or grid. */
const areaSchema = z.string().regex(/^(\d{6}|\d{9}|\d{12}|\d{15})$/)

const departmentSchema = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/)
const incidentWords = {
  kind: z.enum(incidentKinds),
  severity: z.enum(severities),
  state: z.enum(incidentStates),
  rung: z.enum(rungs),
  /** Whose it is, or was: those read no incidents elsewhere. */
  departments: z.array(departmentSchema).max(2).optional(),
}
const whistleWords = {
  incidentId: z.guid(),
  reason: z.enum(whistleReasons),
  state: z.enum(whistleStates),
  /** All that are called. */
  departments: z.array(departmentSchema).max(20),
}
/** Of what has moved to another area: who only sees that one hears of it as well, or would keep it for ever. */
const moved = { formerArea: areaSchema.optional() }

const describeEvent = <Name extends string, Kind extends string, Data extends z.ZodRawShape>(
  name: Name,
  recordKind: Kind,
  data: Data,
) =>
  z.strictObject({
    name: z.literal(name),
    recordKind: z.literal(recordKind),
    recordId: z.string().min(1).max(100),
    /** The record's, after what happened; left out for what has none. */
    version: z.number().int().positive().optional(),
    area: areaSchema,
    data: z.strictObject(data),
  })

/** What a writer records (`recordEvents`). A feature adds its own here. */
export const newEvent = z.discriminatedUnion('name', [
  describeEvent('incident.reported', 'incident', incidentWords),
  describeEvent('incident.changed', 'incident', { ...incidentWords, ...moved }),
  /** A note, a photo, or anything else on its timeline that changes none of its own fields. */
  describeEvent('incident.noted', 'incident', incidentWords),
  /** The time limit of its rung is over, and it stays there. */
  describeEvent('incident.overdue', 'incident', incidentWords),
  /** Departments were called to an incident, answered, or were let go. */
  describeEvent('whistle.called', 'whistle', whistleWords),
  describeEvent('whistle.changed', 'whistle', whistleWords),
  /** A department has let a term pass; once a term. */
  describeEvent('whistle.overdue', 'whistle', {
    ...whistleWords,
    department: departmentSchema,
    term: z.enum(['report-in', 'done']),
  }),
  /** A shift was signed over, or taken. */
  describeEvent('handover.signed', 'handover', {}),
  describeEvent('handover.taken', 'handover', {}),
  /** One of the lists of an administrator; its id is the list's name. */
  describeEvent('reference.changed', 'reference', {}),
  /** Something that can be sent: there is a new one, or it is called or placed otherwise, or retired. */
  describeEvent('unit.changed', 'unit', {}),
])
export type NewEvent = z.infer<typeof newEvent>
export type EventName = NewEvent['name']

/** Who hears of an event: `incidents.read` (and of what is the own department's, whoever answers for it), `whistles.answer` or `handovers.write` in its area, or everybody who may see the map,
 *  because it is about what is common to all. */
export type EventAudience = 'incidents' | 'whistles' | 'handovers' | 'everybody'
export const eventAudiences: Readonly<Record<EventName, EventAudience>> = {
  'incident.reported': 'incidents',
  'incident.changed': 'incidents',
  'incident.noted': 'incidents',
  'incident.overdue': 'incidents',
  'whistle.called': 'whistles',
  'whistle.changed': 'whistles',
  'whistle.overdue': 'whistles',
  'handover.signed': 'handovers',
  'handover.taken': 'handovers',
  'reference.changed': 'everybody',
  // It names none.
  'unit.changed': 'everybody',
}

/** One row of the log as it is sent. On a shared screen `area` is no smaller than a village (`hideEvent`). */
export const liveEvent = z.object({
  seq: z.number().int(),
  at: z.string(),
  name: z.string(),
  recordKind: z.string(),
  recordId: z.string(),
  version: z.number().int().nullable(),
  area: z.string(),
  data: z.record(z.string(), z.unknown()),
})
export type LiveEvent = z.infer<typeof liveEvent>

/** More behind than this, and a reader is told to read everything anew: that is quicker than to be told of each. */
export const farthestBehind = 5_000
/** A heartbeat comes at least so often. */
export const heartbeatMs = 10_000

/** Numbers above this are none that a database has given. */
const seqSchema = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

/** `since`: the number of the last event the caller has; left out: from now on. `limit` is for the page alone. */
export const eventsQuery = z.object({
  since: seqSchema.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(200),
})

/** A page of the log for who cannot hold a stream open. `head`: the last number there is; `next`: what to ask from, which is
 *  past everything that was looked at, seen or not. `reset`: what the caller has is too old to be mended by events; it reads
 *  everything anew and goes on from `next`. */
export const eventsPage = z.object({
  items: z.array(liveEvent),
  head: z.number().int(),
  next: z.number().int(),
  reset: z.boolean(),
  /** There is more behind `next` already. */
  more: z.boolean(),
  at: instantSchema,
})
export type EventsPage = z.infer<typeof eventsPage>

/** The stream's own words, beside the events, which have no `event:` line. Each with the server's clock. `hello` is the first
 *  thing said, `heartbeat` follows every 10 s, `reset` where events cannot mend what the reader has. */
export const streamWord = z.object({ head: z.number().int(), at: z.string() })
export type StreamWord = z.infer<typeof streamWord>
