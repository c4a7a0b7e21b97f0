import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { readAreaNames } from '#api/ground/editions/area-names.ts'
import type { EditionsService } from '#api/ground/editions/editions.service.ts'
import { resolveArea } from '#api/ground/editions/resolve-area.ts'
import { type Held, holdIncident, incidentEventOf, requireRung } from '#api/operations/incidents/held-incident.ts'
import { noSuchIncident } from '#api/operations/incidents/incident-errors.ts'
import { insertTimeline, touchIncident } from '#api/operations/incidents/incident-work.repo.ts'
import { type IncidentRow, readIncident } from '#api/operations/incidents/incidents.repo.ts'
import { isOver } from '#api/operations/incidents/lifecycle.contract.ts'
import { takeRequestKey } from '#api/operations/incidents/request-keys.repo.ts'
import type { ReferenceLists } from '#api/operations/reference/reference.contract.ts'
import { covers } from '#api/platform/access/principal.ts'
import { isCutByScope } from '#api/platform/access/within-scope.ts'
import { type AuditTrail, entryOf } from '#api/platform/audit/audit-trail.ts'
import type { Database, ScopedTransaction } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import type { NewEvent } from '#api/platform/events/events.contract.ts'
import { recordEvents } from '#api/platform/events/record-events.ts'
import { readerAs, readPage } from '#api/platform/http/list.ts'
import { orShow, Refused } from '#api/platform/http/refused.ts'
import { instantSchema, type ScopedListOf } from '#api/platform/http/shared.contract.ts'
import { departmentsFor } from './run-card.contract.ts'
import {
  calledAlready,
  incidentEnded,
  noRunCard,
  noSuchDepartment,
  noSuchWhistle,
  notReportedIn,
  staleWhistle,
  stepTaken,
  whistleEnded,
} from './whistle-errors.ts'
import type { WhistleReach } from './whistle-reach.ts'
import { whistleTerms } from './whistle-rules.ts'
import type {
  AnswerWhistleBody,
  CallWhistleBody,
  CancelWhistleBody,
  CloseWhistleBody,
  Whistle,
  WhistlesQuery,
} from './whistles.contract.ts'
import {
  countWhistles,
  endWhistle,
  findWhistleIncident,
  insertWhistle,
  listCalledDepartments,
  listUntold,
  listWhistles,
  listWhistlesOf,
  lockOpenWhistles,
  markOverdue,
  readWhistle,
  recordAnswer,
  touchWhistle,
  type WhistleFilter,
  type WhistleKeys,
  type WhistleRow,
} from './whistles.repo.ts'

/** Departments are called to an incident, report in, are done; who called closes it. Each call is one transaction with its
 *  line in the history of the incident, in the audit and in the event log. Throws ApiError: 400 for a wrong field, 403 below the
 *  rung that has the incident (a department answers for itself all the same), 404, 409 for a stale version (`current`), and for
 *  what cannot be done now. */
export type WhistlesService = {
  call(scope: Scope, incidentId: string, body: CallWhistleBody, options?: { key?: string }): Promise<Whistle>
  /** All there were of an incident, the last one first. */
  listOf(scope: Scope, incidentId: string): Promise<Whistle[]>
  list(reach: WhistleReach, query: WhistlesQuery): Promise<ScopedListOf<Whistle>>
  /** A step of a department: by itself, or put down for it by who may call there. */
  answer(reach: WhistleReach, id: string, department: string, body: AnswerWhistleBody): Promise<Whistle>
  close(scope: Scope, id: string, body: CloseWhistleBody): Promise<Whistle>
  /** Takes the call back. */
  cancel(scope: Scope, id: string, body: CancelWhistleBody): Promise<Whistle>
  /** Ends what was called to an incident that is over, in the transaction that ends it and holds it: closed with it, or taken
   *  back where it was cancelled, merged or returned. Nobody goes on waiting for a department at what is settled, nor is anybody
   *  kept from settling it; the history says why, and an assessment is not asked for. Gives the events, which come last. */
  endWith(transaction: ScopedTransaction, over: Held): Promise<NewEvent[]>
  /** Tells of the terms that are over, each once, however many processes do so. Gives how many. */
  tellOverdue(scope: Scope): Promise<number>
}

