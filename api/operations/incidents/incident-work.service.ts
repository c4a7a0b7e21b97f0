import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { EditionsService } from '#api/ground/editions/editions.service.ts'
import { covers } from '#api/platform/access/principal.ts'
import { isCutByScope } from '#api/platform/access/within-scope.ts'
import { type AuditTrail, entryOf } from '#api/platform/audit/audit-trail.ts'
import type { Database, ScopedHandle, ScopedTransaction } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import type { NewEvent } from '#api/platform/events/events.contract.ts'
import { recordEvents } from '#api/platform/events/record-events.ts'
import { type ListSource, readerAs, readPage } from '#api/platform/http/list.ts'
import { invalidField } from '#api/platform/http/problem.ts'
import { orShow, Refused } from '#api/platform/http/refused.ts'
import type { Crs, ListOf } from '#api/platform/http/shared.contract.ts'
import { toWgs84 } from '#api/platform/http/to-wgs84.ts'
import { describeIncident, describeIncidents } from './describe-incidents.ts'
import { findTimeFault } from './find-time-fault.ts'
import { type Held, holdIncident, incidentEventOf, requireRung } from './held-incident.ts'
import { type Decision, decideChange, decideClimb, decideTransition } from './incident-decisions.ts'
import { assignedUpwards, beyondReach, noSuchIncident, staleIncident, TakenBefore } from './incident-errors.ts'
import { dueInstant, type IncidentRules } from './incident-rules.ts'
import type {
  ChangeIncidentBody,
  ClimbBody,
  NoteBody,
  ReportIncidentBody,
  SimilarAnswer,
  TransitionBody,
} from './incident-work.contract.ts'
import {
  findSendableUnit,
  insertFirstLine,
  insertIncident,
  insertTimeline,
  isUnitFor,
  listSimilar,
  lockIncidents,
  moveParties,
  type TimelineEntry,
  touchIncident,
  updateIncident,
} from './incident-work.repo.ts'
import type { Incident, IncidentDetail, IncidentKind, IncidentState, TimelineRow } from './incidents.contract.ts'
import {
  countTimeline,
  findIncident,
  type History,
  type LineKeys,
  listTimeline,
  readHistory,
  readIncident,
} from './incidents.repo.ts'
import { isOver } from './lifecycle.contract.ts'
import { locatePlace } from './locate-place.ts'
import { takeRequestKey } from './request-keys.repo.ts'
import { readTitle } from './title-reading.ts'

export type ReportOptions = {
  /** The `Idempotency-Key` of the request. */
  key?: string
  /** Where it came from, if from another system, and what it is called there. */
  source?: { name: string; externalId: string }
  /** What is written together with it, or not at all: who called, say. Reads nothing beside its transaction. */
  alongside?: (transaction: ScopedTransaction, incident: { id: string; gridCode: string }) => Promise<void>
  /** For the audit: why it was taken all the same. */
  details?: Readonly<Record<string, unknown>>
}

/** What is done about incidents, from the first word to the last. Each call is one transaction with its line in the history, in
 *  the audit and in the event log. Throws ApiError: 400 for a wrong field, 403 beyond one's reach or below the rung that has it, 404,
 *  409 for a stale version (`current`), for what the state does not allow, and for a key that stood for something else. `report`
 *  throws `TakenBefore` for what its source has sent before. */
export type IncidentWorkService = {
  report(scope: Scope, body: ReportIncidentBody, options?: ReportOptions): Promise<IncidentDetail>
  change(scope: Scope, id: string, body: ChangeIncidentBody): Promise<IncidentDetail>
  /** With an incident that is closed, cancelled, merged or returned its whistles end. */
  transition(scope: Scope, id: string, body: TransitionBody): Promise<IncidentDetail>
  /** To the next rung up, or to the one named. */
  escalate(scope: Scope, id: string, body: ClimbBody): Promise<IncidentDetail>
  /** To the next rung down, or to the one named. */
  handBack(scope: Scope, id: string, body: ClimbBody): Promise<IncidentDetail>
  note(scope: Scope, id: string, body: NoteBody, options?: { key?: string }): Promise<IncidentDetail>
  /** Open incidents that may be the same one. */
  findSimilar(
    scope: Scope,
    query: { kind: IncidentKind; lng: number; lat: number; crs: Crs; radiusMeters: number; days: number },
  ): Promise<SimilarAnswer>
  /** A page of all that happened to one, oldest first. Throws 400 for a foreign cursor. */
  timeline(scope: Scope, id: string, page: { limit: number; cursor?: string }): Promise<ListOf<TimelineRow>>
}

const lineKeys: z.ZodType<LineKeys> = z.tuple([z.number().int().min(0)])

/** What a change comes to, with what else is told in the event log. */
type Done = Decision & { more?: NewEvent[] }

