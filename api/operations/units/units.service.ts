import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type AreaLookup, openAreaLookup } from '#api/ground/editions/area-lookup.ts'
import type { EditionsService } from '#api/ground/editions/editions.service.ts'
import { prepareQuery } from '#api/ground/search/match-name.ts'
import { readTitle } from '#api/operations/incidents/title-reading.ts'
import { covers } from '#api/platform/access/principal.ts'
import { isCutByScope } from '#api/platform/access/within-scope.ts'
import { type AuditTrail, entryOf } from '#api/platform/audit/audit-trail.ts'
import type { Database } from '#api/platform/db/client.ts'
import { codeOf } from '#api/platform/db/database-errors.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import type { NewEvent } from '#api/platform/events/events.contract.ts'
import { recordEvents } from '#api/platform/events/record-events.ts'
import { readerAs, readPage } from '#api/platform/http/list.ts'
import type { ScopedListOf } from '#api/platform/http/shared.contract.ts'
import {
  areaBeyondReach,
  nameTaken,
  noSuchUnit,
  noSuchUnitArea,
  openIncidentsBeside,
  staleUnit,
} from './unit-errors.ts'
import type { ChangeUnitBody, CreateUnitBody, Unit, UnitKind, UnitsQuery } from './units.contract.ts'
import {
  countOpenBeside,
  countUnits,
  hasNamesake,
  insertUnit,
  listUnits,
  lockUnit,
  type UnitFilter,
  type UnitKeys,
  type UnitRow,
  updateUnit,
} from './units.repo.ts'

/** What can be sent. Throws ApiError: 400 for a wrong field, 403 for an area beyond reach, 404 for a unit beyond it, 409 for a
 *  stale version (`current`), for a name that the area has, and for an area that does not hold the grids of its open incidents.
 *  Every change is in the audit and the event log with it. */
export type UnitsService = {
  /** One page, from the county down. */
  list(scope: Scope, query: UnitsQuery): Promise<ScopedListOf<Unit>>
  create(scope: Scope, body: CreateUnitBody): Promise<Unit>
  change(scope: Scope, id: string, body: ChangeUnitBody): Promise<Unit>
}

const cursorKeys: z.ZodType<UnitKeys> = z.tuple([z.string().max(15), z.string().max(40)])
const uniqueViolation = '23505'

const audited = ({ name, kind, areaCode, isActive, version }: UnitRow) => ({ name, kind, areaCode, isActive, version })
const eventOf = ({ id, version, areaCode }: UnitRow): NewEvent => ({
  name: 'unit.changed',
  recordKind: 'unit',
  recordId: id,
  version,
  area: areaCode,
  data: {},
})

function readFilter({ kind, area, serves, active, q }: UnitsQuery): UnitFilter {
  const reading = q === undefined ? '' : prepareQuery(q).join('')
  return {
    kinds: kind?.split(',') as UnitKind[] | undefined,
    area,
    serves,
    isActive: active && active === 'true',
    text: q === undefined ? undefined : { typed: q, reading: /^[a-z0-9]+$/.test(reading) ? reading : '' },
  }
}

export function createUnitsService(deps: {
  database: Database
  editions: EditionsService
  audit: AuditTrail
}): UnitsService {
  const { database, editions, audit } = deps
  const lookUpAreas = () => openAreaLookup(editions, database.county)
  const toItem = (row: UnitRow, { nameOf }: AreaLookup): Unit => ({ ...row, areaName: nameOf(row.areaCode) })

  function requireArea(scope: Scope, area: string, areas: AreaLookup): void {
    if (!covers(scope, area)) throw areaBeyondReach(area)
    if (!areas.has(area)) throw noSuchUnitArea(area)
  }

  return {
    async list(scope, query) {
      const filter = readFilter(query)
      const page = await readPage(
        readerAs(database, scope),
        {
          count: (handle) => countUnits(handle, filter),
          read: (handle, place) => listUnits(handle, filter, place),
        },
        { ...query, keys: cursorKeys },
      )
      const areas = await lookUpAreas()
      return {
        ...page,
        items: page.items.map((row) => toItem(row, areas)),
        partial: isCutByScope(scope, query.area ?? database.county),
      }
    },

    async create(scope, body) {
      const areas = await lookUpAreas()
      requireArea(scope, body.areaCode, areas)
      const id = randomUUID()
      const row = await database.writeAs(scope, async (transaction) => {
        if (!(await insertUnit(transaction, { ...body, id, pinyin: readTitle(body.name) }))) throw nameTaken(body.name)
        const made = (await lockUnit(transaction, id)) as UnitRow
        await audit.record(
          transaction,
          entryOf(scope, { record: { kind: 'unit', id }, area: body.areaCode, after: audited(made) }),
        )
        await recordEvents(transaction, [eventOf(made)])
        return made
      })
      return toItem(row, areas)
    },

    async change(scope, id, { version, ...fields }) {
      const areas = await lookUpAreas()
      const written = database.writeAs(scope, async (transaction) => {
        const before = await lockUnit(transaction, id)
        if (!before) throw noSuchUnit()
        if (before.version !== version) throw staleUnit(toItem(before, areas))
        if (fields.areaCode !== undefined && fields.areaCode !== before.areaCode) {
          requireArea(scope, fields.areaCode, areas)
          const beside = await countOpenBeside(transaction, { id: before.id, areaCode: fields.areaCode })
          if (beside > 0) throw openIncidentsBeside(beside, fields.areaCode)
        }
        const next = { ...before, ...fields }
        if (await hasNamesake(transaction, next)) throw nameTaken(next.name)
        await updateUnit(transaction, { ...next, pinyin: readTitle(next.name) })
        const after = (await lockUnit(transaction, id)) as UnitRow
        await audit.record(
          transaction,
          entryOf(scope, {
            record: { kind: 'unit', id },
            area: after.areaCode,
            before: audited(before),
            after: audited(after),
          }),
        )
        await recordEvents(transaction, [eventOf(after)])
        return after
      })
      return toItem(
        await written.catch((error: unknown) => {
          // Somebody else has taken the name since it was looked for.
          throw codeOf(error) === uniqueViolation && fields.name !== undefined ? nameTaken(fields.name) : error
        }),
        areas,
      )
    },
  }
}
