import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from 'pino'
import { covers } from '#api/access/principal.ts'
import { type AuditTrail, entryOf } from '#api/audit/audit-trail.ts'
import type { Database } from '#api/db/client.ts'
import type { Scope } from '#api/db/scope.ts'
import type { EditionSnapshot } from '#api/editions/edition-snapshot.ts'
import type { EditionsService } from '#api/editions/editions.service.ts'
import { writeCsv } from '#api/http/csv.contract.ts'
import { ApiError, type Language, type Sentence } from '#api/http/problem.ts'
import { beyondReach, TakenBefore } from '#api/incidents/incident-errors.ts'
import type { IncidentPartiesService } from '#api/incidents/incident-parties.service.ts'
import type { GivenLocation, ReportIncidentBody } from '#api/incidents/incident-work.contract.ts'
import type { IncidentWorkService } from '#api/incidents/incident-work.service.ts'
import { locatePlace } from '#api/incidents/locate-place.ts'
import type { ReferenceLists } from '#api/reference/reference.contract.ts'
import type { ReferenceService } from '#api/reference/reference.service.ts'
import {
  discardBody,
  receiveUpload,
  requireMultipart,
  type UploadedFile,
  type UploadLimits,
} from '#api/uploads/receive-upload.ts'
import { makeUploadFolder, removeUploadFolder } from '#api/uploads/upload-folder.ts'
import { digestBasis } from './digest-basis.ts'
import { findAddress } from './find-address.ts'
import { fileSource, hotlineSource, hotlineSystem } from './intake.contract.ts'
import { findTaken, findTakenNumbers, type TakenNumber } from './intake.repo.ts'
import { noAddressSentence } from './intake-errors.ts'
import {
  dryRunDiffers,
  fileBusy,
  fileEnded,
  fileInterrupted,
  fileUploadWords,
  fileWentWrong,
  noSuchFile,
  noSuchSystem,
  reportWords,
} from './intake-file-errors.ts'
import {
  type FileField,
  fileFields,
  type IntakeCounts,
  type IntakeFileAnswer,
  type IntakeFileSettings,
  type IntakeFileSummary,
  type IntakeFinding,
  maxIntakeBytes,
} from './intake-files.contract.ts'
import {
  endIntakeFile,
  findDeadIntakeFiles,
  findIntakeFile,
  findTriedBasis,
  type IntakeFileEnd,
  insertIntakeFile,
  listIntakeFiles,
  requestIntakeEnd,
  touchIntakeFile,
} from './intake-files.repo.ts'
import { keepCaller } from './keep-caller.ts'
import { type FileHead, FileRefused, readFileRows } from './read-file.ts'
import type { ReadRow, RowReading } from './read-file-row.ts'

export type IntakeUpload = {
  contentType: string | undefined
  body: ReadableStream<Uint8Array> | null
  readSettings: (fields: Record<string, string>) => { settings: IntakeFileSettings; tried: string | undefined }
}

/** Incidents from files. Throws ApiError: 400 and 413 for what is no such file, 404, 409 while another is at work here, and where
 *  what is to be taken in is not what the dry run looked at. */
export type IntakeFilesService = {
  /** Takes a file and begins with its rows. */
  start(scope: Scope, upload: IntakeUpload): Promise<{ id: string }>
  list(scope: Scope): Promise<IntakeFileSummary[]>
  find(scope: Scope, id: string): Promise<IntakeFileAnswer>
  /** What was not taken in and why, as CSV. */
  report(scope: Scope, id: string, language: Language): Promise<{ csv: string; fileName: string }>
  cancel(scope: Scope, id: string): Promise<void>
  recover(): Promise<void>
  close(): Promise<void>
}

export const intakeFileLimits: UploadLimits = {
  bytes: maxIntakeBytes + 100_000,
  fileBytes: maxIntakeBytes,
  files: 1,
  slowest: { bytes: 25_000, milliseconds: 25_000 },
}
const shownFindings = 500
/** More than this many are counted, not kept. */
const keptFindings = 10_000
const deadAfterMs = 120_000
/** How often a row is tried again while the database has no time, a second apart: a backup takes a few. */
const mostTries = 60

type Progress = { counts: IntakeCounts; findings: IntakeFinding[] }

/** Whether a row is the incident that has its number: numbers of other systems may look like ours, and what is not here is not to be
 *  lost. Pure. */
function isSame({ title, place }: ReadRow, known: TakenNumber | undefined): boolean {
  if (known === undefined) return false
  if (title === known.title) return true
  if ('gridCode' in place) return place.gridCode === known.gridCode
  if ('address' in place) return false
  return Math.abs(place.lng - known.lng) < 2e-6 && Math.abs(place.lat - known.lat) < 2e-6
}