const cursorKeys: z.ZodType<WhistleKeys> = z.tuple([instantSchema, z.guid()])

/** What the audit keeps: nothing that somebody has typed. */
const audited = ({ incident, reason, state, version, responses }: WhistleRow) => ({
  incident: incident.number,
  reason,
  state,
  version,
  departments: responses.map(({ department, reportedAt, doneAt, onBehalf }) => ({
    ...{ department, reportedAt, doneAt },
    ...(onBehalf.length > 0 && { onBehalf }),
  })),
})

type Did = 'called' | 'report-in' | 'done' | 'closed' | 'cancelled' | 'overdue'
type Change = { did: Did; note?: string | undefined; data?: Record<string, unknown> }

export function createWhistlesService(deps: {
  database: Database
  editions: EditionsService
  audit: AuditTrail
  /** The lists as they are known, without asking the database. */
  currentLists: () => ReferenceLists
  /** What time it is. */
  now?: () => Date
}): WhistlesService {
  const { database, editions, audit, currentLists, now = () => new Date() } = deps

  async function describe(rows: readonly WhistleRow[]): Promise<Whistle[]> {
    if (rows.length === 0) return []
    const namesOf = await readAreaNames(
      deps,
      rows.map(({ incident }) => incident.gridCode),
    )
    return rows.map((row) => ({ ...row, incident: { ...row.incident, ...namesOf(row.incident.gridCode) } }))
  }
  const describeOne = async (row: WhistleRow): Promise<Whistle> => (await describe([row]))[0] as Whistle

  const eventPlace = ({ id, version, incident, reason, state, responses }: WhistleRow) => ({
    recordKind: 'whistle' as const,
    recordId: id,
    version,
    area: incident.gridCode,
    data: { incidentId: incident.id, reason, state, departments: responses.map(({ department }) => department) },
  })
  type Told = { before?: WhistleRow; after: WhistleRow; changes: readonly Change[] }
  const changedEvent = (after: WhistleRow): NewEvent => ({ name: 'whistle.changed', ...eventPlace(after) })
  /** The lines of a change in the history and in the audit. */
  async function keep(transaction: ScopedTransaction, held: Held, { before, after, changes }: Told): Promise<void> {
    const { scope } = transaction
    const { id, state, rung, gridCode } = held.row
    for (const { did, note = '', data = {} } of changes) {
      const line = { kind: 'whistle', state, rung, note } as const
      await insertTimeline(transaction, id, scope.actor, { ...line, data: { did, whistle: after.id, ...data } })
      await audit.record(
        transaction,
        entryOf(scope, {
          record: { kind: 'whistle', id: after.id },
          area: gridCode,
          ...(before && { before: audited(before) }),
          after: audited(after),
          details: { did, ...data },
        }),
      )
    }
  }
  /** What is told of every change: in the history, in the audit and, last of all, in the event log. */
  async function tell(
    transaction: ScopedTransaction,
    held: Held,
    told: Told,
    events: readonly NewEvent[],
  ): Promise<void> {
    await keep(transaction, held, told)
    await touchIncident(transaction, held.row.id)
    await recordEvents(transaction, [...events, incidentEventOf('incident.noted', held)])
  }

  /** One change of one whistle. The incident is held first, by everybody: two never wait for each other. */
  async function changeOne(
    reach: WhistleReach,
    id: string,
    at: Date,
    decide: (transaction: ScopedTransaction, before: WhistleRow, held: Held) => Promise<Change>,
  ): Promise<Whistle> {
    const written = database.writeAs(reach.scope, async (transaction) => {
      const incidentId = await findWhistleIncident(transaction, reach, id)
      const held = incidentId && (await readIncident(transaction, incidentId, 'lock'))
      const before = held && (await readWhistle(transaction, id, at, 'lock'))
      if (!held || !before) throw noSuchWhistle()
      const change = await decide(transaction, before, held)
      const after = (await readWhistle(transaction, id, at)) ?? before
      await tell(transaction, held, { before, after, changes: [change] }, [changedEvent(after)])
      return after
    })
    return describeOne(await orShow(written, describeOne))
  }
  const requireOpen = (before: WhistleRow) => {
    if (before.state !== 'open') throw new Refused(before, whistleEnded)
  }
  /** Who may call sees all whistles of the area. */
  const allOf = (scope: Scope): WhistleReach => ({ scope, dispatch: scope, department: undefined })

  function end(state: 'closed' | 'cancelled', reach: WhistleReach, id: string, version: number, assessment: string) {
    const at = now()
    return changeOne(reach, id, at, async (transaction, before, held) => {
      requireRung(reach.dispatch, held)
      if (before.version !== version) throw new Refused(before, staleWhistle)
      requireOpen(before)
      await endWhistle(transaction, id, { state, at, by: reach.scope.actor.name, assessment })
      return { did: state, note: assessment }
    })
  }

  function chooseDepartments(lists: ReferenceLists, incident: IncidentRow, given: readonly string[] | undefined) {
    if (given === undefined) {
      const chosen = departmentsFor(lists, incident)
      if (chosen.length === 0) throw noRunCard()
      return chosen
    }
    const known = new Set(lists.departments.items.filter(({ isRetired }) => !isRetired).map(({ code }) => code))
    const unknown = given.find((code) => !known.has(code))
    if (unknown !== undefined) throw noSuchDepartment(unknown)
    return [...new Set(given)]
  }
  function nameAll(lists: ReferenceLists, codes: readonly string[]) {
    const names = codes.map(
      (code) => lists.departments.items.find((one) => one.code === code) ?? { zh: code, en: code },
    )
    return { zh: names.map(({ zh }) => zh).join('、'), en: names.map(({ en }) => en).join(', ') }
  }

  return {
    async call(scope, incidentId, body, { key } = {}) {
      const lists = currentLists()
      const at = now()
      const { reason, note = '' } = body
      const id = randomUUID()
      const row = await database.writeAs(scope, async (transaction) => {
        const held = await holdIncident(transaction, incidentId)
        if (key !== undefined) {
          const request = { request: ['whistle', incidentId, body], recordId: id }
          const former = await takeRequestKey(transaction, key, request)
          if (former !== undefined) {
            const made = await readWhistle(transaction, former, at)
            if (!made) throw noSuchWhistle()
            return made
          }
        }
        requireRung(scope, held)
        if (isOver(held.row.state)) throw incidentEnded()
        const departments = chooseDepartments(lists, held.row, body.departments)
        const called = await listCalledDepartments(transaction, incidentId)
        const again = departments.filter((code) => called.includes(code))
        if (again.length > 0) throw calledAlready(nameAll(lists, again))
        await insertWhistle(transaction, {
          ...{ id, incidentId, reason, note, departments },
          rung: held.row.rung,
          calledBy: scope.actor.name,
          calledAt: at,
          ...whistleTerms(lists, reason, at),
        })
        const after = (await readWhistle(transaction, id, at)) as WhistleRow
        await tell(transaction, held, { after, changes: [{ did: 'called', note, data: { reason, departments } }] }, [
          { name: 'whistle.called', ...eventPlace(after) },
        ])
        return after
      })
      return describeOne(row)
    },

    async listOf(scope, incidentId) {
      const rows = await database.readAs(scope, async (handle) => {
        if (!(await readIncident(handle, incidentId))) throw noSuchIncident()
        return listWhistlesOf(handle, incidentId, now())
      })
      return describe(rows)
    },

    async list(reach, query) {
      const { scope } = reach
      const { state, overdue, area, department } = query
      const filter: WhistleFilter = { state, isOverdue: overdue === 'true', area, department, edition: 0, now: now() }
      filter.edition = await resolveArea({ database, editions }, scope, area, (handle, edition) =>
        countWhistles(handle, reach, { area, edition, isOverdue: false, now: filter.now }),
      )
      const page = await readPage(
        readerAs(database, scope),
        {
          count: (handle) => countWhistles(handle, reach, filter),
          read: (handle, place) => listWhistles(handle, reach, filter, place),
        },
        { ...query, keys: cursorKeys },
      )
      return {
        ...page,
        items: await describe(page.items),
        partial: isCutByScope(scope, area ?? database.county),
      }
    },

    answer(reach, id, department, { step, version, note, assessment }) {
      const at = now()
      const { actor } = reach.scope
      return changeOne(reach, id, at, async (transaction, before, held) => {
        const isOwn = department === reach.department
        const response = before.responses.find((one) => one.department === department)
        if (!response || !(isOwn || covers(reach.dispatch, before.incident.gridCode))) throw noSuchWhistle()
        if (!isOwn) requireRung(reach.dispatch, held)
        if (response.version !== version) throw new Refused(before, staleWhistle)
        requireOpen(before)
        const isTaken = step === 'done' ? response.doneAt !== null : response.reportedAt !== null
        if (isTaken) throw new Refused(before, stepTaken)
        if (step === 'done' && response.reportedAt === null) throw new Refused(before, notReportedIn)
        const isOnBehalf = !isOwn
        const place = { whistleId: id, department }
        await recordAnswer(transaction, place, { step, at, by: actor.name, isOnBehalf, note, assessment })
        const texts = [note, assessment].filter((text) => text !== undefined && text !== '')
        return { did: step, note: texts.join('\n'), data: { department, ...(isOnBehalf && { isOnBehalf }) } }
      })
    },

    close: (scope, id, { version, assessment }) => end('closed', allOf(scope), id, version, assessment),
    cancel: (scope, id, { version, reason }) => end('cancelled', allOf(scope), id, version, reason),

    async endWith(transaction, over) {
      const at = now()
      const state = over.row.state === 'closed' ? 'closed' : 'cancelled'
      const by = transaction.scope.actor.name
      const events: NewEvent[] = []
      for (const id of await lockOpenWhistles(transaction, over.row.id)) {
        const before = (await readWhistle(transaction, id, at)) as WhistleRow
        await endWhistle(transaction, id, { state, at, by, assessment: '' })
        const after = (await readWhistle(transaction, id, at)) as WhistleRow
        const change: Change = { did: state, data: { why: `incident_${over.row.state}` } }
        await keep(transaction, over, { before, after, changes: [change] })
        events.push(changedEvent(after))
      }
      return events
    },

    async tellOverdue(scope) {
      const at = now()
      let count = 0
      // One after the other: who holds an incident waits for no second one.
      const failures: unknown[] = []
      for (const { id, incidentId } of await database.readAs(scope, (handle) => listUntold(handle, at))) {
        const telling = database.writeAs(scope, async (transaction) => {
          const held = await readIncident(transaction, incidentId, 'lock')
          const before = held && (await readWhistle(transaction, id, at, 'lock'))
          if (!held || before?.state !== 'open') return 0
          const terms = await markOverdue(transaction, id, at)
          if (terms.length === 0) return 0
          await touchWhistle(transaction, id)
          const after = (await readWhistle(transaction, id, at)) ?? before
          const place = eventPlace(after)
          const changes = terms.map((data): Change => ({ did: 'overdue', data }))
          const events = terms.map(
            ({ department, term }): NewEvent => ({
              name: 'whistle.overdue',
              ...place,
              data: { ...place.data, department, term },
            }),
          )
          await tell(transaction, held, { after, changes }, events)
          return terms.length
        })
        // One that cannot be told keeps no other from being told.
        count += await telling.catch((error: unknown) => {
          failures.push(error)
          return 0
        })
      }
      if (failures.length > 0) throw new AggregateError(failures, 'some whistles could not be told of')
      return count
    },
  }
}
