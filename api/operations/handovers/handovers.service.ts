import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { readAreaNames } from '#api/ground/editions/area-names.ts'
import type { EditionsService } from '#api/ground/editions/editions.service.ts'
import { areaNotFound, hasArea, resolveArea } from '#api/ground/editions/resolve-area.ts'
import { takeRequestKey } from '#api/operations/incidents/request-keys.repo.ts'
import { covers } from '#api/platform/access/principal.ts'
import { isCutByScope } from '#api/platform/access/within-scope.ts'
import { type AuditTrail, entryOf } from '#api/platform/audit/audit-trail.ts'
import type { Database } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { recordEvents } from '#api/platform/events/record-events.ts'
import { readerAs, readPage } from '#api/platform/http/list.ts'
import { instantSchema, type ScopedListOf } from '#api/platform/http/shared.contract.ts'
import {
  beyondShiftArea,
  noSuchHandover,
  ownHandover,
  signedBefore,
  takenAlready,
  wrongShift,
} from './handover-errors.ts'
import {
  type DraftQuery,
  type Handover,
  type HandoverDetail,
  type HandoverDraft,
  type HandoverIncident,
  type HandoversQuery,
  longestShiftDays,
  mostListed,
  type SignedIncident,
  type SignHandoverBody,
} from './handovers.contract.ts'
import {
  type Called,
  countHandovers,
  findHandover,
  findLastTo,
  type HandoverFilter,
  type HandoverKeys,
  type HandoverRow,
  insertHandover,
  listHandovers,
  readShift,
  readTitles,
  type Shift,
  takeHandover,
} from './handovers.repo.ts'

/** One shift hands over to the next. Signing and taking are one transaction each with its line in the audit and in the event
 *  log. Throws ApiError: 400 for a wrong shift, 403 beyond one's area, 404, 409 for what one has signed oneself or somebody else
 *  has taken, and for a key that stood for something else. */
export type HandoversService = {
  /** What would be signed now. */
  draft(scope: Scope, query: DraftQuery): Promise<HandoverDraft>
  sign(scope: Scope, body: SignHandoverBody, options?: { key?: string }): Promise<HandoverDetail>
  /** By another account than the one that signed; a second time it changes nothing. */
  take(scope: Scope, id: string): Promise<HandoverDetail>
  list(scope: Scope, query: HandoversQuery): Promise<ScopedListOf<Handover>>
  find(scope: Scope, id: string): Promise<HandoverDetail>
}

const cursorKeys: z.ZodType<HandoverKeys> = z.tuple([instantSchema, z.guid()])
const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Where nobody has handed over lately. */
const usualShiftMs = 12 * hourMs
const latelyMs = 7 * dayMs
/** Of a draft; who signs may say otherwise. */
const shortestShiftMs = 60_000
/** Clocks of desks are not quite right. */
const clockMs = 5 * 60_000

type Whole = { row: HandoverRow; incidents: SignedIncident[]; titles: Map<string, Called> }

/** What the audit keeps: nothing that somebody has typed. */
const audited = ({ area, from, to, counts, signedBy, signedAt, takenBy, takenAt, version }: HandoverRow) => ({
  ...{ area, from, to, counts, signedBy, signedAt, takenBy, takenAt, version },
})