export function createIntakeFilesService(deps: {
  database: Database
  editions: EditionsService
  audit: AuditTrail
  reference: ReferenceService
  work: IncidentWorkService
  parties: IncidentPartiesService
  log: Logger
  uploadRoot: string
}): IntakeFilesService {
  const { database, editions, audit, reference, work, parties, log, uploadRoot } = deps
  let current: { id: string; stop: AbortController; finished: Promise<void> } | undefined

  async function end(id: string, result: IntakeFileEnd, scope?: Scope): Promise<void> {
    await database.write(async (transaction) => {
      if (!(await endIntakeFile(transaction, id, result)) || !scope) return
      const { state, counts, problem } = result
      await audit.record(
        transaction,
        entryOf(scope, {
          action: 'intake.file-end',
          outcome: state === 'done' ? 'done' : 'failed',
          record: { kind: 'intake_files', id },
          after: { state, counts, problem: problem?.code ?? null },
        }),
      )
    })
  }
  async function endDead(idleMs: number): Promise<void> {
    for (const id of await database.read((handle) => findDeadIntakeFiles(handle, idleMs)))
      if (id !== current?.id) await end(id, { state: 'failed', counts: null, findings: [], problem: fileInterrupted })
  }

  /** Where a row belongs; or why it has no place here. */
  function placeOf(
    scope: Scope,
    edition: EditionSnapshot,
    { place }: ReadRow,
    crs: IntakeFileSettings['crs'],
  ): { location: GivenLocation } | { field: FileField; reason: Sentence } {
    const field: FileField = 'gridCode' in place ? 'gridCode' : 'address' in place ? 'address' : 'lng'
    let location: GivenLocation
    if ('address' in place) {
      const found = findAddress(edition, place.address)
      if (found.kind !== 'found') return { field, reason: noAddressSentence(found) }
      location = { lng: found.lngLat[0], lat: found.lngLat[1] }
    } else location = 'gridCode' in place ? place : { ...place, crs }
    try {
      const { gridCode } = locatePlace(edition, location)
      return covers(scope, gridCode) ? { location } : { field, reason: beyondReach().detail }
    } catch (error) {
      if (error instanceof ApiError) return { field, reason: error.detail }
      throw error
    }
  }

  /** Tries again while the database has no time. */
  async function persist<Result>(doIt: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    for (let tried = 1; ; tried++) {
      try {
        return await doIt()
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 503 || tried >= mostTries) throw error
        await wait(1_000, undefined, { signal })
      }
    }
  }

  function createTaker(scope: Scope, settings: IntakeFileSettings, signal: AbortSignal, progress: Progress) {
    const { counts, findings } = progress
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
      if (findings.length < keptFindings) findings.push(finding)
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
      const placed = placeOf(scope, edition, row, settings.crs)
      if ('reason' in placed) return note({ row: row.row, outcome: 'refused', ...placed })
      if (row.foundAt !== null && Date.parse(row.foundAt) > Date.now() + 300_000)
        return note({
          row: row.row,
          outcome: 'refused',
          field: 'foundAt',
          reason: { zh: '时间在将来。', en: 'It is a time to come.' },
        })
      try {
        if (!settings.dryRun) await persist(() => report(row, placed.location), signal)
        counts.taken++
        if (!row.isTypeKnown) counts.untyped++
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
      const known = await persist(
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

  const describeColumns = ({ header, columns }: FileHead): IntakeFileAnswer['columns'] =>
    header.map((title, at) => ({
      title: title.slice(0, 60),
      field: fileFields.find((field) => columns[field] === at) ?? null,
    }))

  /** From the file to the end. Never rejects. */
  async function run(
    scope: Scope,
    id: string,
    file: UploadedFile,
    settings: IntakeFileSettings,
    lists: ReferenceLists,
    stop: AbortController,
  ) {
    const { signal } = stop
    const counts: IntakeCounts = { taken: 0, refused: 0, there: 0, elsewhere: 0, untyped: 0 }
    const progress: Progress = { counts, findings: [] }
    const result = (state: IntakeFileEnd['state'], problem: IntakeFileEnd['problem'] = null): IntakeFileEnd => ({
      state,
      ...progress,
      problem,
    })
    try {
      const take = createTaker(scope, settings, signal, progress)
      let head: FileHead | undefined
      let done = 0
      const rows = readFileRows({
        path: file.path,
        map: settings.map,
        lists: { 'incident-types': lists['incident-types'], 'foreign-codes': lists['foreign-codes'] },
        system: settings.system ?? null,
        isNotEmergency: settings.isNotEmergency,
      })
      for await (const part of rows) {
        if (Array.isArray(part)) {
          await take(part)
          done += part.length
        } else head = part
        const { total, mapping } = { total: head?.total ?? 0, mapping: head ? describeColumns(head) : [] }
        const isCancelled = await persist(
          () => database.write((transaction) => touchIntakeFile(transaction, id, { done, total, mapping })),
          signal,
        )
        if (isCancelled) stop.abort()
        signal.throwIfAborted()
      }
      await end(id, result('done'), scope)
    } catch (error) {
      const isExpected = signal.aborted || error instanceof FileRefused
      if (!isExpected) log.error({ intakeFileId: id, err: error }, 'taking in a file failed')
      const failed = signal.aborted
        ? result('cancelled')
        : result('failed', error instanceof FileRefused ? { code: error.code, detail: error.detail } : fileWentWrong)
      await end(id, failed, scope).catch((cause) =>
        log.error({ intakeFileId: id, err: cause }, 'the end of a file could not be written'),
      )
    }
  }

  async function receive(scope: Scope, id: string, folder: string, { contentType, body, readSettings }: IntakeUpload) {
    const { fields, files } = await receiveUpload({
      body,
      contentType: requireMultipart(contentType),
      folder,
      limits: intakeFileLimits,
      words: fileUploadWords,
    })
    const { settings, tried } = readSettings(fields)
    const { system } = settings
    const lists = reference.current()
    if (system !== undefined && !lists['foreign-codes'].items.some(({ code }) => code === system)) throw noSuchSystem()
    const file = files[0] as UploadedFile
    const edition = (await editions.current()).number
    const basis = await digestBasis(file.path, { settings, areas: scope.areas, edition, lists })
    if (tried !== undefined && (await database.readAs(scope, (handle) => findTriedBasis(handle, tried))) !== basis)
      throw dryRunDiffers()
    const stored = { ...settings, sender: `${scope.actor.kind}:${scope.actor.id}`, basis }
    await database.writeAs(scope, async (transaction) => {
      const { name: fileName, bytes } = file
      await insertIntakeFile(transaction, { id, reach: scope.areas, settings: stored, fileName, bytes })
      await audit.record(
        transaction,
        entryOf(scope, {
          action: 'intake.file-start',
          record: { kind: 'intake_files', id },
          after: { settings: { ...settings, basis }, bytes },
        }),
      )
    })
    return { file, settings, lists }
  }

  return {
    async start(scope, upload) {
      const multipart = requireMultipart(upload.contentType)
      if (current) {
        await discardBody(upload.body, intakeFileLimits.bytes)
        throw fileBusy()
      }
      const id = randomUUID()
      const stop = new AbortController()
      let finish = () => {}
      const mine = { id, stop, finished: new Promise<void>((resolve) => (finish = resolve)) }
      current = mine
      let folder: string | undefined
      const done = () => {
        if (folder !== undefined) removeUploadFolder(folder)
        if (current === mine) current = undefined
        finish()
      }
      try {
        folder = makeUploadFolder(uploadRoot)
        const { file, settings, lists } = await receive(scope, id, folder, { ...upload, contentType: multipart })
        void run(scope, id, file, settings, lists, stop).finally(done)
        return { id }
      } catch (error) {
        done()
        throw error
      }
    },
    async list(scope) {
      await endDead(deadAfterMs)
      return database.readAs(scope, listIntakeFiles)
    },
    async find(scope, id) {
      await endDead(deadAfterMs)
      const found = await database.readAs(scope, (handle) => findIntakeFile(handle, id, shownFindings))
      if (!found) throw noSuchFile()
      return found
    },
    async report(scope, id, language) {
      const found = await database.readAs(scope, (handle) => findIntakeFile(handle, id, keptFindings))
      if (!found) throw noSuchFile()
      const words = reportWords[language]
      const rows = found.findings.map(({ row, outcome, field, reason }) => [
        row,
        words.outcomes[outcome],
        field === null ? null : words.fields[field],
        reason[language],
      ])
      return { csv: writeCsv(words.header, rows), fileName: `intake-${id.slice(0, 8)}.csv` }
    },
    async cancel(scope, id) {
      if (!(await database.readAs(scope, (handle) => findIntakeFile(handle, id, 0)))) throw noSuchFile()
      const isAsked = await database.writeAs(scope, async (transaction) => {
        if (!(await requestIntakeEnd(transaction, id))) return false
        await audit.record(
          transaction,
          entryOf(scope, { action: 'intake.file-cancel', record: { kind: 'intake_files', id } }),
        )
        return true
      })
      if (!isAsked) throw fileEnded()
      if (current?.id === id) current.stop.abort()
    },
    async recover() {
      // The embedded database has one process: at its start nothing is at work.
      await endDead(database.kind === 'embedded' ? 0 : deadAfterMs)
    },
    async close() {
      const running = current
      running?.stop.abort()
      await running?.finished
    },
  }
}
