import type { EditionSnapshot } from '#api/ground/editions/edition-snapshot.ts'
import type { EditionsService } from '#api/ground/editions/editions.service.ts'
import { findTimeFault } from '#api/operations/incidents/find-time-fault.ts'
import { beyondReach, TakenBefore } from '#api/operations/incidents/incident-errors.ts'
import type { IncidentPartiesService } from '#api/operations/incidents/incident-parties.service.ts'
import type { GivenLocation, ReportIncidentBody } from '#api/operations/incidents/incident-work.contract.ts'
import type { IncidentWorkService } from '#api/operations/incidents/incident-work.service.ts'
import { locatePlace } from '#api/operations/incidents/locate-place.ts'
import { covers } from '#api/platform/access/principal.ts'
import type { Database } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { ApiError, type Sentence } from '#api/platform/http/problem.ts'
import { findAddress } from './find-address.ts'
import { fileSource, hotlineSource, hotlineSystem } from './intake.contract.ts'
import { findTaken, findTakenNumbers, type TakenNumber } from './intake.repo.ts'
import { noAddressSentence } from './intake-errors.ts'
import type {
  FileField,
  IntakeCounts,
  IntakeFileSettings,
  IntakeFinding,
  IntakePlacement,
} from './intake-files.contract.ts'
import { keepCaller } from './keep-caller.ts'
import type { ReadRow, RowReading } from './read-file-row.ts'
import { tryAgain } from './try-again.ts'

/** More than this many of each are counted, not kept. */
export const mostKept = 10_000

/** What has become of the rows so far; who takes them in adds to it. */
export type RowsProgress = { counts: IntakeCounts; findings: IntakeFinding[]; placed: IntakePlacement[] }

/** Whether a row is the incident that has its number: numbers of other systems may look like ours, and what is not here is not to be
 *  lost. Pure. */
function isSame({ title, place }: ReadRow, known: TakenNumber | undefined): boolean {
  if (known === undefined) return false
  if (title === known.title) return true
  if ('gridCode' in place) return place.gridCode === known.gridCode
  if ('address' in place) return false
  return Math.abs(place.lng - known.lng) < 2e-6 && Math.abs(place.lat - known.lat) < 2e-6
}

type Placed = {
  location: GivenLocation
  /** Of a row that has its place by its address. */
  village: { code: string; name: string } | null
}

/** Where a row belongs; or why it has no place here. */
function placeRow(
  scope: Scope,
  edition: EditionSnapshot,
  { place }: ReadRow,
  crs: IntakeFileSettings['crs'],
): Placed | { field: FileField; reason: Sentence } {
  const field: FileField = 'gridCode' in place ? 'gridCode' : 'address' in place ? 'address' : 'lng'
  let placed: Placed
  if ('address' in place) {
    const found = findAddress(edition, place.address)
    if (found.kind !== 'found') return { field, reason: noAddressSentence(found) }
    const { code, name, lngLat } = found
    placed = { location: { lng: lngLat[0], lat: lngLat[1] }, village: { code, name } }
  } else placed = { location: 'gridCode' in place ? place : { ...place, crs }, village: null }
  try {
    const { gridCode } = locatePlace(edition, placed.location)
    return covers(scope, gridCode) ? placed : { field, reason: beyondReach().detail }
  } catch (error) {
    if (error instanceof ApiError) return { field, reason: error.detail }
    throw error
  }
}

export type TakingDeps = {
  database: Database
  editions: EditionsService
  work: IncidentWorkService
  parties: IncidentPartiesService
}
type Taking = { scope: Scope; settings: IntakeFileSettings; signal: AbortSignal; progress: RowsProgress }

