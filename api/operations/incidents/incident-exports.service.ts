import { randomUUID } from 'node:crypto'
import type { Steps } from '#api/coverage/steps.ts'
import { readAreaNames } from '#api/ground/editions/area-names.ts'
import type { EditionsService } from '#api/ground/editions/editions.service.ts'
import type { ForeignSystem, ReferenceLists } from '#api/operations/reference/reference.contract.ts'
import { isCutByScope } from '#api/platform/access/within-scope.ts'
import { type AuditTrail, entryOf } from '#api/platform/audit/audit-trail.ts'
import { nameFilters } from '#api/platform/audit/name-filters.ts'
import type { Database } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { csvStart, writeCsvLine } from '#api/platform/http/csv.contract.ts'
import { readAllMatches, readerAs } from '#api/platform/http/list.ts'
import { ApiError, type Language } from '#api/platform/http/problem.ts'
import { runInSlices } from '#api/platform/process/sliced-work.ts'
import { type SheetCell, writeWorkbook } from '#api/platform/sheets/write-workbook.ts'
import { type ExportColumn, type ExportContext, exportColumns, systemColumns } from './export-columns.ts'
import type { EntriesSaved, SystemPreview } from './incident-exports.contract.ts'
import { countExports, type ExportRow, exportSource, recordExports } from './incident-exports.repo.ts'
import type { IncidentKind } from './incidents.contract.ts'
import { type IncidentsFilterQuery, readIncidentFilter } from './read-incident-filter.ts'
import { takeRequestKey } from './request-keys.repo.ts'

export type SheetFormat = 'csv' | 'xlsx'

/** Incidents as files. Throws ApiError: 404 for a system or an area nobody knows, 422 above 20,000 rows. */
type Sheet = { format: SheetFormat; language: Language }
export type IncidentExportsService = {
  write(scope: Scope, query: IncidentsFilterQuery, sheet: Sheet): Promise<Uint8Array<ArrayBuffer>>
  /** For another system, with its codes; nothing counts by it. */
  writeFor(scope: Scope, system: string, query: IncidentsFilterQuery, sheet: Sheet): Promise<Uint8Array<ArrayBuffer>>
  /** The same, and what has a code there counts as exported to it, together with the line in the audit or not at all. A request
   *  that comes again with its key is answered again and counts nothing twice; 409 where the key stood for another. */
  sendTo(
    scope: Scope,
    system: string,
    query: IncidentsFilterQuery,
    sheet: Sheet & { key?: string },
  ): Promise<Uint8Array<ArrayBuffer>>
  preview(scope: Scope, system: string, query: IncidentsFilterQuery): Promise<SystemPreview>
  entriesSaved(scope: Scope, days: number): Promise<EntriesSaved>
}

/** Rows between two steps: 25 take about a tenth of a millisecond. */
const rowsPerStep = 25
const dayMs = 86_400_000

const noSuchSystem = () =>
  new ApiError(404, 'not_found', {
    zh: '参考数据里没有这个系统，请在“参考数据 › 外部编码”里核对。',
    en: 'The reference lists have no such system; look at the foreign codes there.',
  })

function* csvSteps(header: string[], rows: Iterable<SheetCell[]>): Steps<Uint8Array<ArrayBuffer>> {
  const pieces: Buffer[] = []
  let text = csvStart + writeCsvLine(header)
  let count = 0
  for (const row of rows) {
    text += writeCsvLine(row)
    if (++count % rowsPerStep > 0) continue
    pieces.push(Buffer.from(text))
    text = ''
    yield
  }
  pieces.push(Buffer.from(text))
  yield
  return new Uint8Array(Buffer.concat(pieces))
}

