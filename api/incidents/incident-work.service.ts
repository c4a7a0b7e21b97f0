import { randomUUID } from 'node:crypto'
import { permissions } from '#api/access/permissions.ts'
import { covers } from '#api/access/principal.ts'
import { isCutByScope } from '#api/access/within-scope.ts'
import { type AuditTrail, entryOf } from '#api/audit/audit-trail.ts'
import type { Database, ScopedTransaction } from '#api/db/client.ts'
import type { Scope } from '#api/db/scope.ts'
import type { EditionsService } from '#api/editions/editions.service.ts'
import type { NewEvent } from '#api/events/events.contract.ts'
import { recordEvents } from '#api/events/record-events.ts'
import { type ApiError, invalidField } from '#api/http/problem.ts'
import { type Crs, levelOfCode } from '#api/http/shared.contract.ts'
import { toWgs84 } from '#api/http/to-wgs84.ts'
import { checkInput } from '#api/http/validate.ts'
import { describeIncident, describeIncidents } from './describe-incidents.ts'
import { type Held, holdIncident, incidentEventOf, requireRung } from './held-incident.ts'
import {
  beyondReach,
  cannotClimb,
  changesEnded,
  noSuchIncident,
  noSuchRung,
  reasonMissing,
  staleIncident,
  TakenBefore,
  transitionRefused,
} from './incident-errors.ts'
import {
  type Assignee,
  type ChangeIncidentBody,
  type ClimbBody,
  detailsByKind,
  type NoteBody,
  type ReportIncidentBody,
  type SimilarAnswer,
  type TransitionBody,
} from './incident-work.contract.ts'
import {
  type IncidentChange,
  insertIncident,
  insertTimeline,
  listSimilar,
  lockIncidents,
  moveParties,
  type TimelineEntry,
  touchIncident,
  updateIncident,
} from './incident-work.repo.ts'
import type { Incident, IncidentDetail, IncidentKind, TimelineRow } from './incidents.contract.ts'
import { findIncident, readIncident, readTimeline } from './incidents.repo.ts'
import {
  canClimb,
  compareRungs,
  isAllowedTransition,
  isEnded,
  needsReason,
  rungBeside,
  stateAfterClimb,
} from './lifecycle.contract.ts'
import { locatePlace } from './locate-place.ts'
import { takeRequestKey } from './request-keys.repo.ts'
import { readTitle } from './title-reading.ts'

type Rung = Incident['rung']
/** What a time limit goes by. */
export type DueQuestion = Pick<Incident, 'kind' | 'type' | 'rung' | 'severity'> & {
  details: Readonly<Record<string, unknown>>
  /** Since when the present rung has it. */
  from: Date
}
/** Until when a rung has to be done with an incident; null: there is no limit. Pure. */
export type FindDueAt = (question: DueQuestion) => Date | null
/** What the rules of a county say at this moment. Read before a transaction: in it nothing else may reach the database. */
export type IncidentRules = {
  dueAt: FindDueAt
  hasDepartment(id: string): boolean
  hasUnit(id: string): boolean
}

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
  timeline(scope: Scope, id: string): Promise<TimelineRow[]>
}

/** What a change comes to: what is written of it. */
type Done = { change?: IncidentChange; entry: TimelineEntry; details: Record<string, unknown>; more?: NewEvent[] }

type Found = Held & { timeline: TimelineRow[] }

/** A refusal that shows the incident as it is. Whoever throws it is inside a transaction, where nothing else may reach the
 *  database, and the names of areas may have to be read. */
class Refused extends Error {
  readonly found: Found
  readonly toError: (current: IncidentDetail) => ApiError
  constructor(found: Found, toError: (current: IncidentDetail) => ApiError) {
    super('refused')
    this.found = found
    this.toError = toError
  }
}
const refuse = async (transaction: ScopedTransaction, held: Held, toError: Refused['toError']) =>
  new Refused({ ...held, timeline: await readTimeline(transaction, held.row.id) }, toError)