/** Takes in the rows of one file, or tries them, some at a time and in their order. Throws where the signal is aborted. */
export function createRowTaker({ database, editions, work, parties }: TakingDeps, taking: Taking) {
  const { scope, settings, signal, progress } = taking
  const { counts, findings, placed: kept } = progress
  const { system } = settings
  const given = settings.source ?? (system === hotlineSystem ? hotlineSource : system)
  const sourceOf = ({ isForeign }: ReadRow) => given ?? (isForeign ? hotlineSource : fileSource)
  // A system that is named by its codes alone has always had a source of its own.
  const sources =
    settings.source === undefined && given !== undefined && given !== hotlineSource
      ? [given]
      : [given ?? hotlineSource, fileSource]
  /** Where each number stood first. */
  const seen = new Map<string, number>()
  const note = (finding: IntakeFinding) => {
    counts[finding.outcome]++
    if (findings.length < mostKept) findings.push(finding)
  }
  const there = (row: ReadRow, reason: Sentence) =>
    note({ row: row.row, outcome: 'there', field: row.number === null ? 'externalId' : 'number', reason })

  async function report(row: ReadRow, location: GivenLocation): Promise<void> {
    const { kind, type, title, description, severity, foundAt, caller, externalId } = row
    const source = sourceOf(row)
    const body = {
      ...{ kind, type, title, description, severity, location },
      ...(foundAt !== null && { foundAt }),
      ...(kind === 'request' && source === hotlineSource && { details: { channel: 'hotline' as const } }),
    } as ReportIncidentBody
    await work.report(scope, body, {
      source: { name: source, externalId },
      details: { source, did: 'file' },
      ...(caller && { alongside: keepCaller(parties, caller) }),
    })
  }

  async function takeOne(row: ReadRow, edition: EditionSnapshot): Promise<void> {
    const placed = placeRow(scope, edition, row, settings.crs)
    if ('reason' in placed) return note({ row: row.row, outcome: 'refused', ...placed })
    const timeFault = row.foundAt === null ? null : findTimeFault(row.foundAt, Date.now())
    if (timeFault) return note({ row: row.row, outcome: 'refused', field: 'foundAt', reason: timeFault })
    try {
      if (!settings.dryRun) await tryAgain(() => report(row, placed.location), signal)
      counts.taken++
      if (!row.isTypeKnown) counts.untyped++
      if (!placed.village) return
      counts.placed = (counts.placed ?? 0) + 1
      if (kept.length < mostKept) kept.push({ row: row.row, ...placed.village })
    } catch (error) {
      if (error instanceof TakenBefore) return there(row, { zh: '此前已登记。', en: 'It was taken in before.' })
      if (error instanceof ApiError && error.status < 500)
        return note({ row: row.row, outcome: 'refused', field: null, reason: error.detail })
      throw error
    }
  }

  return async (readings: readonly RowReading[]): Promise<void> => {
    const edition = await editions.current()
    const rows = readings.flatMap((reading) => ('ok' in reading ? [reading.ok] : []))
    const known = await tryAgain(
      () =>
        database.readAs(scope, async (handle) => ({
          ids: await findTaken(
            handle,
            sources,
            rows.map(({ externalId }) => externalId),
          ),
          numbers: await findTakenNumbers(
            handle,
            rows.flatMap(({ number }) => (number === null ? [] : [number])),
          ),
        })),
      signal,
    )
    const byId = new Map(known.ids.toReversed().map(({ externalId, number }) => [externalId, number]))
    const numbers = new Map(known.numbers.map((one) => [one.number, one]))
    for (const reading of readings) {
      signal.throwIfAborted()
      if ('finding' in reading) {
        note(reading.finding)
        continue
      }
      const row = reading.ok
      const first = seen.get(row.externalId)
      if (first !== undefined) {
        there(row, { zh: `与第 ${first} 行相同。`, en: `The same as row ${first}.` })
        continue
      }
      seen.set(row.externalId, row.row)
      const number =
        byId.get(row.externalId) ??
        (row.number !== null && isSame(row, numbers.get(row.number)) ? row.number : undefined)
      if (number === undefined && row.elsewhere) note(row.elsewhere)
      else if (number !== undefined)
        there(row, { zh: `此前已登记为 ${number}。`, en: `It was taken in before, as ${number}.` })
      else await takeOne(row, edition)
    }
  }
}