export function createHandoversService(deps: {
  database: Database
  editions: EditionsService
  audit: AuditTrail
  /** What time it is. */
  now?: () => Date
}): HandoversService {
  const { database, editions, audit, now = () => new Date() } = deps

  const nameOf = async (area: string) => (await editions.current()).areas.get(area)?.name ?? area
  async function describeIncidents(
    incidents: readonly SignedIncident[],
    titles: ReadonlyMap<string, Called>,
  ): Promise<HandoverIncident[]> {
    if (incidents.length === 0) return []
    const namesOf = await readAreaNames(
      deps,
      incidents.map(({ gridCode }) => gridCode),
    )
    return incidents.map((incident) => {
      const called = titles.get(incident.id)
      const today = { title: called?.title ?? null, lngLat: called?.lngLat ?? null }
      return { ...incident, ...today, ...namesOf(incident.gridCode) }
    })
  }
  /** Those that are listed. One more stands there only to say that there are more. */
  const describeListed = async (incidents: readonly SignedIncident[], titles: ReadonlyMap<string, Called>) => ({
    incidents: await describeIncidents(incidents.slice(0, mostListed), titles),
    isCut: incidents.length > mostListed,
  })
  const describe = async ({ row, incidents, titles }: Whole): Promise<HandoverDetail> => ({
    ...row,
    areaName: await nameOf(row.area),
    ...(await describeListed(incidents, titles)),
  })

  async function requireArea(scope: Scope, area: string): Promise<void> {
    if (!covers(scope, area)) throw beyondShiftArea()
    if (!hasArea(await editions.current(), area)) throw areaNotFound(area)
  }
  function requireShift({ from, to }: Pick<Shift, 'from' | 'to'>): void {
    if (Date.parse(to) > now().getTime() + clockMs) throw wrongShift('to')
    const lengthMs = Date.parse(to) - Date.parse(from)
    if (lengthMs <= 0 || lengthMs > longestShiftDays * dayMs) throw wrongShift('from')
  }

  return {
    async draft(scope, { area, from, to }) {
      await requireArea(scope, area)
      const { lastTo, shift, state, titles } = await database.readAs(scope, async (handle) => {
        const lastTo = await findLastTo(handle, area)
        const end = to ?? now().toISOString()
        const endMs = Date.parse(end)
        const lastMs = lastTo === null ? Number.NEGATIVE_INFINITY : Date.parse(lastTo)
        // Signed by a desk whose clock is ahead, it ends in the future: a shift is at least a minute all the same.
        const isLately = lastMs <= endMs + clockMs && lastMs > endMs - latelyMs
        const usual = new Date(
          isLately ? Math.min(lastMs, endMs - shortestShiftMs) : endMs - usualShiftMs,
        ).toISOString()
        const shift = { area, from: from ?? usual, to: end }
        requireShift(shift)
        const state = await readShift(handle, shift)
        const titles = await readTitles(
          handle,
          state.incidents.map(({ id }) => id),
        )
        return { lastTo: isLately ? lastTo : null, shift, state, titles }
      })
      return {
        ...shift,
        areaName: await nameOf(area),
        counts: state.counts,
        ...(await describeListed(state.incidents, titles)),
        lastTo,
      }
    },

    async sign(scope, body, { key } = {}) {
      const { area, from, to, note = '' } = body
      await requireArea(scope, area)
      const id = randomUUID()
      const whole = await database.writeAs(scope, async (transaction): Promise<Whole> => {
        const former =
          key === undefined
            ? undefined
            : await takeRequestKey(transaction, key, { request: ['handover', body], recordId: id })
        if (former === undefined) {
          requireShift({ from, to })
          const state = await readShift(transaction, { area, from, to })
          if (!(await insertHandover(transaction, { id, area, from, to, note, ...state }))) throw signedBefore()
        }
        const found = await findHandover(transaction, former ?? id)
        if (!found) throw noSuchHandover()
        const { row, incidents } = found
        const titles = await readTitles(
          transaction,
          incidents.map((incident) => incident.id),
        )
        if (former !== undefined) return { row, incidents, titles }
        await audit.record(
          transaction,
          entryOf(scope, {
            record: { kind: 'handover', id },
            area,
            after: audited(row),
            details: { did: 'sign', listed: Math.min(incidents.length, mostListed) },
          }),
        )
        await recordEvents(transaction, [
          { name: 'handover.signed', recordKind: 'handover', recordId: id, version: row.version, area, data: {} },
        ])
        return { row, incidents, titles }
      })
      return describe(whole)
    },

    async take(scope, id) {
      const whole = await database.writeAs(scope, async (transaction): Promise<Whole> => {
        const held = await findHandover(transaction, id, 'lock')
        if (!held) throw noSuchHandover()
        const { row: before, incidents } = held
        if (before.isOwn) throw ownHandover()
        if (held.isTakenByOther) throw takenAlready(before.takenBy ?? '')
        const titles = await readTitles(
          transaction,
          incidents.map((incident) => incident.id),
        )
        if (before.takenAt !== null) return { row: before, incidents, titles }
        await takeHandover(transaction, id)
        const row = (await findHandover(transaction, id))?.row ?? before
        await audit.record(
          transaction,
          entryOf(scope, {
            record: { kind: 'handover', id },
            area: row.area,
            before: audited(before),
            after: audited(row),
            details: { did: 'take' },
          }),
        )
        const { version, area } = row
        await recordEvents(transaction, [
          { name: 'handover.taken', recordKind: 'handover', recordId: id, version, area, data: {} },
        ])
        return { row, incidents, titles }
      })
      return describe(whole)
    },

    async list(scope, query) {
      const { area, exact } = query
      const filter: HandoverFilter = { area, isExact: exact === 'true', edition: 0 }
      filter.edition = await resolveArea({ database, editions }, scope, area, (handle, edition) =>
        countHandovers(handle, { area, isExact: false, edition }),
      )
      const page = await readPage(
        readerAs(database, scope),
        {
          count: (handle) => countHandovers(handle, filter),
          read: (handle, place) => listHandovers(handle, filter, place),
        },
        { ...query, keys: cursorKeys },
      )
      const items = await Promise.all(page.items.map(async (row) => ({ ...row, areaName: await nameOf(row.area) })))
      return { ...page, items, partial: isCutByScope(scope, area ?? database.county) }
    },

    async find(scope, id) {
      const whole = await database.readAs(scope, async (handle): Promise<Whole | undefined> => {
        const found = await findHandover(handle, id)
        if (!found) return undefined
        const titles = await readTitles(
          handle,
          found.incidents.map((incident) => incident.id),
        )
        return { ...found, titles }
      })
      if (!whole) throw noSuchHandover()
      return describe(whole)
    },
  }
}