/** Whether who has it holds an area that the grid is not in. Pure. */
const isBeside = (assignee: Readonly<Record<string, string>> | null, gridCode: string): boolean =>
  assignee?.area !== undefined && !gridCode.startsWith(assignee.area)

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
}): IncidentWorkService {
  const { database, editions, audit, loadRules } = deps

  const dueAtOf = ({ dueAt }: IncidentRules, question: DueQuestion) => dueAt(question)?.toISOString() ?? null
  /** Runs work that may refuse; what it shows of the incident is described when its transaction is over. */
  async function orShow<Result>(work: Promise<Result>): Promise<Result> {
    try {
      return await work
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      throw error.toError(await describeIncident(deps, error.found))
    }
  }

  /** One change of one incident, whole: its row is held, looked at, written; the history, the audit and, last of all, the
   *  event log are told. */
  async function changeOne(
    scope: Scope,
    { id, version, alsoId }: { id: string; version: number; alsoId?: string | undefined },
    decide: (transaction: ScopedTransaction, held: Held, rules: IncidentRules) => Promise<Done>,
  ): Promise<IncidentDetail> {
    const rules = await loadRules()
    const written = database.writeAs(scope, async (transaction) => {
      // Two at once that each want the other's: in one order, so that neither waits for ever.
      if (alsoId !== undefined) await lockIncidents(transaction, [id, alsoId])
      const before = await holdIncident(transaction, id)
      if (before.row.version !== version) throw await refuse(transaction, before, staleIncident)
      requireRung(scope, before)
      const { change = {}, entry, details, more = [] } = await decide(transaction, before, rules)
      await updateIncident(transaction, id, change)
      if (change.place) await moveParties(transaction, id, change.place.gridCode)
      await insertTimeline(transaction, id, scope.actor, entry)
      const after = (await readIncident(transaction, id)) ?? before
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
      const lines = await readTimeline(transaction, id)
      const former = before.row.gridCode === after.row.gridCode ? undefined : before.row.gridCode
      await recordEvents(transaction, [...more, incidentEventOf('incident.changed', after, former)])
      return { ...after, timeline: lines }
    })
    return describeIncident(deps, await orShow(written))
  }

  function requireAssignee(rules: IncidentRules, assignee: Assignee, gridCode: string): void {
    const wrong = (zh: string, en: string) => invalidField('assignee', { zh, en })
    if ('departmentId' in assignee) {
      if (!rules.hasDepartment(assignee.departmentId))
        throw wrong(
          '没有这个部门，请从参考数据中选择。',
          'There is no such department; choose one of the reference list.',
        )
      return
    }
    if ('unitId' in assignee) {
      if (!rules.hasUnit(assignee.unitId)) throw wrong('没有这支队伍。', 'There is no such unit.')
      return
    }
    const { role, area } = assignee
    if (!gridCode.startsWith(area))
      throw wrong('所派区域不管辖事发网格。', 'The area assigned does not hold the grid of the incident.')
    if (!permissions[role]['incidents.handle']?.includes(levelOfCode(area) as Rung))
      throw wrong('这个角色在所选层级不处理事件。', 'This role does not handle incidents at that level.')
  }

  /** Holds the one that another becomes part of. */
  async function requireTarget(transaction: ScopedTransaction, { row }: Held, mergedInto: string): Promise<Held> {
    const wrong = (zh: string, en: string) => invalidField('mergedInto', { zh, en })
    if (mergedInto === row.id) throw wrong('不能并入自己。', 'An incident is not merged into itself.')
    const target = await readIncident(transaction, mergedInto, 'lock')
    if (!target) throw wrong('没有这个事件，或不在您的范围内。', 'There is no such incident within your reach.')
    if (target.row.kind !== row.kind)
      throw wrong('只能并入同类事件。', 'An incident is merged into one of the same kind only.')
    if (isEnded(target.row.state))
      throw wrong('所选事件已经办结，不能并入。', 'That incident has ended; merge into one that is open.')
    return target
  }

  function climb(isUp: boolean) {
    return (scope: Scope, id: string, { version, reason, to }: ClimbBody) =>
      changeOne(scope, { id, version }, async (transaction, held, rules) => {
        const { row, more } = held
        if (!canClimb(row.state)) throw await refuse(transaction, held, cannotClimb)
        const rung = to ?? rungBeside(row.rung, isUp ? 1 : -1)
        if (rung === undefined || compareRungs(rung, row.rung) * (isUp ? 1 : -1) <= 0)
          throw await refuse(transaction, held, (current) => noSuchRung(isUp, current))
        const state = stateAfterClimb(row.state)
        const { kind, type, severity } = row
        const dueAt = dueAtOf(rules, { kind, type, severity, rung, details: more.details, from: new Date() })
        return {
          change: { rung, state, assignee: null, dueAt, isRungNew: true, isActed: scope.actor.kind !== 'system' },
          entry: { kind: 'rung', state, rung, note: reason, data: { from: row.rung, to: rung } },
          details: { did: isUp ? 'escalate' : 'hand-back' },
        }
      })
  }

  return {
    async report(scope, body, { key, source, alongside, details: auditDetails } = {}) {
      const edition = await editions.current()
      const place = locatePlace(edition, body.location)
      const { gridCode } = place
      if (!covers(scope, gridCode)) throw beyondReach()
      const { kind, type, title, severity, description = '', details = {}, foundAt = null } = body
      if (foundAt !== null && Date.parse(foundAt) > Date.now() + 300_000)
        throw invalidField('foundAt', { zh: '发现时间在将来。', en: 'It was found in the future.' })
      const rung: Rung = 'grid'
      const rules = await loadRules()
      const dueAt = dueAtOf(rules, { kind, type, severity, rung, details, from: new Date() })
      const id = randomUUID()
      const found = await database.writeAs(scope, async (transaction) => {
        if (key !== undefined) {
          const former = await takeRequestKey(transaction, key, { request: ['report', body, source], recordId: id })
          if (former !== undefined) {
            const made = await findIncident(transaction, former)
            if (!made) throw noSuchIncident()
            return made
          }
        }
        const isNew = await insertIncident(transaction, {
          ...{ id, kind, type, title, description, severity, rung, details, foundAt, dueAt },
          ...place,
          pinyin: readTitle(title),
          reporter: scope.actor.name,
          source: source?.name ?? 'onegrid',
          externalId: source?.externalId ?? null,
        })
        if (!isNew) throw new TakenBefore()
        await alongside?.(transaction, { id, gridCode })
        await insertTimeline(transaction, id, scope.actor, {
          kind: 'state',
          state: 'reported',
          rung,
          note: '',
          data: {},
        })
        const held = (await readIncident(transaction, id)) as Held
        await audit.record(
          transaction,
          entryOf(scope, {
            record: { kind: 'incident', id },
            area: gridCode,
            after: audited(held),
            details: auditDetails,
          }),
        )
        const timeline = await readTimeline(transaction, id)
        await recordEvents(transaction, [incidentEventOf('incident.reported', held)])
        return { ...held, timeline }
      })
      return describeIncident(deps, found)
    },

    async change(scope, id, { version, location, details, ...fields }) {
      const place = location && locatePlace(await editions.current(), location)
      if (place && !covers(scope, place.gridCode)) throw beyondReach()
      return changeOne(scope, { id, version }, async (transaction, held, rules) => {
        const { row, more } = held
        if (isEnded(row.state)) throw await refuse(transaction, held, changesEnded)
        const checked = details && (checkInput(detailsByKind[row.kind], details) as Record<string, unknown>)
        const next = { ...row, ...fields }
        const isDueNew =
          next.type !== row.type ||
          next.severity !== row.severity ||
          (checked !== undefined && checked.complexity !== more.details.complexity)
        const { kind, rung, state } = row
        const question = { kind, rung, type: next.type, severity: next.severity, details: checked ?? more.details }
        const dueAt = isDueNew ? dueAtOf(rules, { ...question, from: new Date(more.rungSince) }) : undefined
        // Words of a list say from what to what. What somebody typed is named as changed: a name that was taken out is not to stay
        // in the history.
        const changed: Record<string, unknown> = {}
        for (const field of ['type', 'severity'] as const)
          if (next[field] !== row[field]) changed[field] = { from: row[field], to: next[field] }
        if (next.title !== row.title) changed.title = true
        if (fields.description !== undefined && fields.description !== more.description) changed.description = true
        if (checked !== undefined) changed.details = true
        if (place !== undefined) changed.location = { from: row.gridCode, to: place.gridCode }
        return {
          change: {
            ...fields,
            ...(fields.title !== undefined && { pinyin: readTitle(fields.title) }),
            ...(checked !== undefined && { details: checked }),
            ...(place && { place }),
            ...(place && isBeside(more.assignee, place.gridCode) && { assignee: null }),
            ...(dueAt !== undefined && { dueAt }),
          },
          entry: { kind: 'change', state, rung, note: '', data: { changed } },
          details: { did: 'change', fields: Object.keys(changed) },
        }
      })
    },

    transition: (scope, id, { to, version, reason = '', assignee, mergedInto }) =>
      changeOne(scope, { id, version, alsoId: mergedInto }, async (transaction, held, rules) => {
        const { row, more } = held
        const { state: from, rung, kind, type, severity } = row
        if (!isAllowedTransition(from, to))
          throw await refuse(transaction, held, (current) => transitionRefused(to, current))
        if (needsReason(from, to) && reason === '') throw reasonMissing()
        if (to === 'assigned' && assignee === undefined)
          throw invalidField('assignee', { zh: '请选择派给谁。', en: 'Say whom it is assigned to.' })
        if (to === 'merged' && mergedInto === undefined)
          throw invalidField('mergedInto', { zh: '请选择并入哪个事件。', en: 'Say which incident it is merged into.' })
        if (to === 'assigned' && assignee) requireAssignee(rules, assignee, row.gridCode)
        const change: IncidentChange = { state: to, isActed: true }
        const data: Record<string, unknown> = { from }
        const others: NewEvent[] = []
        if (to === 'assigned' && assignee) {
          change.assignee = assignee
          data.assignee = assignee
        }
        if (to === 'accepted' || to === 'returned') change.assignee = null
        if (to === 'merged' && mergedInto) {
          const target = await requireTarget(transaction, held, mergedInto)
          change.mergedInto = mergedInto
          Object.assign(data, { mergedInto, number: target.row.number })
          const { state, rung: targetRung } = target.row
          const line = { kind: 'note', state, rung: targetRung, note: '' } as const
          await insertTimeline(transaction, mergedInto, scope.actor, {
            ...line,
            data: { merged: id, number: row.number },
          })
          await touchIncident(transaction, mergedInto)
          others.push(incidentEventOf('incident.noted', target))
        }
        if (to === 'resolved') change.resolved = 'now'
        if (to === 'in_progress') change.resolved = null
        if (isEnded(to)) change.closed = 'now'
        if (from === 'closed') Object.assign(change, { closed: null, resolved: null, isRungNew: true })
        if (from === 'returned') change.isRungNew = true
        // Opened or sent in again, the time begins anew.
        if (from === 'closed' || from === 'returned')
          if (!isEnded(to))
            change.dueAt = dueAtOf(rules, { kind, type, severity, rung, details: more.details, from: new Date() })
        return {
          change,
          entry: { kind: 'state', state: to, rung, note: reason, data },
          details: { did: to, ...(mergedInto && to === 'merged' && { mergedInto }) },
          more: others,
        }
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
        if (isRepeated) return { ...held, timeline: await readTimeline(transaction, id) }
        await insertTimeline(transaction, id, scope.actor, { kind: 'note', state, rung, note: text, data: {} })
        await touchIncident(transaction, id)
        await audit.record(
          transaction,
          entryOf(scope, { record: { kind: 'incident', id }, area: gridCode, details: { did: 'note' } }),
        )
        const timeline = await readTimeline(transaction, id)
        await recordEvents(transaction, [incidentEventOf('incident.noted', held)])
        return { ...held, timeline }
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

    async timeline(scope, id) {
      return database.readAs(scope, async (handle) => {
        if (!(await readIncident(handle, id))) throw noSuchIncident()
        return readTimeline(handle, id)
      })
    },
  }
}
