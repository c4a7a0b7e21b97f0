import type { EditionsService } from '#api/ground/editions/editions.service.ts'
import { findTimeFault } from '#api/operations/incidents/find-time-fault.ts'
import { TakenBefore } from '#api/operations/incidents/incident-errors.ts'
import type { IncidentPartiesService } from '#api/operations/incidents/incident-parties.service.ts'
import type { GivenLocation, ReportIncidentBody } from '#api/operations/incidents/incident-work.contract.ts'
import type { IncidentWorkService } from '#api/operations/incidents/incident-work.service.ts'
import type { IncidentDetail } from '#api/operations/incidents/incidents.contract.ts'
import type { IncidentsService } from '#api/operations/incidents/incidents.service.ts'
import { takeRequestKey } from '#api/operations/incidents/request-keys.repo.ts'
import type { ReferenceService } from '#api/operations/reference/reference.service.ts'
import { type AuditTrail, entryOf } from '#api/platform/audit/audit-trail.ts'
import type { Database, ScopedTransaction } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { invalidField } from '#api/platform/http/problem.ts'
import { describeOrder } from './describe-order.ts'
import { findAddress } from './find-address.ts'
import { findElsewhere } from './find-elsewhere.ts'
import { fileSource, type HotlineOrder, hotlineSource, hotlineSystem, type IntakeAnswer } from './intake.contract.ts'
import { findTaken } from './intake.repo.ts'
import { addressUnclear, belongsElsewhere, placeMissing, takenElsewhere } from './intake-errors.ts'
import { keepCaller } from './keep-caller.ts'
import { createTypeReader } from './read-type.ts'

/** Takes in what other systems send. Throws ApiError: 400 for a place nobody can find, 403 beyond one's reach, 422 for what is a
 *  matter for 110, 119, 120 or 122, 409 for a key that stood for another request. */
export type IntakeService = {
  /** `key`: the `Idempotency-Key` of the request. */
  takeOrder(scope: Scope, order: HotlineOrder, key?: string): Promise<IntakeAnswer>
}

export function createIntakeService(deps: {
  database: Database
  editions: EditionsService
  audit: AuditTrail
  reference: ReferenceService
  work: IncidentWorkService
  incidents: IncidentsService
  parties: IncidentPartiesService
}): IntakeService {
  const { database, editions, audit, reference, work, incidents, parties } = deps

  /** Throws where the key stood for another order; of the same one it is known from now on. */
  const takeKey = (transaction: ScopedTransaction, order: HotlineOrder, key: string, recordId: string) =>
    takeRequestKey(transaction, key, { request: [hotlineSource, order], recordId })

  async function findFormer(scope: Scope, order: HotlineOrder, key?: string): Promise<IntakeAnswer | undefined> {
    const { externalId } = order
    const [former] = await database.readAs(scope, (handle) =>
      findTaken(handle, [hotlineSource, fileSource], [externalId]),
    )
    if (!former) return undefined
    if (key !== undefined) await database.writeAs(scope, (transaction) => takeKey(transaction, order, key, former.id))
    const incident = (await incidents.find(scope, former.id)) as IncidentDetail
    return {
      ...incident,
      intake: { isNew: false, isTypeKnown: incident.type !== 'other', placedBy: null, addressNames: null },
    }
  }

  async function placeOf({ location, address }: HotlineOrder) {
    if (location) return { location, placedBy: 'gridCode' in location ? ('grid' as const) : ('point' as const) }
    if (address === undefined) throw placeMissing()
    const found = findAddress(await editions.current(), address)
    if (found.kind !== 'found') throw addressUnclear(found)
    const [lng, lat] = found.lngLat
    return { location: { lng, lat } satisfies GivenLocation, placedBy: 'address' as const }
  }

  /** What the address names, where the place that was given beside it is another. */
  async function findContradiction({ gridCode }: IncidentDetail, { location, address }: HotlineOrder) {
    if (!location || address === undefined) return null
    const found = findAddress(await editions.current(), address)
    if (found.kind === 'unclear') return null
    return found.kind === 'found' && gridCode.startsWith(found.code.slice(0, 12)) ? null : found.name
  }

  return {
    async takeOrder(scope, order, key) {
      const { externalId, title, description, category, severity, caller, receivedAt } = order
      const former = await findFormer(scope, order, key)
      if (former) return former
      const elsewhere = findElsewhere(title, description)
      if (elsewhere && !order.isNotEmergency) {
        await audit.recordAlone(
          entryOf(scope, {
            outcome: 'refused',
            record: { kind: 'incident', id: '' },
            details: { source: hotlineSource, externalId, belongsTo: elsewhere.number },
          }),
        )
        throw belongsElsewhere(elsewhere.number, elsewhere.word)
      }
      const timeFault = receivedAt === undefined ? null : findTimeFault(receivedAt, Date.now())
      if (timeFault) throw invalidField('receivedAt', timeFault)
      const { location, placedBy } = await placeOf(order)
      const { kind, type, isKnown } = createTypeReader(reference.current(), hotlineSystem)(category)
      const body = {
        ...{ kind, type, title, severity, location },
        description: describeOrder(order),
        ...(receivedAt !== undefined && { foundAt: receivedAt }),
        ...(kind === 'request' && { details: { channel: 'hotline' as const } }),
      } as ReportIncidentBody
      try {
        const incident = await work.report(scope, body, {
          source: { name: hotlineSource, externalId },
          details: {
            source: hotlineSource,
            ...(elsewhere && { takenAllTheSame: true, belongsTo: elsewhere.number }),
          },
          async alongside(transaction, made) {
            if (key !== undefined) await takeKey(transaction, order, key, made.id)
            if (caller) await keepCaller(parties, caller)(transaction, made)
          },
        })
        const addressNames = await findContradiction(incident, order)
        return { ...incident, intake: { isNew: true, isTypeKnown: isKnown, placedBy, addressNames } }
      } catch (error) {
        if (!(error instanceof TakenBefore)) throw error
        // Sent twice at once: the other one was quicker.
        const winner = await findFormer(scope, order, key)
        if (winner) return winner
        throw takenElsewhere()
      }
    },
  }
}