/** What the audit keeps of an incident: nothing that somebody has typed. */
const audited = ({ row, more }: Held) => ({
  number: row.number,
  kind: row.kind,
  type: row.type,
  state: row.state,
  rung: row.rung,
  severity: row.severity,
  version: row.version,
  dueAt: row.dueAt,
  assignee: more.assignee,
  mergedInto: more.mergedInto,
})

export function createIncidentWorkService(deps: {
  database: Database
  editions: EditionsService
  audit: AuditTrail
  loadRules: () => Promise<IncidentRules>
  /** Lets the departments go that were called to what is over, in the transaction that ends it; gives what is to be told of it. */
  endWhistles: (transaction: ScopedTransaction, over: Held) => Promise<NewEvent[]>
}): IncidentWorkService {
  const { database, editions, audit, loadRules, endWhistles } = deps

  /** With its history as it is when the transaction that refused is over. */
  const orShowIncident = <Result>(scope: Scope, work: Promise<Result>) =>
    orShow(work, async (held: Held) => {
      const history = await database.readAs(scope, (handle) => readHistory(handle, held.row.id))
      return describeIncident(deps, { ...held, ...history })
    })

  /** A line of the history, and how that ends now. */
  async function writeLine(transaction: ScopedTransaction, id: string, entry: TimelineEntry): Promise<History> {
    const [, history] = await Promise.all([
      insertTimeline(transaction, id, transaction.scope.actor, entry),
      readHistory(transaction, id),
    ])
    return history
  }

  /** One change of one incident, whole: its row is held, looked at, written; the history, the audit and, last of all, the
   *  event log are told. */
  async function changeOne(
    scope: Scope,
    { id, version, alsoId, to }: { id: string; version: number; alsoId?: string | undefined; to?: IncidentState },
    decide: (transaction: ScopedTransaction, held: Held, given: { rules: IncidentRules; now: Date }) => Promise<Done>,
  ): Promise<IncidentDetail> {
    const rules = await loadRules()
    const written = database.writeAs(scope, async (transaction) => {
      // Two at once that each want the other's: in one order, so that neither waits for ever.
      if (alsoId !== undefined) await lockIncidents(transaction, [id, alsoId])
      const before = await holdIncident(transaction, id)
      if (before.row.version !== version) throw new Refused(before, staleIncident)
      requireRung(scope, before, to)
      const { change, entry, details, more = [] } = await decide(transaction, before, { rules, now: new Date() })
      // All at once: the database does one after the other, and nobody waits in between.
      const [after, history] = await Promise.all([
        updateIncident(transaction, id, change),
        writeLine(transaction, id, entry),
        change.place && moveParties(transaction, id, change.place.gridCode),
      ])
      await audit.record(
        transaction,
        entryOf(scope, {
          record: { kind: 'incident', id },
          area: after.row.gridCode,
          before: audited(before),
          after: audited(after),
          details,
        }),
      )
      const isNowOver = isOver(after.row.state) && after.row.state !== before.row.state
      const whistles = isNowOver ? await endWhistles(transaction, after) : []
      // The whistles that ended with it have lines of their own.
      const whole = whistles.length > 0 ? await readHistory(transaction, id) : history
      await recordEvents(transaction, [...more, ...whistles, incidentEventOf('incident.changed', after, before)])
      return { ...after, ...whole }
    })
    return describeIncident(deps, await orShowIncident(scope, written))
  }

  const climb =
    (isUp: boolean): IncidentWorkService['escalate'] =>
    (scope, id, { version, ...wanted }) =>
      changeOne(scope, { id, version }, async (_, held, given) =>
        decideClimb(held, { ...wanted, isUp, isByClock: scope.actor.kind === 'system' }, given),
      )

  return {
    async report(scope, body, { key, source, alongside, details: auditDetails } = {}) {
      const edition = await editions.current()
      const place = locatePlace(edition, body.location)
      const { gridCode } = place
      if (!covers(scope, gridCode)) throw beyondReach()
      const { kind, title, severity, description = '', details = {}, foundAt = null } = body
      const timeFault = foundAt === null ? null : findTimeFault(foundAt, Date.now())
      if (timeFault) throw invalidField('foundAt', timeFault)
      const rung = 'grid'
      const rules = await loadRules()
      const type = rules.requireType(kind, body.type)
      rules.requireMethod(details)
      const dueAt = dueInstant(rules, { kind, type, severity, rung, details, from: new Date() })
      const id = randomUUID()
      const write = async (transaction: ScopedTransaction) => {
        if (key !== undefined) {
          const former = await takeRequestKey(transaction, key, { request: ['report', body, source], recordId: id })
          if (former !== undefined) {
            const made = await findIncident(transaction, former)
            if (!made) throw noSuchIncident()
            return made
          }
        }
        const held = await insertIncident(transaction, {
          ...{ id, kind, type, title, description, severity, rung, details, foundAt, dueAt },
          ...place,
          pinyin: readTitle(title),
          reporter: scope.actor.name,
          source: source?.name ?? 'onegrid',
          externalId: source?.externalId ?? null,
        })
        if (!held) throw new TakenBefore()
        await alongside?.(transaction, { id, gridCode })
        const timeline = [insertFirstLine(transaction, held.row, scope.actor)]
        await audit.record(
          transaction,
          entryOf(scope, {
            record: { kind: 'incident', id },
            area: gridCode,
            after: audited(held),
            details: auditDetails,
          }),
        )
        await recordEvents(transaction, [incidentEventOf('incident.reported', held)])
        return { ...held, timeline, timelineCount: timeline.length }
      }
      return describeIncident(deps, await database.writeAs(scope, write, { startsAtOnce: true }))
    },

    async change(scope, id, { version, location, ...wanted }) {
      const place = location && locatePlace(await editions.current(), location)
      if (place && !covers(scope, place.gridCode)) throw beyondReach()
      return changeOne(scope, { id, version }, async (transaction, held, given) => {
        const unitId = held.more.assignee?.unitId
        // Within its grid it stays with a unit from beside as well: somebody sent that one on purpose.
        const isMoved = place !== undefined && place.gridCode !== held.row.gridCode
        const isUnitBeside = isMoved && unitId !== undefined && !(await isUnitFor(transaction, unitId, place.gridCode))
        return decideChange(held, { ...wanted, place }, { ...given, isUnitBeside })
      })
    },

    transition: (scope, id, { version, ...wanted }) =>
      changeOne(scope, { id, version, alsoId: wanted.mergedInto, to: wanted.to }, async (transaction, held, given) => {
        const target = wanted.mergedInto && (await readIncident(transaction, wanted.mergedInto, 'lock'))
        const { assignee } = wanted
        if (assignee && 'area' in assignee && !covers(scope, assignee.area)) throw assignedUpwards()
        const unit =
          assignee && 'unitId' in assignee
            ? await findSendableUnit(transaction, assignee.unitId, held.row.gridCode)
            : undefined
        const { merged, ...decision } = decideTransition(held, wanted, { ...given, target: target || undefined, unit })
        if (!merged) return decision
        await insertTimeline(transaction, merged.target.row.id, scope.actor, merged.entry)
        await touchIncident(transaction, merged.target.row.id)
        return { ...decision, more: [incidentEventOf('incident.noted', merged.target)] }
      }),

    escalate: climb(true),
    handBack: climb(false),

    async note(scope, id, { text }, { key } = {}) {
      const found = await database.writeAs(scope, async (transaction) => {
        const held = await holdIncident(transaction, id)
        const { state, rung, gridCode } = held.row
        const isRepeated =
          key !== undefined &&
          (await takeRequestKey(transaction, key, { request: ['note', id, text], recordId: id })) !== undefined
        if (isRepeated) return { ...held, ...(await readHistory(transaction, id)) }
        const [history] = await Promise.all([
          writeLine(transaction, id, { kind: 'note', state, rung, note: text, data: {} }),
          touchIncident(transaction, id),
        ])
        await audit.record(
          transaction,
          entryOf(scope, { record: { kind: 'incident', id }, area: gridCode, details: { did: 'note' } }),
        )
        await recordEvents(transaction, [incidentEventOf('incident.noted', held)])
        return { ...held, ...history }
      })
      return describeIncident(deps, found)
    },

    async findSimilar(scope, { kind, lng, lat, crs, radiusMeters, days }) {
      const lngLat = toWgs84([lng, lat], crs)
      const found = await database.readAs(scope, (handle) => listSimilar(handle, { kind, lngLat, radiusMeters, days }))
      const items = [
        ...((await describeIncidents(
          deps,
          scope,
          found.map(({ row }) => row),
        )) as Iterable<Incident>),
      ]
      const distances = new Map(found.map(({ row, distanceMeters }) => [row.id, Math.round(distanceMeters)]))
      return {
        items: items.map((item) => ({ ...item, distanceMeters: distances.get(item.id) ?? 0 })),
        partial: isCutByScope(scope, database.county),
      }
    },

    async timeline(scope, id, { limit, cursor }) {
      const source: ListSource<TimelineRow, LineKeys, ScopedHandle> = {
        async count(handle) {
          if (!(await readIncident(handle, id))) throw noSuchIncident()
          return countTimeline(handle, id)
        },
        read: (handle, page) => listTimeline(handle, id, page),
      }
      return readPage(readerAs(database, scope), source, { limit, cursor, keys: lineKeys })
    },
  }
}