export function createIncidentExportsService(deps: {
  database: Database
  editions: EditionsService
  audit: AuditTrail
  reference: { current(): ReferenceLists }
  now?: () => number
}): IncidentExportsService {
  const { database, audit, reference, now = Date.now } = deps

  const readRows = async (scope: Scope, query: IncidentsFilterQuery): Promise<ExportRow[]> =>
    readAllMatches(readerAs(database, scope), exportSource(await readIncidentFilter(deps, scope, query)))

  function findSystem(code: string): ForeignSystem {
    const system = reference.current()['foreign-codes'].items.find((item) => item.code === code)
    if (!system) throw noSuchSystem()
    return system
  }
  /** A type as the lists have it. What came in by the name of its type counts as that type. */
  function createTypeFinder() {
    const byWord = new Map<string, ReferenceLists['incident-types']['items'][number]>()
    const { items } = reference.current()['incident-types']
    for (const item of items) for (const word of [item.zh, item.en]) byWord.set(`${item.kind}/${word}`, item)
    for (const item of items) byWord.set(`${item.kind}/${item.code}`, item)
    return ({ kind, type }: { kind: IncidentKind; type: string }) => byWord.get(`${kind}/${type}`)
  }
  function createCodeFinder({ codes }: ForeignSystem) {
    const findType = createTypeFinder()
    const byType = new Map(
      codes.filter(({ code }) => code !== '').map(({ kind, type, code }) => [`${kind}/${type}`, code]),
    )
    return ({ kind, type }: ExportRow) => byType.get(`${kind}/${findType({ kind, type })?.code ?? type}`)
  }

  async function writeRows(
    rows: readonly ExportRow[],
    columns: readonly ExportColumn[],
    { format, language }: Sheet,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const areasOf = await readAreaNames(deps, new Set(rows.map(({ gridCode }) => gridCode)))
    const findType = createTypeFinder()
    const typeName: ExportContext['typeName'] = (row) => findType(row)?.[language] ?? row.type
    const departments = new Map(reference.current().departments.items.map((item) => [item.code, item[language]]))
    const departmentName = (code: string) => departments.get(code) ?? code
    const context: ExportContext = { language, areasOf, typeName, departmentName }
    const cells = (function* () {
      for (const row of rows) yield columns.map(({ read }) => read(row, context))
    })()
    const header = columns.map(({ title }) => title[language])
    if (format === 'csv') return runInSlices(csvSteps(header, cells))
    const sheet = language === 'zh' ? '事件' : 'Incidents'
    return writeWorkbook({ sheet, header, widths: columns.map(({ width }) => width) }, cells)
  }

  /** The file for another system, and those of it that have a code there. */
  async function makeFor(scope: Scope, code: string, query: IncidentsFilterQuery, sheet: Sheet) {
    const codeOf = createCodeFinder(findSystem(code))
    const rows = await readRows(scope, query)
    const bytes = await writeRows(rows, systemColumns(codeOf), sheet)
    return { bytes, ids: rows.filter((row) => codeOf(row) !== undefined).map(({ id }) => id) }
  }

  return {
    async write(scope, query, sheet) {
      return writeRows(await readRows(scope, query), exportColumns, sheet)
    },
    writeFor: async (scope, system, query, sheet) => (await makeFor(scope, system, query, sheet)).bytes,

    async sendTo(scope, system, query, { key, ...sheet }) {
      const { bytes, ids } = await makeFor(scope, system, query, sheet)
      const id = randomUUID()
      const { format } = sheet
      await database.writeAs(scope, async (transaction) => {
        const isRepeated =
          key !== undefined &&
          (await takeRequestKey(transaction, key, { request: ['export', system, format, query], recordId: id })) !==
            undefined
        await recordExports(transaction, { system, ids, isRepeated })
        await audit.record(
          transaction,
          entryOf(scope, {
            action: 'incidents.export',
            area: query.area,
            details: { format, system, marked: ids.length, isRepeated, filters: nameFilters(query) },
          }),
        )
      })
      return bytes
    },

    async preview(scope, code, query) {
      const system = findSystem(code)
      const codeOf = createCodeFinder(system)
      const findType = createTypeFinder()
      const rows = await readRows(scope, query)
      const without = new Map<string, SystemPreview['withoutCode'][number]>()
      for (const row of rows) {
        if (codeOf(row) !== undefined) continue
        const known = findType(row)
        const type = known?.code ?? row.type
        const counted = without.get(`${row.kind}/${type}`)
        if (counted) counted.count++
        else
          without.set(`${row.kind}/${type}`, {
            kind: row.kind,
            type,
            zh: known?.zh ?? type,
            en: known?.en ?? type,
            count: 1,
          })
      }
      const withoutCode = [...without.values()].sort((a, b) => b.count - a.count || (a.type < b.type ? -1 : 1))
      const missing = withoutCode.reduce((sum, { count }) => sum + count, 0)
      const { zh, en, isExample } = system
      return {
        system: { code, zh, en, isExample },
        total: rows.length,
        coded: rows.length - missing,
        withoutCode,
        partial: isCutByScope(scope, query.area ?? database.county),
      }
    },

    async entriesSaved(scope, days) {
      const from = new Date(now() - days * dayMs).toISOString()
      const { systems, incidents } = await database.readAs(scope, (handle) => countExports(handle, from))
      const names = new Map(reference.current()['foreign-codes'].items.map(({ code, zh, en }) => [code, { zh, en }]))
      return {
        from,
        incidents,
        entries: systems.reduce((sum, { entries }) => sum + entries, 0),
        systems: systems.map(({ code, entries }) => ({
          code,
          ...(names.get(code) ?? { zh: code, en: code }),
          entries,
        })),
        partial: isCutByScope(scope, database.county),
      }
    },
  }
}
